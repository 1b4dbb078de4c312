package store_test

import (
	"context"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"
)

// What is written, and what only looks.
func TestWhatCountsAsWritten(t *testing.T) {
	ctx := t.Context()
	s, clock := storetest.Open(t)
	inv := storetest.Ask(t, s)
	follower, end := s.Follower()
	defer end()
	for _, c := range []struct {
		name   string
		do     func() error
		writes bool
	}{
		{"a note", func() error {
			return s.NoteCustomer(ctx, surveys.CustomerNote{Customer: "northwind", Kind: surveys.NoteText, Text: "x", At: clock.Now()})
		}, true},
		{"a setting", func() error { return s.PutOwnership(ctx, surveys.Ownership{After: time.Hour}) }, true},
		{"by the relay", func() error {
			return follower.NoteCustomer(ctx, surveys.CustomerNote{Customer: "northwind", Kind: surveys.NoteText, Text: "y", At: clock.Now()})
		}, true},
		{"an invitation", func() error { storetest.Ask(t, s, storetest.ID("another")); return nil }, true},
		{"a look at it", func() error { _, err := s.Invitation(ctx, inv.ID); return err }, false},
		{"a ranking", func() error { _, err := s.Users(ctx); return err }, false},
		{"a lease is taken", func() error { _, err := s.HoldLease(ctx, 3, "somebody"); return err }, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			before, _ := s.Written()
			if err := c.do(); err != nil {
				t.Fatal(err)
			}
			if after, _ := s.Written(); (after > before) != c.writes {
				t.Errorf("counted %d", after-before)
			}
		})
	}
}

// A process hears that another has written, and that the one it hears is not
// itself.
func TestWritesOfOthersAreHeard(t *testing.T) {
	rdb := storetest.Redis(t)
	here, clock := storetest.OpenAt(t, rdb)
	if _, heard := here.Written(); heard {
		t.Error("heard before anybody listens")
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); here.HearWrites(ctx) }()
	comesTrue(t, "others are heard", func() bool { _, heard := here.Written(); return heard })

	there, end := here.Follower()
	defer end()
	there = storetest.OpenWith(t, there.Redis(), store.Options{})
	there.TellWrites()
	before, _ := here.Written()
	must(t, there.NoteCustomer(ctx, surveys.CustomerNote{Customer: "northwind", Kind: surveys.NoteText, Text: "x", At: clock.Now()}))
	there.TellNow()
	comesTrue(t, "the write of the other is counted", func() bool { now, _ := here.Written(); return now > before })
	stop()
	<-ended
	if _, heard := here.Written(); heard {
		t.Error("still heard when nobody listens")
	}
}

// comesTrue waits for something and fails the test after a while.
func comesTrue(t *testing.T, what string, holds func() bool) {
	t.Helper()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for end := time.After(time.Minute); !holds(); {
		select {
		case <-tick.C:
		case <-end:
			t.Fatal("waited in vain until: " + what)
		}
	}
}
