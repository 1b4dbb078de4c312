package mailer

import (
	"context"
	"sync"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
)

// Bounds of the deliveries of one receiver.
const (
	handsEach = 8               // under way at the same time
	handSoon  = 2 * time.Second // the soonest that one is looked at again which found no hand free
	handLate  = 5 * time.Minute // the latest
	handHope  = 4               // times as soon as the last delivery lets expect: what was slow may be quick again
)

// couriers carry deliveries. Each receiver has hands of its own, so that one
// who is slow to answer keeps neither mails nor other receivers waiting.
type couriers struct {
	now  func() time.Time
	mu   sync.Mutex
	to   map[surveys.WebhookID]*courier
	work sync.WaitGroup
}

// courier is what one receiver has under way and waiting.
type courier struct {
	busy int
	took time.Duration // by the delivery that ended last
	turn time.Time     // of the last one that was put off
}

func newCouriers(now func() time.Time) *couriers {
	return &couriers{now: now, to: map[surveys.WebhookID]*courier{}}
}

// carry calls deliver beside the caller where the receiver has a hand free;
// else it says when a turn may come. Those who are put off get one turn each,
// as far apart as the receiver is slow, so that they are not all looked at
// again and again.
func (c *couriers) carry(to surveys.WebhookID, deliver func()) (turn time.Time, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	one := c.to[to]
	if one == nil {
		one = &courier{}
		c.to[to] = one
	}
	if one.busy < handsEach {
		one.busy++
		c.work.Go(func() { c.run(to, one, deliver) })
		return time.Time{}, true
	}
	now := c.now()
	turn = one.turn.Add(one.took / (handsEach * handHope))
	if soonest := now.Add(handSoon); turn.Before(soonest) {
		turn = soonest
	}
	if latest := now.Add(handLate); turn.After(latest) {
		turn = latest
	}
	one.turn = turn
	return turn, false
}

// run delivers, and forgets a receiver for whom nothing is left to remember.
func (c *couriers) run(to surveys.WebhookID, one *courier, deliver func()) {
	begun := time.Now()
	deliver()
	c.mu.Lock()
	defer c.mu.Unlock()
	one.took = time.Since(begun)
	if one.busy--; one.busy == 0 && one.turn.Before(c.now()) {
		delete(c.to, to)
	}
}

// rest waits for those under way.
func (c *couriers) rest() { c.work.Wait() }

// eventsTurn is whose hands write down the events. There may be a thousand a
// second, and a complaint that is due after them must not wait for their end.
const eventsTurn surveys.WebhookID = "events"

// besides are the works of one claim that are done beside the worker, and
// those for which no hand was free.
type besides struct {
	m    *Mailer
	late []store.Postponed
}

func (b *besides) event(ctx context.Context, d surveys.Due) {
	b.carry(d, eventsTurn, func() { b.m.event(ctx, d) })
}

func (b *besides) delivery(ctx context.Context, d surveys.Due) {
	to, _, _ := receiverOf(d)
	b.carry(d, to, func() {
		if err := b.m.deliverOne(ctx, d); err != nil {
			b.m.trouble(ctx, "a delivery cannot be written down", "error", err)
		}
	})
}

func (b *besides) carry(d surveys.Due, to surveys.WebhookID, do func()) {
	if turn, ok := b.m.couriers.carry(to, do); !ok {
		b.late = append(b.late, store.Postponed{Due: d, Until: turn})
	}
}

// putBack gives back what found no hand: at once for all, so that whatever is
// due after them need not wait.
func (b *besides) putBack(ctx context.Context) {
	if len(b.late) == 0 {
		return
	}
	keep, cancel := b.m.keep(ctx)
	defer cancel()
	if err := b.m.Store.ReleaseAll(keep, b.late); err != nil {
		b.m.Log.Error("deliveries stay in the schedule", "error", err)
	}
}
