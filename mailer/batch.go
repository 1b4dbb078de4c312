package mailer

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"barometer/surveys"
)

// maxWindow is how many mails of a connection are marked as data together.
// While those of one window go out, those of the window before are written
// down as sent, so twice as many may be in data at once. That bounds what a
// kill leaves open, so it is only used up where mails go out quickly:
// slowWindow is how long a window may take before the next gets smaller.
const (
	maxWindow  = 16
	slowWindow = 100 * time.Millisecond
)

// batch is a bag with the claimed mails of one shard.
type batch struct {
	m       *Mailer
	ctx     context.Context // outlives Run's: what happened is written down
	stop    func() bool     // begin no more letters
	stale   func() bool     // half of the lease is over
	attempt map[string]int  // claims of the work so far, by invitation
	claims  map[string]int  // claims of the mail so far, by invitation
	to      map[string]surveys.ContactID
	lanes   map[string]*lane // domains that it may send to, with the lane it holds; nil: without a bound

	letters []*letter // not begun yet
	inData  map[*letter]bool
	window  int // how many to mark together
	since   time.Time
	sent    []*letter     // taken, not yet written down
	noting  chan struct{} // closed when those of the window before are
}

// writeMails claims the mails of a shard and writes them; nil where that is
// not possible now.
func (m *Mailer) writeMails(ctx, sending context.Context, shard int, due []surveys.Due, until time.Time) *batch {
	b := &batch{
		m: m, ctx: sending, attempt: map[string]int{}, claims: map[string]int{}, to: map[string]surveys.ContactID{},
		inData: map[*letter]bool{}, lanes: map[string]*lane{}, window: max(1, int(m.window.Load())), noting: make(chan struct{}),
	}
	close(b.noting)
	b.stop = func() bool { return ctx.Err() != nil || b.stale() || m.late.full() }
	b.stale = func() bool { return m.Now().After(until) }
	ids := make([]surveys.InvitationID, len(due))
	for i, d := range due {
		ids[i] = surveys.InvitationID(d.ID)
		b.attempt[d.ID] = d.Attempt
	}
	keep, cancel := m.keep(ctx)
	defer cancel()
	if braked, err := m.brake.holds(keep, shard, due); braked || err != nil {
		m.tellBrake(err)
		return nil
	}
	claimed, contacts, err := m.Store.ClaimMails(keep, shard, ids)
	if err == nil {
		err = b.write(keep, claimed, contacts)
	}
	if err != nil {
		// Claimed mails are claimed again when their lease is over.
		m.Log.Error("claimed mails cannot be read", "error", err)
		m.gate.close()
		return nil
	}
	return b
}

// next leaves those out whose domain has got too much from us meanwhile.
func (b *batch) next() *letter {
	for !b.stop() && len(b.letters) > 0 {
		l := b.letters[0]
		b.letters = b.letters[1:]
		end, ok := b.mayGo(l.to)
		if ok {
			return l
		}
		b.done(l, end)
	}
	return nil
}

// ready marks the letter, and a few after it, as on their way, once more where
// their lease may end soon. It says no when somebody else holds the mail by now,
// or when it cannot be written down.
func (b *batch) ready(l *letter) bool {
	if b.inData[l] && !b.stale() {
		return true
	}
	b.flush()
	b.since = time.Now()
	group := append([]*letter{l}, b.letters[:min(b.window-1, len(b.letters))]...)
	ctx, cancel := b.m.keep(b.ctx)
	defer cancel()
	var theirs map[string]bool
	err := b.holdStale(ctx, l)
	if err == nil {
		theirs, err = notOurs(b.m.Store.MailsToData(ctx, b.claimed(group)))
	}
	if err != nil {
		b.m.Log.Error("mails cannot be marked", "error", err)
		b.m.gate.close()
		b.done(l, result{verdict: untouched})
		return false
	}
	for _, l := range group {
		b.inData[l] = !theirs[l.id]
	}
	b.letters = slices.DeleteFunc(b.letters, func(l *letter) bool { return theirs[l.id] })
	maps.DeleteFunc(b.inData, func(_ *letter, is bool) bool { return !is })
	return b.inData[l]
}

// claimed names letters as the store gave them.
func (b *batch) claimed(letters []*letter) []surveys.Invitation {
	out := make([]surveys.Invitation, len(letters))
	for i, id := range idsOf(letters) {
		out[i] = surveys.Invitation{ID: id, Attempts: b.claims[string(id)]}
	}
	return out
}

func idsOf(letters []*letter) []surveys.InvitationID {
	ids := make([]surveys.InvitationID, len(letters))
	for i, l := range letters {
		ids[i] = surveys.InvitationID(l.id)
	}
	return ids
}

// notOurs reads which mails somebody else holds by now out of the answer of
// the store: their lease was over, and they were claimed again.
func notOurs(err error) (map[string]bool, error) {
	var refused *surveys.Error
	if !errors.As(err, &refused) || refused.Code != surveys.Conflict {
		return nil, err
	}
	theirs := map[string]bool{}
	for _, f := range refused.Fields {
		theirs[f.Field] = true
	}
	return theirs, nil
}

// done writes down what became of a mail: mails taken together when their
// window is through, anything else at once.
func (b *batch) done(l *letter, r result) {
	delete(b.inData, l)
	domain := surveys.DomainOf(l.to)
	if rest, begun := b.m.rests.note(domain, r); !rest.until.IsZero() {
		r.rests = rest.until
		b.m.lanes.narrow(domain)
		b.tellRest(domain, rest, begun)
	} else if r.verdict == taken {
		b.m.lanes.took(domain)
	}
	b.m.brake.note(r)
	if l.paper != nil {
		b.m.paper.Put(l.paper)
		l.body, l.paper = nil, nil
	}
	if r.verdict == taken {
		b.sent = append(b.sent, l)
	} else if err := b.note(l, r); err != nil {
		// The lease ends, and the state decides: claimed again, or unknown.
		b.m.Log.Error("the end of a mail cannot be written down", "error", err)
	}
	b.through()
}

// through writes down a window of mails that is through.
func (b *batch) through() {
	if len(b.inData) == 0 && len(b.sent) > 0 {
		b.adapt(len(b.sent))
		b.flush()
	}
}

func (b *batch) note(l *letter, r result) error {
	ctx, cancel := b.m.keep(b.ctx)
	defer cancel()
	id := surveys.InvitationID(l.id)
	switch r.verdict {
	case final:
		if r.badBox {
			if err := b.m.Store.BounceContact(ctx, b.to[l.id], r.words); err != nil {
				return err
			}
		}
		return b.m.Store.MailFailed(ctx, id, r.words)
	case open:
		return b.m.Store.MailUnknown(ctx, id, r.words)
	case untouched:
		return b.m.Store.MailPutBack(ctx, b.claimed([]*letter{l})[0], latest(b.m.Now(), r.rests), r.words)
	}
	at, ok := retryAfter(r.refusal(), b.m.Now(), b.attempt[l.id])
	at = latest(at, r.rests)
	if !ok {
		return b.m.Store.MailFailed(ctx, id, "gave up after 48 hours: "+r.words)
	}
	return b.m.Store.MailRetry(ctx, b.claimed([]*letter{l})[0], at, r.words)
}

// tellRest shows a rest that begins to the team.
func (b *batch) tellRest(domain string, r rest, begun bool) {
	if !begun {
		return
	}
	ctx, cancel := b.m.keep(b.ctx)
	defer cancel()
	err := b.m.Store.NoteRest(ctx, surveys.DomainRest{Domain: domain, Until: r.until, Times: r.times, Words: r.words})
	if err != nil {
		b.m.Log.Error("the rest of a domain cannot be shown", "error", err)
	}
}

// adapt makes the next window larger where mails go out quickly.
func (b *batch) adapt(sent int) {
	if time.Since(b.since) > slowWindow {
		b.window = max(1, b.window/4)
	} else if sent >= b.window {
		b.window = min(maxWindow, b.window*4)
	}
	b.m.window.Store(int32(b.window))
}

// flush writes down the mails that were taken, while others go on.
func (b *batch) flush() {
	if len(b.sent) == 0 {
		return
	}
	<-b.noting
	sent, noting := b.sent, make(chan struct{})
	b.sent, b.noting = nil, noting
	go func() {
		defer close(noting)
		ctx, cancel := b.m.keep(b.ctx)
		defer cancel()
		if err := b.m.Store.MailsSent(ctx, idsOf(sent)); err != nil {
			b.m.Log.Error("sent mails cannot be written down", "count", len(sent), "error", err)
		}
		b.m.gateways.sent(sent)
	}()
}

// putBack gives what was not begun back to the schedule and waits until all is
// written down.
func (b *batch) putBack() {
	b.flush()
	for _, l := range b.letters {
		b.done(l, result{verdict: untouched})
	}
	b.letters = nil
	b.leaveLanes()
	<-b.noting
}

func latest(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}
