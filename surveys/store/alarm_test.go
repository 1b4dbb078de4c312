package store_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/signal"
	"barometer/surveys/store"
)

// decline lets a customer be glad for 40 days and angry for a week, followed
// as it comes, and returns the angry answers.
func (h *history) decline(project surveys.ProjectID, customer surveys.CustomerID) (angry []surveys.Invitation) {
	h.tb.Helper()
	for i := range 47 {
		h.clock.Advance(24 * time.Hour)
		choice := 5
		if i >= 40 {
			choice = 1
		}
		inv := h.answer(project, customer, choice)
		if choice == 1 {
			angry = append(angry, inv)
		}
		h.follow()
	}
	return angry
}

func (h *history) alarms(q store.AlarmQuery) []surveys.Alarm {
	h.tb.Helper()
	q.Limit = 200
	all, _, err := h.store.Alarms(context.Background(), q)
	h.check(err)
	return all
}

// dueAlarms are the alarms that wait to open a case.
func (h *history) dueAlarms(project surveys.ProjectID) []string {
	h.tb.Helper()
	due, err := h.store.Schedule(context.Background(), project.Shard())
	h.check(err)
	var out []string
	for member := range due {
		if id, ok := strings.CutPrefix(member, "alarm:"); ok {
			out = append(out, id)
		}
	}
	return out
}

func TestADeclineAlarmsOnce(t *testing.T) {
	h, ctx := newHistory(t), context.Background()
	angry := h.decline("support", "northwind")
	all := h.alarms(store.AlarmQuery{})
	if len(all) != 1 {
		t.Fatalf("%d alarms, want one episode: %+v", len(all), all)
	}
	a := all[0]
	if a.Project != "support" || a.Customer != "northwind" || a.Level != surveys.AlarmOfCustomer || !a.Standing() {
		t.Errorf("alarm %+v, want a standing one of northwind in support", a)
	}
	if !a.Since.Equal(angry[0].AnsweredAt) || a.After.N != 7 || a.After.K != 0 || a.Before.K != 40 {
		t.Errorf("since %s, %d of %d, before %d of %d; want since the first angry answer, 0 of 7, 40 of 40",
			a.Since, a.After.K, a.After.N, a.Before.K, a.Before.N)
	}
	if got, want := fmt.Sprintf("%d of %d, %d of %d before", a.After.K, a.After.N, a.Before.K, a.Before.N), "0 of 7, 40 of 40 before"; got != want {
		t.Errorf("says %q, want %q", got, want)
	}
	full, err := h.store.Alarm(ctx, a.ID)
	must(t, err)
	if len(full.Responses) != 7 || full.Responses[6] != angry[0].ID {
		t.Errorf("responses %v, want the seven angry ones, newest first", full.Responses)
	}
	if due := h.dueAlarms("support"); len(due) != 1 || due[0] != string(a.ID) {
		t.Errorf("waiting for a case: %v, want %s", due, a.ID)
	}
	if n := len(h.alarms(store.AlarmQuery{Customer: "northwind"})); n != 1 {
		t.Errorf("%d episodes of the customer, want 1: its own and its project's are one story", n)
	}
	if n := len(h.alarms(store.AlarmQuery{Project: "support"})); n != 2 {
		t.Errorf("%d alarms of the project, want its own and its customer's", n)
	}
	h.clock.Advance(40 * 24 * time.Hour)
	if a := h.alarms(store.AlarmQuery{})[0]; a.Standing() || a.After.N != 7 {
		t.Errorf("after forty days: %+v, want an episode that ended", a)
	}
}

func TestARepeatedBatchAlarmsOnce(t *testing.T) {
	h, ctx := newHistory(t), context.Background()
	var batches []store.Batch
	for i := range 47 {
		h.clock.Advance(24 * time.Hour)
		h.answer("support", "northwind", 5-4*(i/40))
		b, err := h.store.Outbox(ctx, surveys.ProjectID("support").Shard(), "", 10, 0)
		must(t, err)
		batches = append(batches, b)
		must(t, h.store.Glance(ctx, b)) // a relay that dies half way
		for range 2 {
			_, err = h.store.Advance(ctx, b)
			must(t, err)
		}
	}
	for _, b := range batches { // a relay that slept
		_, err := h.store.Advance(ctx, b)
		must(t, err)
	}
	if all, due := h.alarms(store.AlarmQuery{}), h.dueAlarms("support"); len(all) != 1 || len(due) != 1 {
		t.Errorf("%d alarms, %d due, want one of each", len(all), len(due))
	}
}

func TestARebuildRaisesTheAlarmsThatWereRaisedLive(t *testing.T) {
	h, ctx := newHistory(t), context.Background()
	h.year(3, func(*surveys.Invitation) {})
	projects := []surveys.ProjectID{"support", "website", "app"}
	var before, dueBefore []string
	for _, p := range projects {
		before = append(before, fmt.Sprintf("%+v", h.alarms(store.AlarmQuery{Project: p})))
		dueBefore = append(dueBefore, fmt.Sprint(len(h.dueAlarms(p))))
		must(t, h.store.MakeDirty(ctx, p))
	}
	listed := fmt.Sprintf("%+v", h.alarms(store.AlarmQuery{}))
	if len(h.alarms(store.AlarmQuery{})) < 3 {
		t.Fatalf("the year has too few alarms: %s", listed)
	}
	h.rebuild()
	for i, p := range projects {
		if got := fmt.Sprintf("%+v", h.alarms(store.AlarmQuery{Project: p})); got != before[i] {
			t.Errorf("%s rebuilt: %s\nwant %s", p, got, before[i])
		}
		if got := fmt.Sprint(len(h.dueAlarms(p))); got != dueBefore[i] {
			t.Errorf("%s: %s due after the rebuild, %s before", p, got, dueBefore[i])
		}
	}
	if got := fmt.Sprintf("%+v", h.alarms(store.AlarmQuery{})); got != listed {
		t.Errorf("list rebuilt: %s\nwant %s", got, listed)
	}
}

func TestAnAlarmGoesWithTheAnswersBehindIt(t *testing.T) {
	h := newHistory(t)
	for _, inv := range h.decline("support", "northwind") {
		h.voided(&inv)
	}
	h.follow()
	h.rebuild()
	if all, due := h.alarms(store.AlarmQuery{}), h.dueAlarms("support"); len(all) != 0 || len(due) != 0 {
		t.Errorf("alarms %v, due %v, want none: the answers do not count", all, due)
	}
}

func TestAnAlarmThatMovesKeepsItsPlace(t *testing.T) {
	h := newHistory(t)
	angry := h.decline("support", "northwind")
	was := h.alarms(store.AlarmQuery{})[0]
	h.voided(&angry[0])
	h.follow()
	h.rebuild()
	now := h.alarms(store.AlarmQuery{})
	if len(now) != 1 || now[0].ID == was.ID {
		t.Fatalf("alarms %+v, want one that came later than %s", now, was.ID)
	}
	if due := h.dueAlarms("support"); len(due) != 1 || due[0] != string(now[0].ID) {
		t.Errorf("due %v, want %s in the place of %s", due, now[0].ID, was.ID)
	}
	claimed, err := h.store.Claim(context.Background(), surveys.ProjectID("support").Shard(), time.Minute, 10)
	must(t, err)
	for _, d := range claimed {
		must(t, h.store.Finish(context.Background(), d)) // a case was opened
	}
	h.voided(&angry[1])
	h.follow()
	h.rebuild()
	if due := h.dueAlarms("support"); len(due) != 0 {
		t.Errorf("due %v, want none: the team was told of the episode", due)
	}
}

func TestAChangedAnswerRaisesAnAlarmThatWantsACase(t *testing.T) {
	h := newHistory(t)
	var glad []surveys.Invitation
	for range 47 {
		h.clock.Advance(24 * time.Hour)
		glad = append(glad, h.answer("support", "northwind", 5))
	}
	h.follow()
	for i := range 5 {
		h.changed(&glad[42+i], 1)
	}
	h.follow()
	h.rebuild()
	if all, due := h.alarms(store.AlarmQuery{}), h.dueAlarms("support"); len(all) != 1 || len(due) != 1 {
		t.Errorf("alarms %+v, due %v, want one of each", all, due)
	}
}

func TestWhatWasBroughtInAlarmsWithoutACase(t *testing.T) {
	h := newHistory(t)
	for i := range 47 {
		h.clock.Advance(24 * time.Hour)
		inv := h.invitation("support", "northwind", surveys.CSAT5)
		inv.Mail, inv.Answer, inv.By = surveys.MailNone, surveys.Answered, surveys.ByImported
		inv.Choice, inv.AnsweredAt = 5-4*(i/40), h.clock.Now()
		h.note(inv, surveys.EntryImported)
	}
	h.follow()
	h.rebuild()
	if all, due := h.alarms(store.AlarmQuery{}), h.dueAlarms("support"); len(all) != 1 || len(due) != 0 {
		t.Errorf("alarms %+v, due %v, want one that nobody is told of", all, due)
	}
}

func TestAlarmsAreListedNewestFirst(t *testing.T) {
	h, ctx := newHistory(t), context.Background()
	for i := range 5 {
		h.decline(surveys.ProjectID(fmt.Sprintf("project %d", i)), "northwind")
	}
	var got []string
	cursor := ""
	for range 10 {
		page, next, err := h.store.Alarms(ctx, store.AlarmQuery{Cursor: cursor, Limit: 2})
		must(t, err)
		for _, a := range page {
			got = append(got, string(a.Project))
		}
		if cursor = next; next == "" {
			break
		}
	}
	if want := "[project 4 project 3 project 2 project 1 project 0]"; fmt.Sprint(got) != want {
		t.Errorf("list %v, want %s", got, want)
	}
	_, err := h.store.Alarm(ctx, "3-1-0-77")
	wantCode(t, err, surveys.NotFound)
	_, err = h.store.Alarm(ctx, "3-01-0-77")
	wantCode(t, err, surveys.NotFound)
	_, _, err = h.store.Alarms(ctx, store.AlarmQuery{Project: "nowhere"})
	wantCode(t, err, surveys.NotFound)
	_, _, err = h.store.Alarms(ctx, store.AlarmQuery{Cursor: "x"})
	wantCode(t, err, surveys.Invalid)
}

// A promise holds from the next day on: what it would have raised before, a
// rebuild does not raise either.
func TestAPromiseTouchesNothingThatCameBefore(t *testing.T) {
	h, ctx := newHistory(t), context.Background()
	h.year(3, func(*surveys.Invitation) {})
	before := fmt.Sprintf("%+v", h.alarms(store.AlarmQuery{}))
	must(t, h.store.SetAlarmBudget(ctx, .0001))
	b, err := h.store.AlarmBudget(ctx)
	must(t, err)
	if b.Streams != 9 || b.Alpha != signal.DefaultAlpha || b.From != h.store.Today()+1 || b.Next >= .001 {
		t.Errorf("budget %+v, want 9 streams, alpha 0.5 today and almost none from tomorrow", b)
	}
	for _, p := range []surveys.ProjectID{"support", "website", "app"} {
		must(t, h.store.MakeDirty(ctx, p))
	}
	h.rebuild()
	if got := fmt.Sprintf("%+v", h.alarms(store.AlarmQuery{})); got != before {
		t.Errorf("after the promise: %s\nwant %s", got, before)
	}
	n := len(h.alarms(store.AlarmQuery{}))
	h.decline("support", "northwind")
	if got := len(h.alarms(store.AlarmQuery{})); got != n {
		t.Errorf("%d alarms, want the %d from before: so few were promised", got, n)
	}
	wantCode(t, h.store.SetAlarmBudget(ctx, -1), surveys.Invalid)
	must(t, h.store.SetAlarmBudget(ctx, 0))
	h.clock.Advance(48 * time.Hour)
	if b, err = h.store.AlarmBudget(ctx); err != nil || b.Alpha != signal.DefaultAlpha || b.AMonth != 0 {
		t.Errorf("budget %+v (%v), want the default again", b, err)
	}
}
