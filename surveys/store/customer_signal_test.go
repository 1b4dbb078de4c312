package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
)

// scattered lets a customer answer once a fortnight in each of six projects,
// glad for a year and then angry: no project hears enough to alarm soon.
func (h *history) scattered() {
	h.tb.Helper()
	for round := range 28 {
		for i := range 6 {
			h.clock.Advance(56 * time.Hour)
			choice := 5
			if round >= 27 {
				choice = 1
			}
			h.answer(surveys.ProjectID(fmt.Sprintf("project %d", i)), "northwind", choice)
			h.follow()
		}
	}
}

// duePools counts the folds that wait.
func (h *history) duePools() (n int) {
	h.tb.Helper()
	for shard := range surveys.Shards {
		due, err := h.store.Schedule(context.Background(), shard)
		h.check(err)
		if _, waits := due["pool:northwind"]; waits {
			n++
		}
	}
	return n
}

func (h *history) pool() {
	h.tb.Helper()
	done, err := h.store.PoolCustomer(context.Background(), "northwind", func(ctx context.Context, a surveys.Alarm) error {
		_, _, err := h.store.OpenAlarmCase(ctx, a, "fell")
		return err
	})
	h.check(err)
	if !done {
		h.tb.Fatal("another fold was faster, but there is none")
	}
}

func TestACustomerOverAllItsProjects(t *testing.T) {
	h, ctx := newHistory(t), context.Background()
	h.scattered()
	if all := h.alarms(store.AlarmQuery{}); len(all) != 0 {
		t.Fatalf("a project alarmed by itself: %+v", all)
	}
	if h.duePools() == 0 {
		t.Fatal("nothing waits to be folded")
	}
	for range 3 { // safe to repeat
		h.pool()
	}
	all := h.alarms(store.AlarmQuery{Customer: "northwind"})
	if len(all) != 1 || all[0].Level != surveys.AlarmOfAll || all[0].Project == "" || all[0].After.N != 6 || all[0].After.K != 0 {
		t.Fatalf("alarms %+v, want one over all projects", all)
	}
	full, err := h.store.Alarm(ctx, all[0].ID)
	must(t, err)
	if len(full.Responses) != 6 {
		t.Errorf("%d responses behind it, want 6", len(full.Responses))
	}
	cases, n, err := h.store.Cases(ctx, surveys.CaseOpen, 10)
	must(t, err)
	if n != 1 || cases[0].Customer != "northwind" || cases[0].Source != surveys.FromAlarm {
		t.Errorf("cases %+v, want one of the alarm", cases)
	}
	st, err := h.store.CustomerStanding(ctx, "northwind", surveys.Last(90, h.store.Today()))
	if must(t, err); !st.Alarm {
		t.Error("the customer stands without an alarm")
	}
	resolved := surveys.CaseResolved
	_, err = h.store.PatchCase(ctx, cases[0].ID, surveys.CasePatch{State: &resolved})
	must(t, err)
	h.follow()
	needs, _, err := h.store.Attention(ctx, store.AttentionQuery{Period: surveys.Last(90, h.store.Today()), Limit: 1})
	if must(t, err); len(needs) != 1 || needs[0].ID != "northwind" || needs[0].Alarm.ID != all[0].ID {
		t.Errorf("needs us: %+v, want northwind for its alarm", needs)
	}
	for _, id := range []surveys.AlarmID{"c-x-1", "c-x-y", "c-x"} {
		_, err := h.store.Alarm(ctx, id)
		wantCode(t, err, surveys.NotFound)
	}
}

// Answers that do not count any more take the alarm with them.
func TestAPooledAlarmGoesWithItsAnswers(t *testing.T) {
	h, ctx := newHistory(t), context.Background()
	h.scattered()
	h.pool()
	for _, id := range h.alarms(store.AlarmQuery{Customer: "northwind"}) {
		full, err := h.store.Alarm(ctx, id.ID)
		must(t, err)
		found, err := h.store.Invitations(ctx, full.Responses)
		must(t, err)
		for _, inv := range found {
			h.voided(&inv)
		}
	}
	h.follow()
	h.pool()
	if all := h.alarms(store.AlarmQuery{Customer: "northwind"}); len(all) != 0 {
		t.Errorf("alarms %+v, want none", all)
	}
}

// What one project tells by itself is not told once more for all of them.
func TestAPooledAlarmJoinsTheOneOfAProject(t *testing.T) {
	h := newHistory(t)
	h.answer("website", "northwind", 5)
	h.decline("support", "northwind")
	h.pool()
	if all := h.alarms(store.AlarmQuery{Customer: "northwind"}); len(all) != 1 || all[0].Level != surveys.AlarmOfCustomer {
		t.Errorf("alarms %+v, want the one in support only", all)
	}
}
