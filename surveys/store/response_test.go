package store_test

import (
	"context"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"
)

// pages reads all pages of a query and returns the ids in their order.
func pages(t *testing.T, s *store.Store, q store.ResponseQuery) (ids []surveys.InvitationID) {
	t.Helper()
	for range 1000 {
		items, next, err := s.Responses(context.Background(), q)
		must(t, err)
		for _, inv := range items {
			ids = append(ids, inv.ID)
		}
		if q.Cursor = next; next == "" {
			return ids
		}
		if len(items) != q.Limit {
			t.Fatalf("a page of %d with a next one, want %d", len(items), q.Limit)
		}
	}
	t.Fatal("the pages do not end")
	return nil
}

func TestResponsesAreReadNewestFirstPageByPage(t *testing.T) {
	h := newHistory(t)
	var support, northwind, all []surveys.InvitationID
	for i := range 300 { // more than two chunks of a timeline, over three months
		project, customer := surveys.ProjectID("website"), surveys.CustomerID("northwind")
		if i%10 != 0 {
			project = "support"
		}
		if i%3 == 0 {
			customer = "lakeside"
		}
		inv := h.answer(project, customer, 1+i%5)
		all = append(all, inv.ID)
		if project == "support" {
			support = append(support, inv.ID)
		}
		if customer == "northwind" {
			northwind = append(northwind, inv.ID)
		}
		h.clock.Advance(5 * time.Hour)
		if i == 199 {
			h.clock.Advance(40 * day) // a month without answers
		}
	}
	h.follow()
	for name, c := range map[string]struct {
		query store.ResponseQuery
		want  []surveys.InvitationID
	}{
		"of a project":  {store.ResponseQuery{Project: "support"}, support},
		"of a customer": {store.ResponseQuery{Customer: "northwind"}, northwind},
		"of all":        {store.ResponseQuery{}, all},
	} {
		for _, limit := range []int{7, 100, 200} {
			c.query.Limit = limit
			sameReversed(t, name, pages(t, h.store, c.query), c.want)
		}
	}
}

func sameReversed(t *testing.T, name string, got, want []surveys.InvitationID) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: %d responses, want %d", name, len(got), len(want))
		return
	}
	for i := range got {
		if got[i] != want[len(want)-1-i] {
			t.Errorf("%s: response %d is %s, want %s", name, i, got[i], want[len(want)-1-i])
			return
		}
	}
}

func TestManyAnswersInAMonthStayInSmallChunks(t *testing.T) {
	h := newHistory(t)
	var want []surveys.InvitationID
	for range 300 {
		want = append(want, h.answer("support", "northwind", 5).ID)
		h.clock.Advance(time.Second)
	}
	h.follow()
	sameReversed(t, "of a month", pages(t, h.store, store.ResponseQuery{Project: "support", Limit: 50}), want)
	sizes, err := h.store.ChunkSizes(context.Background(), "support", 202603)
	must(t, err)
	if len(sizes) != 3 || sizes[0] != 128 || sizes[1] != 128 || sizes[2] != 44 {
		t.Errorf("chunks of %v, want 128, 128, 44", sizes)
	}
}

func TestResponsesOfAPeriod(t *testing.T) {
	h := newHistory(t)
	h.answer("support", "northwind", 5)
	h.clock.Set(time.Date(2026, time.March, 9, 23, 30, 0, 0, time.UTC)) // half past midnight of the 10th in Berlin
	in := h.answer("support", "northwind", 5)
	h.clock.Set(time.Date(2026, time.March, 10, 23, 0, 0, 0, time.UTC)) // the 11th
	h.answer("support", "northwind", 5)
	h.follow()
	tenth := surveys.DayFromDate(2026, time.March, 10)
	for name, q := range map[string]store.ResponseQuery{
		"project": {Project: "support"}, "customer": {Customer: "northwind"}, "all": {},
	} {
		q.Period, q.Limit = surveys.Period{From: tenth, To: tenth}, 10
		if got := pages(t, h.store, q); len(got) != 1 || got[0] != in.ID {
			t.Errorf("%s: %v on the 10th, want %s", name, got, in.ID)
		}
	}
}

func TestAnAnswerThatDoesNotCountIsNotShown(t *testing.T) {
	h := newHistory(t)
	kept := h.answer("support", "northwind", 5)
	h.clock.Advance(time.Hour)
	void := h.answer("support", "northwind", 1)
	h.voided(&void)
	h.clock.Advance(40 * day)
	again := h.answer("support", "northwind", 1)
	h.follow()
	h.voided(&again)
	h.clock.Advance(40 * day)
	h.answered(&again, 4, surveys.ByButton) // answered anew: two places, one holds
	h.follow()
	for name, q := range map[string]store.ResponseQuery{
		"project": {Project: "support"}, "customer": {Customer: "northwind"}, "all": {},
	} {
		q.Limit = 1
		sameReversed(t, name, pages(t, h.store, q), []surveys.InvitationID{kept.ID, again.ID})
	}
}

func TestACursorMustBeOne(t *testing.T) {
	h, ctx := newHistory(t), context.Background()
	_, _, err := h.store.Responses(ctx, store.ResponseQuery{Cursor: "nonsense"})
	wantCode(t, err, surveys.Invalid)
	_, _, err = h.store.CustomerTimeline(ctx, "northwind", "x-y", 5)
	wantCode(t, err, surveys.Invalid)
}

func TestTheTimelineOfACustomer(t *testing.T) {
	h, ctx := newHistory(t), context.Background()
	asked := h.invitation("support", "northwind", surveys.CSAT5)
	h.note(asked, surveys.EntryAsked)
	h.clock.Advance(time.Hour)
	answered := h.invitation("website", "northwind", surveys.CSAT5)
	h.note(answered, surveys.EntryAsked)
	h.sent(&answered)
	h.clock.Advance(100 * day) // into the next quarter
	answered.Case = surveys.CaseID(16 + answered.ID.Shard())
	must(t, h.store.PutCase(ctx, surveys.Case{ID: answered.Case, Invitation: answered.ID, Project: "website",
		Customer: "northwind", State: surveys.CaseOpen, OpenedAt: h.clock.Now().Add(time.Second)}))
	h.answered(&answered, 1, surveys.ByGesture)
	h.follow()
	var kinds []surveys.EventKind
	cursor := ""
	for range 5 {
		events, next, err := h.store.CustomerTimeline(ctx, "northwind", cursor, 1)
		must(t, err)
		for _, e := range events {
			kinds = append(kinds, e.Kind)
			if e.Invitation.ID == "" || (e.Kind == surveys.EventCase && e.Case.ID != answered.Case) {
				t.Errorf("event %+v lacks what it is about", e)
			}
		}
		if cursor = next; next == "" {
			break
		}
	}
	want := []surveys.EventKind{surveys.EventCase, surveys.EventAnswered, surveys.EventAsked}
	if len(kinds) != 3 || kinds[0] != want[0] || kinds[1] != want[1] || kinds[2] != want[2] {
		t.Errorf("timeline %v, want %v", kinds, want)
	}
	if n, err := h.store.TimelineSize(ctx, "northwind"); err != nil || n != 3 {
		t.Errorf("%d members (%v), want 3: the answer replaces its question", n, err)
	}
	standing, err := h.store.CustomerStanding(ctx, "northwind", month())
	must(t, err)
	if standing.Cases != 1 {
		t.Errorf("%d open cases, want 1", standing.Cases)
	}
}

func TestWhatWasSaid(t *testing.T) {
	h, ctx := newHistory(t), context.Background()
	rows := []store.Imported{
		importedRow("1", 5, h.clock.Now().Add(-time.Hour)),
		importedRow("2", 4, h.clock.Now()),
		importedRow("3", 3, h.clock.Now()),
	}
	rows[0].Words = surveys.Words{Comment: "Quick and friendly"}
	rows[1].Words = surveys.Words{Reasons: []string{"slow", "twice"}}
	_, err := h.store.Import(ctx, rows)
	must(t, err)
	said, err := h.store.Said(ctx, 10)
	must(t, err)
	if len(said) != 2 || said[0].Interaction != "2" || said[1].Words.Comment != "Quick and friendly" ||
		len(said[0].Words.Reasons) != 2 {
		t.Errorf("said %+v, want the reasons and then the comment", said)
	}
}

// importedRow is an answer of Anna at Northwind about Support, from elsewhere.
func importedRow(id string, choice int, at time.Time) store.Imported {
	return store.Imported{
		Interaction: storetest.Interaction(storetest.ID(id)), Scale: surveys.CSAT5, Choice: choice, AnsweredAtMS: at.UnixMilli(),
	}
}
