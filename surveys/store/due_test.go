package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store/storetest"
)

func TestDueWorkIsClaimedOnceALease(t *testing.T) {
	ctx := context.Background()
	s, clock := storetest.Open(t)
	const shard = 7
	at := clock.Now()
	must(t, s.AddDue(ctx, shard, surveys.DueAlert, "23", at))
	must(t, s.AddDue(ctx, shard, surveys.DueAlert, "later", at.Add(time.Hour)))

	claim := func() string {
		t.Helper()
		due, err := s.Claim(ctx, shard, time.Minute, 64)
		must(t, err)
		out := ""
		for _, d := range due {
			out += fmt.Sprintf("%s %s try %d due %s", d.Kind, d.ID, d.Attempt, d.At.Format("15:04"))
		}
		return out
	}
	for _, step := range []struct {
		after time.Duration
		want  string
	}{
		{0, "alert 23 try 1 due 10:00"},
		{59 * time.Second, ""},
		{time.Second, "alert 23 try 2 due 10:01"},
	} {
		clock.Advance(step.after)
		if got := claim(); got != step.want {
			t.Errorf("at %s: claimed %q, want %q", clock.Now().Format(time.TimeOnly), got, step.want)
		}
	}
	first := surveys.Due{Shard: shard, Kind: surveys.DueAlert, ID: "23", Attempt: 1}
	second := first
	second.Attempt = 2
	must(t, s.Finish(ctx, first))
	must(t, s.Release(ctx, first, at))
	if got := claim(); got != "" {
		t.Errorf("a claimer whose lease was over gave the work of another back: %q", got)
	}
	must(t, s.Release(ctx, second, clock.Now().Add(time.Second)))
	clock.Advance(time.Second)
	if got := claim(); got != "alert 23 try 3 due 10:01" {
		t.Errorf("released work: %q", got)
	}
	third := second
	third.Attempt = 3
	must(t, s.Finish(ctx, third))
	schedule, err := s.Schedule(ctx, shard)
	must(t, err)
	if _, there := schedule["alert:23"]; there || len(schedule) != 1 {
		t.Errorf("schedule %v, want only the later work", schedule)
	}
}

func TestClaimTakesTheOldestFirstAndNoMoreThanAsked(t *testing.T) {
	ctx := context.Background()
	s, clock := storetest.Open(t)
	for i := range 10 {
		must(t, s.AddDue(ctx, 0, surveys.DueAlert, fmt.Sprint(i), clock.Now().Add(-time.Duration(i)*time.Second)))
	}
	due, err := s.Claim(ctx, 0, time.Minute, 3)
	must(t, err)
	if len(due) != 3 || due[0].ID != "9" || due[2].ID != "7" {
		t.Errorf("claimed %+v, want 9, 8, 7", due)
	}
}

func TestDueShardsAreThoseWithWork(t *testing.T) {
	ctx := context.Background()
	s, clock := storetest.Open(t)
	must(t, s.AddDue(ctx, 3, surveys.DueAlert, "1", clock.Now()))
	must(t, s.AddDue(ctx, 15, surveys.DueAlert, "1", clock.Now().Add(-time.Hour)))
	must(t, s.AddDue(ctx, 8, surveys.DueAlert, "1", clock.Now().Add(time.Millisecond)))
	shards, err := s.DueShards(ctx)
	must(t, err)
	if fmt.Sprint(shards) != "[3 15]" {
		t.Errorf("shards %v, want 3 and 15", shards)
	}
}
