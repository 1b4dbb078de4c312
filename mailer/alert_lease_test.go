package mailer_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"barometer/mailer"
	"barometer/mailer/smtptest"
	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"

	"github.com/redis/go-redis/v9"
)

// schedule returns the members of all schedules and when they are due.
func (h *house) schedule() map[string]time.Time {
	h.Helper()
	ctx, out := context.Background(), map[string]time.Time{}
	keys, err := h.store.Redis().Keys(ctx, "*:due").Result()
	if err != nil {
		h.Fatal(err)
	}
	for _, key := range keys {
		due, err := h.store.Redis().ZRangeWithScores(ctx, key, 0, -1).Result()
		if err != nil {
			h.Fatal(err)
		}
		for _, d := range due {
			out[d.Member.(string)] = time.UnixMilli(int64(d.Score))
		}
	}
	return out
}

// dueAt returns when a member of any schedule is due; ok is false where it is
// on none.
func (h *house) dueAt(member string) (at time.Time, ok bool) {
	h.Helper()
	at, ok = h.schedule()[member]
	return at, ok
}

// While a slow server thinks about an alert for longer than a lease, nobody
// else begins; the recipient that it refuses for now is told later.
func TestASlowServerLosesNoAlert(t *testing.T) {
	sink := smtptest.Start(t)
	asked, answer := make(chan struct{}), make(chan struct{})
	var times atomic.Int32
	sink.Fail(func(stage smtptest.Stage, to string) error {
		if stage == smtptest.Taken && to == "ada@house.example" && times.Add(1) == 1 {
			close(asked)
			<-answer
			return smtptest.Later
		}
		return nil
	})
	const lease = 400 * time.Millisecond
	h := open(t, sink, func(o *mailer.Options) {
		alertTo("ada@house.example", "mia@house.example")(o)
		o.Lease = lease
	})
	inv := h.complain(surveys.Words{})
	<-asked
	isDueIn := func(more time.Duration, otherwise string) {
		h.until(func() bool {
			at, ok := h.dueAt(fmt.Sprintf("alert:%d", int(inv.Case)))
			return ok && at.Sub(h.clock.Now()) > more
		}, func() string { return otherwise })
	}
	for range 6 {
		h.clock.Advance(lease / 2)
		isDueIn(lease/2, "the lease is not renewed")
	}
	if c, err := h.store.Case(context.Background(), inv.Case); err != nil || !c.AlertedAt.IsZero() {
		t.Errorf("somebody else ended the alert: %v, %v", c.AlertedAt, err)
	}
	close(answer)
	isDueIn(time.Minute, "nobody tries again later")
	h.later(time.Hour)
	h.told(inv.Case)
	if got := to(sink.Messages()); !slices.Equal(got, []string{"ada@house.example", "mia@house.example"}) {
		t.Errorf("told %v", got)
	}
}

// afterRead calls a function once, when the hash whose key ends so was read.
type afterRead struct {
	redis.Hook
	suffix string
	do     func()
	done   atomic.Bool
}

func (a *afterRead) DialHook(next redis.DialHook) redis.DialHook { return next }

func (a *afterRead) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

func (a *afterRead) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		err := next(ctx, cmd)
		if args := cmd.Args(); cmd.Name() == "hgetall" && strings.HasSuffix(fmt.Sprint(args[1]), a.suffix) && a.done.CompareAndSwap(false, true) {
			a.do()
		}
		return err
	}
}

// An answer that was set aside has a case that nobody is told about. Restored
// in the moment in which a worker has seen that, its alert still goes out.
func TestARestoredComplaintIsTold(t *testing.T) {
	ctx := context.Background()
	sink := smtptest.Start(t)
	h := open(t, sink, alertTo("ada@house.example"))
	inv := h.await(storetest.Ask(t, h.store).ID, surveys.MailSent)
	h.later(time.Hour)
	sight, err := h.store.Visit(ctx, store.Opening{Invitation: inv.ID, Choice: 1, Nameless: true})
	if err != nil {
		t.Fatal(err)
	}
	done, err := h.store.Confirm(ctx, store.Confirmation{
		Nonce: surveys.Nonce{Invitation: inv.ID, Scale: inv.Scale, Choice: 1, Visit: sight.Visit.Number,
			Seen: sight.Visits.Seen, OpenedAt: h.clock.Now(), IssuedAt: h.clock.Now()},
		Step: 1, Act: surveys.ActAuto, Choice: 1,
	})
	if err != nil || done.State != surveys.VisitCounted {
		t.Fatalf("the tap is %+v (%v)", done, err)
	}
	h.relay() // told in two minutes
	if err := h.store.Void(ctx, inv.ID, "sam", "a try"); err != nil {
		t.Fatal(err)
	}
	inv = h.invitation(inv.ID)
	restore := &afterRead{suffix: fmt.Sprintf("k:%d", int(inv.Case)), do: func() {
		if err := h.store.Restore(ctx, inv.ID, "sam", "it was no try"); err != nil {
			t.Error(err)
		}
		h.relay()
	}}
	h.store.Redis().AddHook(restore)
	h.later(3 * time.Minute)
	h.told(inv.Case)
	if got := to(sink.Messages()); !slices.Equal(got, []string{"ada@house.example"}) || !restore.done.Load() {
		t.Errorf("told %v, restored %t", got, restore.done.Load())
	}
}
