package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"barometer/surveys"
)

func TestABatchMovesTheFiguresOnce(t *testing.T) {
	h, ctx := newHistory(t), context.Background()
	inv := h.answer("support", "northwind", 2)
	shard := inv.ID.Shard()
	b, err := h.store.Outbox(ctx, shard, "", 10, 0)
	must(t, err)
	for i, want := range []bool{true, false, false} {
		moved, err := h.store.Advance(ctx, b)
		must(t, err)
		if moved != want {
			t.Errorf("advance %d by the same batch: moved %t, want %t", i+1, moved, want)
		}
	}
	days, err := h.store.ProjectDays(ctx, "support", month())
	must(t, err)
	want := surveys.Tally{Sent: 1, Answered: 1}
	want.Count(surveys.CSAT5, 2, 1)
	if fmt.Sprint(days[h.store.Today()]) != fmt.Sprint(want) {
		t.Errorf("tally %+v, want %+v", days[h.store.Today()], want)
	}
	if n := h.store.OutboxLength(ctx, shard); n != 1 {
		t.Errorf("%d entries left in the outbox, want the last one only", n)
	}
}

func TestARelayThatDiesHalfWayHarmsNothing(t *testing.T) {
	h, ctx := newHistory(t), context.Background()
	inv := h.answer("support", "northwind", 2)
	b, err := h.store.Outbox(ctx, inv.ID.Shard(), "", 10, 0)
	must(t, err)
	for range 3 {
		must(t, h.store.Glance(ctx, b)) // writes customers' slots, then dies
	}
	h.follow()
	got, err := h.store.CustomerStanding(ctx, "northwind", month())
	must(t, err)
	events, _, err := h.store.CustomerTimeline(ctx, "northwind", "", 10)
	must(t, err)
	if got.Total.N() != 1 || len(events) != 1 || events[0].Kind != surveys.EventAnswered {
		t.Errorf("%d answers, timeline %+v, want one of each", got.Total.N(), events)
	}
}

func TestTwoRelaysMoveEachEntryOnce(t *testing.T) {
	h, ctx := newHistory(t), context.Background()
	shard := surveys.ProjectID("support").Shard()
	for range 5 {
		h.answer("support", "northwind", 5)
	}
	slow, err := h.store.Outbox(ctx, shard, "", 4, 0)
	must(t, err)
	fast, err := h.store.Outbox(ctx, shard, "", 6, 0)
	must(t, err)
	moved, err := h.store.Advance(ctx, fast)
	must(t, err)
	late, err := h.store.Advance(ctx, slow)
	must(t, err)
	if !moved || late {
		t.Errorf("fast moved %t, slow %t, want true and false", moved, late)
	}
	h.follow()
	if got, err := h.store.ProjectStanding(ctx, "support", month()); err != nil || got.Total.N() != 5 || got.Total.Sent != 5 {
		t.Errorf("total %+v (%v), want 5 sent and answered", got.Total, err)
	}
}

func TestTheAlertOfACase(t *testing.T) {
	at := time.Date(2026, time.March, 2, 10, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		by        surveys.Evidence
		kind      surveys.EntryKind
		withdrawn bool
		resolved  bool
		told      bool
		wait      time.Duration // -1: no alert
	}{
		"leaves at once after a gesture":       {by: surveys.ByGesture, kind: surveys.EntryAnswered},
		"leaves at once after a button":        {by: surveys.ByButton, kind: surveys.EntryAnswered},
		"leaves at once when settled":          {by: surveys.BySettled, kind: surveys.EntryAnswered},
		"waits for second thoughts":            {by: surveys.ByAuto, kind: surveys.EntryAnswered, wait: 2 * time.Minute},
		"leaves at once after words":           {by: surveys.ByAuto, kind: surveys.EntryCase},
		"never leaves for what was imported":   {by: surveys.ByImported, kind: surveys.EntryImported, wait: -1},
		"never leaves for what was taken back": {by: surveys.ByGesture, kind: surveys.EntryChanged, withdrawn: true, wait: -1},
		"never leaves for what is resolved":    {by: surveys.ByGesture, kind: surveys.EntryCase, resolved: true, wait: -1},
		"leaves once":                          {by: surveys.ByGesture, kind: surveys.EntryCase, told: true, wait: -1},
	} {
		t.Run(name, func(t *testing.T) {
			h, ctx := newHistory(t), context.Background()
			inv := h.invitation("support", "northwind", surveys.CSAT5)
			inv.Answer, inv.Choice, inv.By, inv.AnsweredAt = surveys.Answered, 1, c.by, at
			inv.Case = surveys.CaseID(16 + inv.ID.Shard())
			state := surveys.CaseOpen
			if c.resolved {
				state = surveys.CaseResolved
			}
			must(t, h.store.PutCase(ctx, surveys.Case{ID: inv.Case, Invitation: inv.ID, Project: "support",
				Customer: "northwind", State: state, OpenedAt: at, Withdrawn: c.withdrawn}))
			if c.told {
				first, err := h.store.CaseAlerted(ctx, inv.Case, 1, time.Now())
				must(t, err)
				again, err := h.store.CaseAlerted(ctx, inv.Case, 1, time.Now())
				must(t, err)
				if !first || again {
					t.Errorf("told %t, again %t, want true and false", first, again)
				}
			}
			h.note(inv, c.kind)
			h.follow()
			due, err := h.store.Schedule(ctx, inv.ID.Shard())
			must(t, err)
			got, there := due[fmt.Sprintf("alert:%d", inv.Case)]
			if there != (c.wait >= 0) || (there && !got.Equal(at.Add(c.wait))) {
				t.Errorf("alert due %v %t, want after %v", got, there, c.wait)
			}
		})
	}
}

func TestWordsMakeAWaitingAlertLeave(t *testing.T) {
	h, ctx := newHistory(t), context.Background()
	inv := h.invitation("support", "northwind", surveys.CSAT5)
	inv.Case = surveys.CaseID(16 + inv.ID.Shard())
	must(t, h.store.PutCase(ctx, surveys.Case{ID: inv.Case, Invitation: inv.ID, State: surveys.CaseOpen, OpenedAt: h.clock.Now()}))
	member := fmt.Sprintf("alert:%d", inv.Case)
	h.answered(&inv, 1, surveys.ByAuto)
	h.follow()
	h.clock.Advance(30 * time.Second)
	h.note(inv, surveys.EntryCase)
	h.follow()
	due, err := h.store.Schedule(ctx, inv.ID.Shard())
	must(t, err)
	if !due[member].Equal(h.clock.Now()) {
		t.Errorf("alert due %v, want now, %v", due[member], h.clock.Now())
	}
	claimed, err := h.store.Claim(ctx, inv.ID.Shard(), time.Minute, 10)
	must(t, err)
	h.clock.Advance(time.Second)
	h.note(inv, surveys.EntryCase)
	h.follow()
	due, err = h.store.Schedule(ctx, inv.ID.Shard())
	must(t, err)
	if len(claimed) != 1 || !due[member].Equal(h.clock.Now().Add(59*time.Second)) {
		t.Errorf("claimed alert due %v, want the end of its lease", due[member])
	}
}
