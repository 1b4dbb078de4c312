package mailer

import (
	"context"

	"barometer/surveys"
)

// loneBag holds one mail that goes out at most once: marked before its body
// leaves, and never sent again where nobody knows what became of it.
type loneBag struct {
	m       *Mailer
	ctx     context.Context
	attempt int
	stop    func() bool
	step    func(ctx context.Context, from, to surveys.MailState, reason string) (bool, error)
	letter  *letter
	waits   bool // to be tried again
	err     error
}

// loneMail is a mail of its own to somebody on the team.
type loneMail struct {
	what   string            // it is, for the log
	state  surveys.MailState // as it was read
	to     string
	hurdle string // why it must not go out; empty: nothing
	move   func(ctx context.Context, from, to surveys.MailState, reason string) (bool, error)
	write  func() ([]byte, error)
}

// lone runs one try of sending a mail, and finishes or postpones the work.
// Nothing of the mail is logged.
func (m *Mailer) lone(ctx, sending context.Context, d surveys.Due, what string,
	read func(ctx context.Context, d surveys.Due) (loneMail, error)) {
	waits := false
	stop := m.holding(sending, d)
	l, err := read(sending, d)
	if surveys.CodeOf(err) == surveys.NotFound {
		err = nil // long gone
	} else if err == nil {
		waits, err = m.loneOnce(ctx, sending, d, l)
	}
	stop()
	if err != nil {
		m.trouble(ctx, what+" cannot be sent", string(d.Kind), d.ID, "error", err)
	}
	if err := m.finish(sending, d, waits || err != nil); err != nil {
		m.trouble(ctx, what+" stays in the schedule", string(d.Kind), d.ID, "error", err)
	}
}

// loneOnce sends the mail, unless it was begun before; waits is true where it
// may be tried again. ctx ends with the program, sending a while later.
func (m *Mailer) loneOnce(ctx, sending context.Context, d surveys.Due, l loneMail) (waits bool, err error) {
	switch l.state {
	case surveys.MailScheduled:
	case surveys.MailData:
		_, err := l.move(sending, surveys.MailData, surveys.MailUnknown, unknownEnd)
		return false, err
	default:
		return false, nil
	}
	if l.hurdle != "" {
		_, err := l.move(sending, surveys.MailScheduled, surveys.MailFailed, l.hurdle)
		return false, err
	}
	body, err := l.write()
	if err != nil {
		_, lost := l.move(sending, surveys.MailScheduled, surveys.MailFailed, "the mail could not be written")
		m.Log.Error(l.what+" cannot be written", string(d.Kind), d.ID, "error", err)
		return false, lost
	}
	b := &loneBag{m: m, ctx: sending, attempt: d.Attempt, step: l.move, stop: func() bool { return ctx.Err() != nil },
		letter: &letter{id: d.ID, from: m.From.Address, to: l.to, utf8: !isASCII(l.to), body: body}}
	m.carry(sending, b)
	return b.waits || b.letter != nil, b.err
}

func (b *loneBag) next() *letter {
	l := b.letter
	if b.stop() {
		return nil
	}
	b.letter = nil
	return l
}

func (b *loneBag) ready(*letter) bool { return b.move(surveys.MailScheduled, surveys.MailData, "") }

func (b *loneBag) done(_ *letter, r result) {
	switch r.verdict {
	case taken:
		b.move(surveys.MailData, surveys.MailSent, "")
	case open:
		b.move(surveys.MailData, surveys.MailUnknown, unknownEnd)
	case final:
		b.fail(r.words)
	default:
		if _, more := retryAt(b.m.Now(), b.attempt); !more {
			b.fail("gave up: " + r.words)
			return
		}
		b.waits = true
		if !b.move(surveys.MailData, surveys.MailScheduled, r.words) {
			b.move(surveys.MailScheduled, surveys.MailScheduled, r.words) // so that the page says why it waits
		}
	}
}

// late waits: nobody else has the work meanwhile, and no other is behind it.
func (b *loneBag) late(l *letter, wait func() result) { b.done(l, wait()) }

// fail ends the mail, whether its body was begun or not.
func (b *loneBag) fail(words string) {
	if !b.move(surveys.MailData, surveys.MailFailed, words) {
		b.move(surveys.MailScheduled, surveys.MailFailed, words)
	}
}

func (b *loneBag) move(from, to surveys.MailState, reason string) bool {
	ctx, cancel := b.m.keep(b.ctx)
	defer cancel()
	moved, err := b.step(ctx, from, to, reason)
	if err != nil {
		b.err = err
	}
	return moved
}
