package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"
)

// Of two workers that hold the same alert, because the lease of the first was
// over, one sends; neither gives back what the other has begun.
func TestAnAlertMailBelongsToWhoeverMarkedIt(t *testing.T) {
	ctx := context.Background()
	s, _ := storetest.Open(t)
	const waits, data, sent, failed = surveys.MailScheduled, surveys.MailData, surveys.MailSent, surveys.MailFailed
	for i, step := range []struct {
		by       string
		from, to surveys.MailState
		moved    bool
		then     surveys.MailState
	}{
		{"first", waits, data, true, data},
		{"second", waits, data, false, data},
		{"first", waits, data, true, data}, // the answer was lost, it asks again
		{"second", data, waits, false, data},
		{"second", waits, failed, false, data},
		{"second", data, failed, false, data},
		{"first", data, waits, true, ""},
		{"second", waits, data, true, data},
		{"first", data, sent, false, data},
		{"second", data, sent, true, sent},
		{"second", data, sent, true, sent},
		{"first", waits, data, false, sent},
	} {
		moved, err := s.MoveAlertMail(ctx, 16, "ada@house.example", store.AlertMove{By: step.by, From: step.from, To: step.to})
		must(t, err)
		mails, err := s.AlertMails(ctx, 16)
		must(t, err)
		if got := mails["ada@house.example"]; moved != step.moved || got.State != step.then || got.Reason != "" {
			t.Errorf("step %d, %s from %s to %s: moved %t, is %+v; want %t, %s", i+1, step.by, step.from, step.to, moved, got, step.moved, step.then)
		}
	}
}

// An alert that a withdrawn case did not want stays where the case was restored
// before the worker had given it up.
func TestARestoredCaseKeepsItsAlert(t *testing.T) {
	for name, c := range map[string]struct {
		withdrawn, alerted, gone bool
		want                     bool
	}{
		"restored meanwhile": {want: true},
		"still withdrawn":    {withdrawn: true},
		"told already":       {alerted: true},
		"not there":          {gone: true},
	} {
		t.Run(name, func(t *testing.T) {
			s, clock := storetest.Open(t)
			ctx, found := context.Background(), surveys.Case{ID: 23, State: surveys.CaseOpen, OpenedAt: clock.Now(), Withdrawn: c.withdrawn}
			if !c.gone {
				must(t, s.PutCase(ctx, found))
			}
			if c.alerted {
				_, err := s.CaseAlerted(ctx, found.ID, 1, clock.Now())
				must(t, err)
			}
			must(t, s.AddDue(ctx, 7, surveys.DueAlert, fmt.Sprint(int(found.ID)), clock.Now()))
			due, err := s.Claim(ctx, 7, time.Hour, 10)
			must(t, err)
			must(t, s.FinishNeedless(ctx, due[0], found.ID))
			schedule, err := s.Schedule(ctx, 7)
			must(t, err)
			at, there := schedule["alert:23"]
			if there != c.want || there && !at.Equal(clock.Now()) {
				t.Errorf("due %t at %v, want %t at once", there, at, c.want)
			}
		})
	}
}

// Whoever holds work may hold it longer; whoever lost it may not.
func TestHoldingWorkLonger(t *testing.T) {
	ctx := context.Background()
	s, clock := storetest.Open(t)
	must(t, s.AddDue(ctx, 7, surveys.DueAlert, "23", clock.Now()))
	claim := func() []surveys.Due {
		due, err := s.Claim(ctx, 7, time.Minute, 10)
		must(t, err)
		return due
	}
	first := claim()[0]
	clock.Advance(50 * time.Second)
	if ours, err := s.Hold(ctx, first, clock.Now().Add(time.Minute)); err != nil || !ours {
		t.Fatalf("the worker lost its work: %t, %v", ours, err)
	}
	clock.Advance(50 * time.Second)
	if again := claim(); len(again) > 0 {
		t.Fatalf("somebody else got the work: %v", again)
	}
	clock.Advance(10 * time.Second)
	second := claim()
	if ours, err := s.Hold(ctx, first, clock.Now().Add(time.Minute)); err != nil || ours || len(second) != 1 {
		t.Errorf("the first worker still holds what %v holds: %t, %v", second, ours, err)
	}
}
