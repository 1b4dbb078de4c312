package mailer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
)

// How the relay paces itself.
const (
	relayBatch    = 256                    // entries moved at once: about 3 ms of Redis
	relayBusy     = 16                     // entries at once are so many that more of them together cost half
	relayLinger   = 200 * time.Millisecond // … for which those wait
	relayWait     = time.Second            // for entries of an outbox that is at its end
	relayPatience = 15 * time.Second       // signals whose history changed wait for a pause, but no longer
	relayRest     = 20                     // times as long as a rebuild took, until the next
	relayRounds   = 5                      // of Drain, while new answers keep coming in
	tendLooks     = 20 * time.Second       // whether it is time to tend
)

// Relay follows the outboxes of all shards and moves everything that is
// derived from the responses. Any number of relays may run: each shard is
// followed by one of them under a lease, and two that believe to hold it move
// each entry once all the same.
type Relay struct {
	store  *store.Store
	outage outage
	holder string // who we are on a lease
}

// NewRelay returns a relay of the store; random tells it from others.
func NewRelay(st *store.Store, log *slog.Logger, random io.Reader) (*Relay, error) {
	var id [8]byte
	if _, err := io.ReadFull(random, id[:]); err != nil {
		return nil, fmt.Errorf("name of the relay: %w", err)
	}
	return &Relay{store: st, outage: outage{log: log}, holder: fmt.Sprintf("%x", id)}, nil
}

// Run follows all shards until ctx ends, and then gives its leases back.
func (r *Relay) Run(ctx context.Context) error {
	follower, closeFollower := r.store.Follower()
	stop := context.AfterFunc(ctx, func() { _ = closeFollower() })
	var shards sync.WaitGroup
	for shard := range surveys.Shards {
		shards.Go(func() { (&follow{relay: r, store: follower, shard: shard}).run(ctx) })
	}
	shards.Go(func() { r.tend(ctx, follower) })
	shards.Wait()
	if stop() {
		_ = closeFollower()
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), store.LeaseTime)
	defer cancel()
	var err error
	for shard := range surveys.Shards {
		err = errors.Join(err, r.store.DropLease(ctx, shard, r.holder))
	}
	return err
}

// tend looks after what time alone changes, beside the shards.
func (r *Relay) tend(ctx context.Context, st *store.Store) {
	for pause(ctx, tendLooks) {
		if err := st.TendInTurn(ctx); err != nil && ctx.Err() == nil {
			r.outage.log.Error("what time changes cannot be looked after", "error", err)
		}
	}
}

// Step moves the figures of a shard by one batch and returns how many entries
// it had: 0 at the end of the outbox. It asks for no lease.
func (r *Relay) Step(ctx context.Context, shard int) (int, error) {
	b, err := r.store.Outbox(ctx, shard, "", relayBatch, 0)
	if err != nil || b.Len() == 0 {
		return 0, err
	}
	_, err = r.store.Advance(ctx, b)
	return b.Len(), err
}

// Drain moves all figures until every outbox is at its end and every signal
// whose history changed is rebuilt. It asks for no lease: after an import, and
// beside other relays. Where new answers keep coming in it stops after a few
// rounds: what was written before is followed then, and the relay that brings
// the new ones in rebuilds the rest.
func (r *Relay) Drain(ctx context.Context) error {
	for range relayRounds {
		if err := r.each(ctx, r.drainShard); err != nil {
			return err
		}
		if err := r.each(ctx, r.rebuildShard); err != nil {
			return err
		}
		if done, err := r.store.Settled(ctx); done || err != nil {
			return err
		}
	}
	return nil
}

func (r *Relay) rebuildShard(ctx context.Context, shard int) error {
	_, err := r.store.RebuildDirty(ctx, shard)
	return err
}

func (r *Relay) drainShard(ctx context.Context, shard int) error {
	for {
		if n, err := r.Step(ctx, shard); n == 0 || err != nil {
			return err
		}
	}
}

// each does the same for every shard, a few at a time.
func (r *Relay) each(ctx context.Context, do func(context.Context, int) error) error {
	const atOnce = 4
	var shards sync.WaitGroup
	errs := make([]error, surveys.Shards)
	turn := make(chan struct{}, atOnce)
	for shard := range surveys.Shards {
		shards.Go(func() {
			turn <- struct{}{}
			defer func() { <-turn }()
			errs[shard] = do(ctx, shard)
		})
	}
	shards.Wait()
	return errors.Join(errs...)
}

// follow is one shard that a relay follows.
type follow struct {
	relay *Relay
	store *store.Store // with connections of its own
	shard int

	position string    // of the entry that was moved last; empty: to be read
	renewed  time.Time // when the lease was taken or renewed
	rebuilt  time.Time // when the signals were looked after
	restTill time.Time
}

// run holds the lease and follows, or waits for the lease, until ctx ends.
func (f *follow) run(ctx context.Context) {
	for ctx.Err() == nil {
		wait, err := f.turn(ctx)
		if err != nil && ctx.Err() == nil {
			f.relay.outage.begin(f.shard, time.Now(), err)
			f.position, wait = "", relayWait
		} else if err == nil {
			f.relay.outage.end(f.shard, time.Now())
		}
		if wait > 0 {
			pause(ctx, wait)
		}
	}
}

// turn does what is to be done next and returns how long to wait then.
func (f *follow) turn(ctx context.Context) (wait time.Duration, err error) {
	if held, err := f.hold(ctx); err != nil || !held {
		f.position = ""
		return relayWait, err
	}
	b, err := f.store.Outbox(ctx, f.shard, f.position, relayBatch, relayWait)
	if err != nil {
		return 0, err
	}
	moved, err := f.store.Advance(ctx, b)
	if err != nil {
		return 0, err
	}
	if !moved {
		f.position = ""
		return 0, nil
	}
	f.position = b.To
	if n := b.Len(); n >= relayBusy && n < relayBatch {
		wait = relayLinger
	}
	return wait, f.rebuild(ctx, b.Len() == 0)
}

// hold takes the lease, or renews it when a third of it is over.
func (f *follow) hold(ctx context.Context) (bool, error) {
	if now := time.Now(); now.Sub(f.renewed) < store.LeaseTime/3 {
		return true, nil
	}
	asked := time.Now()
	held, err := f.store.HoldLease(ctx, f.shard, f.relay.holder)
	if held && err == nil {
		f.renewed = asked
		return true, nil
	}
	f.renewed = time.Time{}
	return false, err
}

// rebuild looks after the signals whose history changed: in a pause of the
// shard when all tallies are complete, after a while in any case.
func (f *follow) rebuild(ctx context.Context, idle bool) error {
	now := time.Now()
	if overdue := now.Sub(f.rebuilt) > relayPatience; now.Before(f.restTill) || (!idle && !overdue) {
		return nil
	}
	if dirty, err := f.store.Dirty(ctx, f.shard); err != nil || dirty == 0 {
		f.rebuilt = now
		return err
	}
	if complete, err := f.store.CaughtUp(ctx); err != nil || (!complete && now.Sub(f.rebuilt) <= relayPatience) {
		return err
	}
	_, err := f.store.RebuildDirty(ctx, f.shard)
	f.rebuilt = time.Now()
	f.restTill = f.rebuilt.Add(relayRest * f.rebuilt.Sub(now))
	return err
}
