package mailer

import (
	"context"
	"sync"
	"testing"

	"barometer/surveys"
	"barometer/templates"
)

// What tests outside of the package may see of the inside.

// Turn does the due work of one shard as a worker does, and returns when its
// mails have ended.
func (m *Mailer) Turn(ctx context.Context, shard int) error {
	due, err := m.claim(ctx, shard)
	if err != nil {
		return err
	}
	if b := m.do(ctx, ctx, shard, due); b != nil {
		m.carry(ctx, b)
		b.putBack()
	}
	if len(due) > 0 {
		m.hands.Add(-1)
	}
	return nil
}

// Busy reports whether claimed work is in hands, or somebody just claims some.
func (m *Mailer) Busy() bool {
	if m.hands.Load() > 0 {
		return true
	}
	m.couriers.mu.Lock()
	defer m.couriers.mu.Unlock()
	for _, one := range m.couriers.to {
		if one.busy > 0 {
			return true
		}
	}
	return false
}

// Do does one piece of claimed work that sends no mail to a customer.
func (m *Mailer) Do(ctx context.Context, d surveys.Due) { m.do(ctx, ctx, 0, []surveys.Due{d}) }

// Crowd fills the only way to a domain, until it is left.
func (m *Mailer) Crowd(domain string) (leave func()) {
	m.lanes.narrow(domain)
	held, _ := m.lanes.enter(domain)
	return func() { m.lanes.leave(held) }
}

// Down returns how many shards cannot be followed now.
func (r *Relay) Down() int {
	r.outage.mu.Lock()
	defer r.outage.mu.Unlock()
	return len(r.outage.down)
}

var opened = sync.OnceValues(func() (*templates.Library, error) { return templates.Open(false) })

// OpenLibrary returns words, pages and mails, opened once for all tests.
func OpenLibrary(tb testing.TB) *templates.Library {
	tb.Helper()
	library, err := opened()
	if err != nil {
		tb.Fatal(err)
	}
	return library
}
