package mailer

import (
	"context"
	"fmt"

	"barometer/surveys"
	"barometer/surveys/store"
)

// alertBag holds the mails of one telling: one for each recipient of an alert, a
// correction, an escalation, declines or the digest, or a reply.
type alertBag struct {
	m    *Mailer
	ctx  context.Context
	id   surveys.CaseID // 0: about no single case
	due  surveys.Due
	by   string // this claim of the work, and no other
	stop func() bool
	// mark moves the mail to an address; false: it is in another state.
	mark    func(ctx context.Context, address string, move store.AlertMove) (bool, error)
	letters []*letter
	open    []openLetter
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

// late lets a letter wait while others go on; carry looks how it ended.
func (b *alertBag) late(l *letter, wait func() result) {
	ended := make(chan result, 1)
	go func() { ended <- wait() }()
	b.open = append(b.open, openLetter{l, ended})
}

// openLetter is one whose answer is late.
type openLetter struct {
	*letter
	ended <-chan result
}

// carry sends the letters and returns when all have an end.
func (b *alertBag) carry(sending context.Context) {
	b.m.carry(sending, b)
	for _, l := range b.open {
		b.done(l.letter, <-l.ended)
	}
}

func (b *alertBag) move(l *letter, from, to surveys.MailState, words string) (bool, error) {
	ctx, cancel := b.m.keep(b.ctx)
	defer cancel()
	return b.mark(ctx, l.to, store.AlertMove{By: b.by, From: from, To: to, Reason: words})
}

// unknownEnd explains a mail of which nobody knows whether it has arrived.
const unknownEnd = "nobody knows whether the mail server took it"
