package store_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"
)

// shown is all that pages show of customers, as text.
func shown(t *testing.T, s *store.Store, ids ...surveys.CustomerID) string {
	t.Helper()
	ctx := context.Background()
	year := surveys.Last(365, s.Today())
	var out strings.Builder
	all, _, err := s.CustomerStandings(ctx, store.ListQuery{Limit: 50, Period: year, Order: store.OrderName})
	must(t, err)
	worths, err := s.CustomerWorths(ctx, year, "")
	must(t, err)
	r, err := s.Retention(ctx, year, surveys.ByCohort)
	must(t, err)
	fmt.Fprintf(&out, "%+v\n%v\n%+v\n", all, worths, r)
	for _, id := range ids {
		c, err := s.Customer(ctx, id)
		must(t, err)
		life, err := s.Life(ctx, id)
		must(t, err)
		events, _, err := s.CustomerTimeline(ctx, id, "", 50)
		must(t, err)
		in, err := s.CustomerInProjects(ctx, id, year)
		must(t, err)
		open, err := s.OpenCasesOf(ctx, c.ID)
		must(t, err)
		days, err := s.SpecialDays(ctx, c.ID)
		must(t, err)
		answers, _, err := s.Responses(ctx, store.ResponseQuery{Customer: id, Limit: 50})
		must(t, err)
		contacts, err := s.Contacts(ctx, c.Contacts)
		must(t, err)
		fmt.Fprintf(&out, "%+v\n%+v\n%+v\n%+v\n%d open, %d days, %d answers\n", c, life, in, events, len(open), len(days), len(answers))
		for _, one := range c.Contacts {
			fmt.Fprintf(&out, "%s at %s\n", one, contacts[one].Customer)
		}
	}
	return out.String()
}

// twoFirms have everything that a customer can have.
func twoFirms(t *testing.T) (*store.Store, *storetest.Clock) {
	t.Helper()
	ctx := context.Background()
	s, clock := storetest.Open(t)
	web, desk := surveys.ProjectRef{ID: "web"}, surveys.ProjectRef{ID: "desk"}
	old, kept := surveys.CustomerRef{ID: "old", Name: "Old Ltd"}, surveys.CustomerRef{ID: "new", Name: "New Ltd"}
	answerOf(t, s, "1", web, old, "ann@old.example", 1, 3)
	answerOf(t, s, "2", desk, old, "ann@old.example", 5, 200)
	answerOf(t, s, "3", web, kept, "bob@new.example", 5, 4)
	answerOf(t, s, "4", web, kept, "cyd@new.example", 2, 2)
	put(t, s, "old", "lost", "2024-01-01", "2026-01-20")
	put(t, s, "new", "active", "2026-01-20", "")
	must(t, s.NoteCustomer(ctx, surveys.CustomerNote{ID: "n-old", Customer: "old", Kind: surveys.NoteText, Text: "Likes tea."}))
	_, err := s.AddSpecialDay(ctx, surveys.SpecialDay{Customer: "old", Kind: surveys.DayRenewal, Date: s.Today() + 20, Before: 3}, surveys.Plain("Renews soon."))
	must(t, err)
	_, err = s.KeepWorth(ctx, []surveys.WorthEntry{earned("i-1", "old", "web", s.Today()-9, 700_00), earned("i-2", "new", "web", s.Today()-9, 300_00)}, "EUR")
	must(t, err)
	followAll(t, s)
	return s, clock
}

// TestAMergerCanBeUndone: parted again, everything is as it was, to the letter;
// twice is once.
func TestAMergerCanBeUndone(t *testing.T) {
	ctx := context.Background()
	s, clock := twoFirms(t)
	before := shown(t, s, "old", "new")
	must(t, s.MergeCustomers(ctx, "old", "new"))
	followAll(t, s)
	if shown(t, s, "old", "new") == before {
		t.Fatal("nothing became one")
	}
	all, err := s.Mergers(ctx, "new")
	must(t, err)
	if len(all) != 1 || all[0].From != "old" || all[0].Name != "Old Ltd" || !all[0].Last || all[0].Spoken {
		t.Errorf("%+v", all)
	}
	into, err := s.PartCustomer(ctx, "old")
	if err != nil || into != "new" {
		t.Fatal(into, err)
	}
	followAll(t, s)
	if after := shown(t, s, "old", "new"); after != before {
		t.Errorf("was\n%s\nis\n%s", before, after)
	}
	clock.Advance(2 * time.Second)
	if _, err := s.PartCustomer(ctx, "old"); surveys.CodeOf(err) != surveys.NotFound {
		t.Error("parted twice:", err)
	}
	must(t, s.MergeCustomers(ctx, "old", "new")) // and once more, and back
	_, err = s.PartCustomer(ctx, "old")
	must(t, err)
	if after := shown(t, s, "old", "new"); after != before {
		t.Errorf("the second time\n%s\nis\n%s", before, after)
	}
}

// What came in meanwhile: answers to what the old one was asked go with it, what
// the one customer was asked stays, and so does what was said of its life.
func TestWhatCameInMeanwhileIsParted(t *testing.T) {
	ctx := context.Background()
	s, clock := twoFirms(t)
	must(t, s.MergeCustomers(ctx, "old", "new"))
	answerOf(t, s, "5", surveys.ProjectRef{ID: "desk"}, surveys.CustomerRef{ID: "old"}, "ann@old.example", 4, 1)
	_, err := s.KeepWorth(ctx, []surveys.WorthEntry{earned("i-3", "old", "web", s.Today()-1, 50_00)}, "EUR")
	must(t, err)
	followAll(t, s)
	cases, err := s.OpenCasesOf(ctx, "new")
	must(t, err)
	for _, c := range cases {
		if c.Customer == "old" {
			_, err := s.PatchCase(ctx, c.ID, surveys.CasePatch{State: ptr(surveys.CaseResolved), Cause: ptr("speed"), By: "u1"})
			must(t, err)
		}
	}
	put(t, s, "new", "at_risk", "", "")
	must(t, s.NoteCustomer(ctx, surveys.CustomerNote{ID: "n-2", Customer: "new", Kind: surveys.NoteText, Text: "Now one."}))
	followAll(t, s)
	all, err := s.Mergers(ctx, "new")
	must(t, err)
	if !all[0].Spoken {
		t.Error("nobody says that a word stays with the other")
	}
	clock.Advance(2 * time.Second)
	_, err = s.PartCustomer(ctx, "old")
	must(t, err)
	followAll(t, s)
	year := surveys.Last(365, s.Today())
	for id, want := range map[surveys.CustomerID]struct {
		answers, open, notes int
		stage                surveys.Stage
		revenue              surveys.Amount
	}{"old": {2, 0, 1, "lost", 750_00}, "new": {3, 1, 1, "at_risk", 300_00}} {
		st, err := s.CustomerStanding(ctx, id, year)
		must(t, err)
		life, err := s.Life(ctx, id)
		must(t, err)
		worths, err := s.CustomerWorths(ctx, year, "")
		must(t, err)
		notes, _, err := s.CustomerTimelineOf(ctx, id, surveys.EventNote, "", 20)
		must(t, err)
		texts := slices.DeleteFunc(notes, func(e surveys.Event) bool { return e.Note.Kind != surveys.NoteText })
		if st.ID != string(id) || st.Level.N != want.answers || st.Cases != want.open || life.Stage != want.stage || worths[id].Revenue != want.revenue || len(texts) != want.notes {
			t.Errorf("%s: %+v %s %v, %d notes", id, st, life.Stage, worths[id].Revenue, len(texts))
		}
	}
}

// Mergers are undone from the newest on.
func TestMergersArePartedInTheirOrder(t *testing.T) {
	ctx := context.Background()
	s, clock := twoFirms(t)
	put(t, s, "third", "active", "2025-01-01", "")
	put(t, s, "last", "active", "2025-02-01", "")
	before := shown(t, s, "old", "new", "third", "last")
	merge := func(id, into surveys.CustomerID) {
		must(t, s.MergeCustomers(ctx, id, into))
		clock.Advance(2 * time.Second)
	}
	merge("old", "new")
	merge("third", "new")
	merge("new", "last")
	for _, id := range []surveys.CustomerID{"old", "third"} {
		if _, err := s.PartCustomer(ctx, id); surveys.CodeOf(err) != surveys.Conflict {
			t.Errorf("%s comes later: %v", id, err)
		}
	}
	for _, id := range []surveys.CustomerID{"new", "third", "old"} {
		_, err := s.PartCustomer(ctx, id)
		must(t, err)
	}
	followAll(t, s)
	clock.Advance(-6 * time.Second)
	if after := shown(t, s, "old", "new", "third", "last"); after != before {
		t.Errorf("was\n%s\nis\n%s", before, after)
	}
	if _, err := s.PartCustomer(ctx, "nobody"); surveys.CodeOf(err) != surveys.NotFound {
		t.Error(err)
	}
}

// A parting that was broken off anywhere is ended by tending.
func TestAPartingThatWasBrokenOffIsEnded(t *testing.T) {
	killedAt(t, func(h *history) (func() error, func(int64)) {
		s, ctx := h.store, t.Context()
		storetest.Ask(t, s)
		must(t, s.NoteCustomer(ctx, surveys.CustomerNote{ID: "call", Customer: "northwind", Kind: surveys.NoteText, Text: theLine}))
		must(t, s.NoteCustomer(ctx, surveys.CustomerNote{ID: "own", Customer: "group", Kind: surveys.NoteText, Text: "Ours."}))
		put(t, s, "group", "active", "2025-01-01", "")
		must(t, s.MergeCustomers(ctx, "northwind", "group"))
		return func() error { _, err := s.PartCustomer(ctx, "northwind"); return err }, func(kill int64) {
			h.clock.Advance(2e9)
			is, err := s.Canonical(ctx, "northwind")
			must(t, err)
			group, err := s.Customer(ctx, "group")
			must(t, err)
			back := len(group.Projects) == 0 && len(group.Contacts) == 0 && len(said(t, s, "group")) == 2
			if (is == "northwind") != back || back && len(said(t, s, "northwind")) != 1 {
				t.Errorf("killed at command %d: %s, and the group has %v, %v, %q", kill, is, group.Projects, group.Contacts, said(t, s, "group"))
			}
		}
	})
}

func ptr[T any](v T) *T { return &v }

// What leads to a customer and cannot be parted from it says why.
func TestMergersThatCannotBeUndoneSayWhy(t *testing.T) {
	s, clock := storetest.Open(t)
	for _, id := range []surveys.CustomerID{"a", "b", "c", "d", "e"} {
		put(t, s, id, "", "2024-01-01", "")
	}
	for _, pair := range [][2]surveys.CustomerID{{"a", "b"}, {"c", "d"}, {"b", "d"}, {"e", "d"}} {
		must(t, s.MergeCustomers(t.Context(), pair[0], pair[1]))
		clock.Advance(2 * time.Second)
	}
	must(t, s.ForgetMerger(t.Context(), "c"))
	all, err := s.Mergers(t.Context(), "d")
	must(t, err)
	got := ""
	for _, m := range all {
		got += fmt.Sprintln(m.From, m.Last, m.Through, m.Kept)
	}
	if want := "e true  false\nb false  false\na false b false\nc false  true\n"; got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	for _, id := range []surveys.CustomerID{"a", "b"} {
		_, err := s.PartCustomer(t.Context(), id)
		wantCode(t, err, surveys.Conflict)
	}
	for _, id := range []surveys.CustomerID{"e", "b", "a"} { // each after what came later
		_, err := s.PartCustomer(t.Context(), id)
		must(t, err)
		clock.Advance(2 * time.Second)
	}
}
