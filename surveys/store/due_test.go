package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store/storetest"

	"github.com/redis/go-redis/v9"
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

// Whatever mails are due before it, other work is found at once where it fell
// due last, and a stretch at a time where it lies between them.
func TestWorkAheadOfManyMails(t *testing.T) {
	ctx := context.Background()
	s, clock := storetest.Open(t)
	mails := func(n int, at time.Time) {
		t.Helper()
		pipe := s.Redis().Pipeline()
		for i := range n {
			pipe.ZAdd(ctx, "{10}:due", redis.Z{Score: float64(at.UnixMilli()), Member: fmt.Sprintf("mail:%d-%d", at.Unix(), i)})
		}
		_, err := pipe.Exec(ctx)
		must(t, err)
	}
	minutes := func(n int) time.Time { return clock.Now().Add(time.Duration(n) * time.Minute) }
	mails(1000, minutes(-50))
	must(t, s.AddDue(ctx, 0, surveys.DueAlert, "between", minutes(-40)))
	mails(1000, minutes(-30))
	must(t, s.AddDue(ctx, 0, surveys.DueReply, "7.1", minutes(-3)))
	must(t, s.AddDue(ctx, 0, surveys.DueAlert, "newest", minutes(-2)))
	must(t, s.AddDue(ctx, 0, surveys.DueSettle, "other", minutes(-1)))
	must(t, s.AddDue(ctx, 0, surveys.DueAlert, "future", minutes(1)))
	mails(100, minutes(0))
	from, got := 0, []string{}
	for range 10 {
		due, next, err := s.ClaimAhead(ctx, 0, time.Minute, 1, from, []surveys.DueKind{surveys.DueAlert, surveys.DueReply})
		must(t, err)
		for _, d := range due {
			got = append(got, fmt.Sprintf("%s %s try %d at %d", d.Kind, d.ID, d.Attempt, from))
		}
		from = next
	}
	if want := "[reply 7.1 try 1 at 0 alert newest try 1 at 128 alert between try 1 at 896]"; fmt.Sprint(got) != want {
		t.Errorf("claimed %s\nwant    %s", got, want)
	}
	if due, err := s.Claim(ctx, 0, time.Minute, 3000); err != nil || len(due) != 2101 {
		t.Errorf("%d left, %v; want the mails and what is of another kind", len(due), err)
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
