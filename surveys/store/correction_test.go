package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"barometer/surveys"
)

// A correction is scheduled by a change of the answer after the alert went out,
// or while it is on its way; never before, and never by anything else.
func TestACorrectionIsScheduledAfterTheAlert(t *testing.T) {
	for name, c := range map[string]struct {
		told, onItsWay bool
		kind           surveys.EntryKind
		want           bool
	}{
		"changed before the alert":            {kind: surveys.EntryChanged},
		"changed after it":                    {told: true, kind: surveys.EntryChanged, want: true},
		"changed while the alert is sent":     {onItsWay: true, kind: surveys.EntryChanged, want: true},
		"set aside after it":                  {told: true, kind: surveys.EntryVoided, want: true},
		"restored after it":                   {told: true, kind: surveys.EntryRestored, want: true},
		"answered anew after it":              {told: true, kind: surveys.EntryAnswered, want: true},
		"words after it are no change":        {told: true, kind: surveys.EntryCase},
		"an imported answer was never told":   {told: true, kind: surveys.EntryImported},
		"answered for the first time, no one": {kind: surveys.EntryAnswered},
	} {
		t.Run(name, func(t *testing.T) {
			h, ctx := newHistory(t), context.Background()
			inv := h.invitation("support", "northwind", surveys.CSAT5)
			inv.Case = surveys.CaseID(16 + inv.ID.Shard())
			must(t, h.store.PutCase(ctx, surveys.Case{ID: inv.Case, Invitation: inv.ID, Project: "support",
				Customer: "northwind", State: surveys.CaseOpen, OpenedAt: h.clock.Now()}))
			if c.onItsWay {
				h.answered(&inv, 1, surveys.ByGesture)
				h.follow()
				_, err := h.store.Claim(ctx, inv.ID.Shard(), time.Minute, 10)
				must(t, err)
			}
			if c.told {
				_, err := h.store.CaseAlerted(ctx, inv.Case, 1, h.clock.Now())
				must(t, err)
			}
			inv.Answer, inv.Choice, inv.By, inv.AnsweredAt = surveys.Answered, 2, surveys.ByButton, h.clock.Now()
			h.note(inv, c.kind)
			h.follow()
			due, err := h.store.Schedule(ctx, inv.ID.Shard())
			must(t, err)
			got, there := due[fmt.Sprintf("correct:%d", inv.Case)]
			if there != c.want || there && !got.Equal(h.clock.Now().Add(2*time.Minute)) {
				t.Errorf("correction due %v %t, want %t", got, there, c.want)
			}
		})
	}
}

// A change while a correction is being sent begins the work anew: whoever sends
// cannot end it.
func TestAChangeIsNotLostBehindACorrection(t *testing.T) {
	h, ctx := newHistory(t), context.Background()
	inv := h.invitation("support", "northwind", surveys.CSAT5)
	inv.Case = surveys.CaseID(16 + inv.ID.Shard())
	member := fmt.Sprintf("correct:%d", inv.Case)
	must(t, h.store.PutCase(ctx, surveys.Case{ID: inv.Case, Invitation: inv.ID, Project: "support",
		Customer: "northwind", State: surveys.CaseOpen, OpenedAt: h.clock.Now()}))
	h.answered(&inv, 1, surveys.ByGesture)
	h.follow()
	_, err := h.store.CaseAlerted(ctx, inv.Case, 1, h.clock.Now())
	must(t, err)
	h.changed(&inv, 4)
	h.follow()
	h.clock.Advance(3 * time.Minute)
	claimed, err := h.store.Claim(ctx, inv.ID.Shard(), time.Hour, 10)
	must(t, err)
	h.changed(&inv, 5)
	h.follow()
	for _, d := range claimed {
		must(t, h.store.Finish(ctx, d))
	}
	due, err := h.store.Schedule(ctx, inv.ID.Shard())
	must(t, err)
	if !due[member].Equal(h.clock.Now().Add(2 * time.Minute)) {
		t.Errorf("%s due %v, want in two minutes of %v", member, due[member], h.clock.Now())
	}
}
