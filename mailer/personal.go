package mailer

import (
	"context"

	"barometer/surveys"
	"barometer/surveys/store"
)

// personalMail is a mail in the name of somebody of ours: a reply, a founder's
// letter, a report.
type personalMail struct {
	state  surveys.MailState // as it was read
	holder string            // of data: who is sending it
	move   func(context.Context, store.AlertMove) (bool, error)
	about  surveys.CaseID // 0: none
	write  func(*replyBag) error
}

// sendPersonal sends the mail, unless it was begun before: then nobody knows
// whether it has arrived, and it is never sent again.
func (m *Mailer) sendPersonal(ctx, sending context.Context, d surveys.Due, p personalMail) (telling, error) {
	switch p.state {
	case surveys.MailScheduled:
	case surveys.MailData:
		_, err := p.move(sending, store.AlertMove{By: p.holder, From: surveys.MailData, To: surveys.MailUnknown, Reason: unknownEnd})
		return told, err
	default:
		return told, nil
	}
	b := &replyBag{m.newAlertBag(ctx, sending, d, p.about)}
	b.mark = func(ctx context.Context, _ string, move store.AlertMove) (bool, error) { return p.move(ctx, move) }
	if err := p.write(b); err != nil {
		return waits, err
	}
	m.carry(sending, b)
	end := b.outcome()
	if _, more := retryAt(m.Now(), d.Attempt); end == waits && !more {
		_, err := p.move(sending, store.AlertMove{From: surveys.MailScheduled, To: surveys.MailFailed, Reason: "gave up after 48 hours"})
		return told, err
	}
	return end, b.err
}

// replyBag holds one mail of a person.
type replyBag struct{ *alertBag }

func (b *replyBag) done(l *letter, r result) {
	if r.verdict != open {
		b.alertBag.done(l, r)
		return
	}
	if _, err := b.move(l, surveys.MailData, surveys.MailUnknown, unknownEnd); err != nil {
		b.err = err
	}
}

func (b *replyBag) late(l *letter, wait func() result) { b.done(l, wait()) }

// fail ends a mail that must not go out.
func (b *replyBag) fail(why string) error {
	_, err := b.mark(b.ctx, "", store.AlertMove{By: b.by, From: surveys.MailScheduled, To: surveys.MailFailed, Reason: why})
	return err
}
