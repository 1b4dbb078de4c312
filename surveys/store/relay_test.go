package store_test

import (
	"context"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
)

func TestOneRelayHoldsTheLease(t *testing.T) {
	h, ctx := newHistory(t), context.Background()
	hold := func(holder string) bool {
		held, err := h.store.HoldLease(ctx, 3, holder)
		must(t, err)
		return held
	}
	if !hold("first") || hold("second") || !hold("first") {
		t.Error("want the first to hold and renew, the second to wait")
	}
	must(t, h.store.DropLease(ctx, 3, "second"))
	if hold("second") {
		t.Error("the second dropped a lease that is not its own")
	}
	must(t, h.store.DropLease(ctx, 3, "first"))
	if !hold("second") {
		t.Error("the lease is free, want the second to take it")
	}
}

func TestWaitingForEntries(t *testing.T) {
	h, ctx := newHistory(t), context.Background()
	follower, closeFollower := h.store.Follower()
	shard := surveys.ProjectID("support").Shard()
	got := make(chan store.Batch, 1)
	go func() {
		b, err := follower.Outbox(ctx, shard, "", 10, 10*time.Second)
		if err != nil {
			t.Error(err)
		}
		got <- b
	}()
	h.answer("support", "northwind", 5)
	if b := <-got; b.Len() == 0 {
		t.Error("the wait ended without entries")
	}
	ended := make(chan error, 1)
	go func() {
		_, err := follower.Outbox(ctx, (shard+1)%surveys.Shards, "", 10, time.Minute)
		ended <- err
	}()
	must(t, closeFollower())
	if err := <-ended; err == nil {
		t.Error("a closed follower waits without an error")
	}
	must(t, h.store.Ping(ctx))
}

func TestSettledMeansThatAllWasFollowed(t *testing.T) {
	h, ctx := newHistory(t), context.Background()
	want := func(when string, caughtUp, settled bool) {
		t.Helper()
		c, err := h.store.CaughtUp(ctx)
		must(t, err)
		s, err := h.store.Settled(ctx)
		must(t, err)
		if c != caughtUp || s != settled {
			t.Errorf("%s: caught up %t, settled %t, want %t and %t", when, c, s, caughtUp, settled)
		}
	}
	want("at the beginning", true, true)
	inv := h.answer("support", "northwind", 5)
	want("after an answer", false, false)
	h.follow()
	want("followed", true, true)
	h.changed(&inv, 1)
	h.follow()
	want("after a change", true, false)
	h.rebuild()
	want("rebuilt", true, true)
}
