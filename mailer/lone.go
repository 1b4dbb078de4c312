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

// sendLone sends the mail; waits is true where it may be tried again. ctx ends
// with the program, sending a while later.
func (m *Mailer) sendLone(ctx, sending context.Context, d surveys.Due, l *letter,
	step func(ctx context.Context, from, to surveys.MailState, reason string) (bool, error)) (waits bool, err error) {
	b := &loneBag{m: m, ctx: sending, attempt: d.Attempt, step: step, letter: l, stop: func() bool { return ctx.Err() != nil }}
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
