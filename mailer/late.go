package mailer

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"barometer/surveys"
)

// lateMost is how many mails may be late, for each connection that we have.
const lateMost = 2

// late is what takes a server longer than others need wait for: mails that it
// has, whole, and says nothing of. RFC 5321, 4.5.3.2.6, gives it ten minutes.
// Each waits beside the workers, over the connection that it went over, while
// they go on over others. Where many wait the server itself is slow: then
// nothing is begun until one has ended, so that few ends stay open.
type late struct {
	most  int32
	count atomic.Int32
	work  sync.WaitGroup
}

func newLate(connections int) *late { return &late{most: int32(lateMost * connections)} }

// full reports whether nothing may be begun now.
func (l *late) full() bool { return l.count.Load() >= l.most }

// room waits until something may be begun; false when ctx ended first.
func (l *late) room(ctx context.Context) bool {
	for l.full() {
		if !pause(ctx, pollEvery) {
			return false
		}
	}
	return ctx.Err() == nil
}

// aside does the rest of something late beside the caller.
func (m *Mailer) aside(rest func()) {
	m.late.count.Add(1)
	m.hands.Add(1)
	m.late.work.Go(func() {
		defer m.hands.Add(-1)
		defer m.late.count.Add(-1)
		rest()
	})
}

// shortly does work that sends a mail of its own, and returns when it has ended
// or has become late: whatever was claimed with it need not wait.
func (m *Mailer) shortly(do func()) {
	ended := make(chan struct{})
	m.hands.Add(1)
	m.late.work.Go(func() {
		defer m.hands.Add(-1)
		defer close(ended)
		do()
	})
	patience := time.NewTimer(m.SMTP.Patience)
	defer patience.Stop()
	select {
	case <-ended:
		return
	case <-patience.C:
	}
	if m.late.full() {
		<-ended
		return
	}
	m.aside(func() { <-ended })
}

// late lets a letter wait for its answer alone; the others of the batch go on.
func (b *batch) late(l *letter, wait func() result) {
	delete(b.inData, l)
	b.through()
	ctx, cancel := b.m.keep(b.ctx)
	defer cancel()
	if err := b.hold(ctx, l, b.m.SMTP.Body+b.m.Lease); err != nil {
		b.m.Log.Error("the lease of a mail cannot be renewed", "error", err)
	}
	alone := b.alone(l)
	b.m.aside(func() {
		alone.done(l, wait())
		alone.putBack()
	})
}

// hold makes the lease of a mail last as long as a server may take over it, so
// that nobody else judges it meanwhile.
func (b *batch) hold(ctx context.Context, l *letter, lasts time.Duration) error {
	id := surveys.InvitationID(l.id)
	d := surveys.Due{Shard: id.Shard(), Kind: surveys.DueMail, ID: l.id, Attempt: b.attempt[l.id]}
	_, err := b.m.Store.Hold(ctx, d, b.m.Now().Add(lasts))
	return err
}

// holdStale holds a mail that is begun late in the lease of its batch.
func (b *batch) holdStale(ctx context.Context, l *letter) error {
	if !b.stale() {
		return nil
	}
	return b.hold(ctx, l, b.m.Lease)
}

// alone is a batch with nothing but a letter of this one, whose body has left.
func (b *batch) alone(l *letter) *batch {
	noting := make(chan struct{})
	close(noting)
	return &batch{
		m: b.m, ctx: b.ctx, stop: func() bool { return true }, since: time.Now(), noting: noting,
		attempt: map[string]int{l.id: b.attempt[l.id]}, claims: map[string]int{l.id: b.claims[l.id]},
		to: map[string]surveys.ContactID{l.id: b.to[l.id]}, window: 1,
	}
}
