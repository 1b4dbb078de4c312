package mailer

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
)

// The brake looks at the newest lookedAt mails: when badMost of them were
// refused for good or came back, or complainedMost were complained about, the
// schedule of mails to customers pauses. Providers begin to turn mail away at
// a few percent of the first and a few in a thousand of the second.
const (
	lookedAt       = 200
	badMost        = 20
	complainedMost = 3
)

// brakeEvery is how often it is looked up whether somebody else has braked.
const brakeEvery = time.Second

// ending is how a mail ended, as the brake sees it.
type ending byte

const (
	fine ending = iota
	bad
	complained
)

// brake pauses asking when too many mails go wrong. Safe for concurrent use.
type brake struct {
	store *store.Store
	now   func() time.Time
	log   *slog.Logger

	mu     sync.Mutex
	last   []ending // of the newest mails, in a ring
	place  int
	counts [complained + 1]int
	words  string // of the server that refused last
	wanted bool   // too many, and not written down yet
	state  surveys.Brake
	readAt time.Time // when the state was looked up; by the clock of the machine
}

func newBrake(o Options) *brake { return &brake{store: o.Store, now: o.Now, log: o.Log} }

// note takes how a mail ended. What may still be tried again is no end.
func (b *brake) note(r result) {
	switch {
	case r.verdict == taken:
		b.add(fine, "")
	case r.verdict == final && r.refused:
		b.add(bad, r.words)
	}
}

// add counts one more end of a mail.
func (b *brake) add(e ending, words string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.last) < lookedAt {
		b.last = append(b.last, e)
	} else {
		b.counts[b.last[b.place]]--
		b.last[b.place] = e
		b.place = (b.place + 1) % lookedAt
	}
	b.counts[e]++
	if words != "" {
		b.words = words
	}
	if b.counts[bad] >= badMost || b.counts[complained] >= complainedMost {
		b.wanted = true
	}
}

// holds puts claimed mails back while asking pauses; true: it did.
func (b *brake) holds(ctx context.Context, shard int, due []surveys.Due) (bool, error) {
	until, err := b.until(ctx)
	if err != nil || until.IsZero() {
		return false, err
	}
	return true, b.store.Postpone(ctx, shard, due, until)
}

// until returns when asking goes on, zero where it does not pause.
func (b *brake) until(ctx context.Context) (time.Time, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.look(ctx); err != nil {
		return time.Time{}, err
	}
	if !b.state.On(b.now()) {
		return time.Time{}, nil
	}
	return b.state.Until, nil
}

// look writes down a pause that is wanted, or looks up whether there is one.
func (b *brake) look(ctx context.Context) (err error) {
	switch {
	case b.wanted:
		bad := b.counts[bad] + b.counts[complained]
		b.state, err = b.store.BrakeOn(ctx, surveys.Brake{Bad: bad, Of: len(b.last), Words: b.words})
		if err != nil {
			return err
		}
		// What comes after the pause is judged for itself.
		b.last, b.place, b.counts, b.words, b.wanted = b.last[:0], 0, [complained + 1]int{}, "", false
		b.log.Error("asking pauses, because too many mails were refused, came back or were complained about; see the outbox",
			"bad", bad, "until", b.state.Until)
	case time.Since(b.readAt) < brakeEvery && !b.state.On(b.now()):
		return nil // while it is on, a person may have ended it just now
	default:
		if b.state, err = b.store.Brake(ctx); err != nil {
			return err
		}
	}
	b.readAt = time.Now()
	return nil
}

// tellBrake logs that the brake failed; what was claimed comes again when its
// lease is over.
func (m *Mailer) tellBrake(err error) {
	if err != nil {
		m.Log.Error("it cannot be read whether asking pauses", "error", err)
		m.gate.close()
	}
}
