package mailer

import (
	"context"
	"fmt"

	"barometer/surveys"
	"barometer/surveys/store"
)

// telling is what became of one try of telling the team.
type telling int

const (
	told     telling = iota // nothing is left to do
	needless                // the case did not want it when it was looked at
	waits                   // some of it must be tried again
	theirs                  // somebody else has the work by now
)

// alert tells the team about a case, one mail a recipient. Each recipient has
// a state of its own, marked before the body leaves like any mail's, so that
// nobody is told twice; when all have an end, the case counts as alerted.
func (m *Mailer) alert(ctx, sending context.Context, d surveys.Due) {
	m.tell(ctx, sending, d, m.alertOnce)
}

// tell runs one try of telling the team, and finishes or postpones the work.
func (m *Mailer) tell(ctx, sending context.Context, d surveys.Due,
	once func(ctx, sending context.Context, d surveys.Due) (telling, error)) {
	var end telling
	ours, err := m.hold(sending, d)
	if err == nil && ours {
		stop := m.holding(sending, d)
		end, err = once(ctx, sending, d)
		stop()
	}
	if err != nil {
		m.Log.Error("the team cannot be told", "kind", d.Kind, "case", d.ID, "error", err)
		end = waits
	} else if !ours {
		return
	}
	if err := m.endTelling(sending, d, end); err != nil {
		m.Log.Error("what the team is to be told stays in the schedule", "kind", d.Kind, "case", d.ID, "error", err)
	}
}

// endTelling finishes or postpones the work.
func (m *Mailer) endTelling(sending context.Context, d surveys.Due, end telling) error {
	keep, cancel := m.keep(sending)
	defer cancel()
	switch end {
	case theirs:
		return nil
	case waits:
		return m.postponeAlert(keep, d)
	case needless:
		id, _ := caseOf(d)
		return m.Store.FinishNeedless(keep, d, id)
	}
	return m.Store.Finish(keep, d)
}

// hold renews the lease of the work; false: somebody else has it by now.
func (m *Mailer) hold(ctx context.Context, d surveys.Due) (bool, error) {
	keep, cancel := m.keep(ctx)
	defer cancel()
	return m.Store.Hold(keep, d, m.Now().Add(m.Lease))
}

// holding renews the lease until it is stopped: a server may take longer over
// one mail than a lease lasts.
func (m *Mailer) holding(ctx context.Context, d surveys.Due) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for pause(ctx, m.Lease/4) {
			if _, err := m.hold(ctx, d); err != nil {
				m.Log.Warn("the lease of an alert cannot be renewed", "case", d.ID, "error", err)
			}
		}
	}()
	return func() {
		cancel()
		<-ended
	}
}

// postponeAlert tries again later, and gives up in the end.
func (m *Mailer) postponeAlert(ctx context.Context, d surveys.Due) error {
	at, ok := retryAt(m.Now(), d.Attempt)
	if !ok {
		m.Log.Error("gave up sending an alert", "case", d.ID)
		return m.Store.Finish(ctx, d)
	}
	return m.Store.Release(ctx, d, at)
}

// alertOnce sends the mails that are still to be sent; it waits when some of
// them must be tried again.
func (m *Mailer) alertOnce(ctx, sending context.Context, d surveys.Due) (telling, error) {
	id, ok := caseOf(d)
	if !ok {
		return told, nil
	}
	c, err := m.Store.Case(sending, id)
	if surveys.CodeOf(err) == surveys.NotFound {
		return told, nil
	}
	// Withdrawn before anybody was told: there is nothing to tell any more.
	if err != nil || c.Told >= c.News || c.Withdrawn {
		return needless, err
	}
	asOf := m.Now() // what changes from here on is corrected
	b := m.newAlertBag(ctx, sending, d, id)
	b.mark = func(ctx context.Context, address string, move store.AlertMove) (bool, error) {
		move.News = c.News
		return m.Store.MoveAlertMail(ctx, id, address, move)
	}
	if err := b.write(c); err != nil {
		return told, err
	}
	m.carry(sending, b)
	if end := b.outcome(); end != told || b.err != nil {
		return end, b.err
	}
	if !b.anybody {
		m.Log.Warn("there is nobody to tell about a case", "case", int(id))
		return told, nil
	}
	// What has come in since then keeps the work.
	_, err = m.Store.CaseAlerted(sending, id, c.News, asOf)
	return needless, err
}

// alertBag holds the mails about one case to the team: alerts, or corrections.
type alertBag struct {
	m       *Mailer
	ctx     context.Context
	id      surveys.CaseID
	due     surveys.Due
	by      string // this claim of the work, and no other
	stop    func() bool
	mark    func(ctx context.Context, address string, move store.AlertMove) (bool, error)
	letters []*letter
	anybody bool // somebody is to be told, or was
	waits   bool // something is to be tried again
	theirs  bool // somebody else has the work by now
	err     error
}

func (m *Mailer) newAlertBag(ctx, sending context.Context, d surveys.Due, id surveys.CaseID) *alertBag {
	return &alertBag{
		m: m, ctx: sending, id: id, due: d,
		by:   fmt.Sprintf("%d@%d", d.Attempt, d.At.UnixMilli()),
		stop: func() bool { return ctx.Err() != nil },
	}
}

// outcome is what became of the letters as a whole.
func (b *alertBag) outcome() telling {
	switch {
	case b.theirs:
		return theirs
	case b.waits || b.err != nil || len(b.letters) > 0:
		return waits
	}
	return told
}

// write makes a letter for each recipient who has none yet.
func (b *alertBag) write(c surveys.Case) error {
	to, err := b.m.told(b.ctx, c)
	if err != nil {
		return err
	}
	known, err := b.m.Store.AlertMails(b.ctx, b.id)
	if err != nil {
		return err
	}
	about, err := b.m.readComplaint(b.ctx, c)
	if err != nil {
		return err
	}
	for _, a := range to {
		b.anybody = true
		before := known[a.Address].News
		if before >= c.News {
			continue
		}
		body, err := b.m.writer.news(about, a, before, b.m.Now())
		if err != nil {
			return err
		}
		b.add(a.Address, body)
	}
	return nil
}

func (b *alertBag) add(address string, body []byte) {
	b.letters = append(b.letters, &letter{id: address, from: b.m.From.Address, to: address, utf8: !isASCII(address), body: body})
}

func (b *alertBag) next() *letter {
	if b.stop() || b.theirs || len(b.letters) == 0 {
		return nil
	}
	l := b.letters[0]
	b.letters = b.letters[1:]
	return l
}

// ready marks the letter. One that somebody else has marked meanwhile is
// theirs, as are all when they have the work.
func (b *alertBag) ready(l *letter) bool {
	ok, err := b.m.hold(b.ctx, b.due)
	if err == nil && !ok {
		b.theirs = true
	} else if err == nil {
		ok, err = b.move(l, surveys.MailScheduled, surveys.MailData, "")
	}
	if err != nil {
		b.err = err // a later letter that goes well must not hide it
	}
	return ok
}

func (b *alertBag) done(l *letter, r result) {
	var err error
	switch r.verdict {
	case taken:
		_, err = b.move(l, surveys.MailData, surveys.MailSent, "")
	case final:
		_, err = b.move(l, surveys.MailScheduled, surveys.MailFailed, r.words)
		if err == nil {
			_, err = b.move(l, surveys.MailData, surveys.MailFailed, r.words)
		}
	case open:
		b.m.Log.Warn("nobody knows whether an alert has arrived", "case", int(b.id))
	default:
		b.waits = true
		_, err = b.move(l, surveys.MailData, surveys.MailScheduled, "")
	}
	if err != nil {
		b.err = err
	}
}

func (b *alertBag) move(l *letter, from, to surveys.MailState, words string) (bool, error) {
	ctx, cancel := b.m.keep(b.ctx)
	defer cancel()
	return b.mark(ctx, l.to, store.AlertMove{By: b.by, From: from, To: to, Reason: words})
}
