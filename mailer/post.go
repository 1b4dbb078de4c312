package mailer

import (
	"context"
	"net/mail"
	"time"

	"barometer/surveys"
)

// messageOfPost begins the Message-ID of a mail about somebody's account.
const messageOfPost = "p."

// post sends somebody on the team a mail about their account, once. Its link
// signs them in or lets them choose a password, so that nothing of it is logged.
func (m *Mailer) post(ctx, sending context.Context, d surveys.Due) {
	waits, err := m.postOnce(ctx, sending, d)
	if err != nil {
		m.trouble(ctx, "a mail about an account cannot be sent", "post", d.ID, "error", err)
	}
	if err := m.finish(sending, d, waits || err != nil); err != nil {
		m.trouble(ctx, "a mail about an account stays in the schedule", "post", d.ID, "error", err)
	}
}

// postOnce sends the mail, unless it was begun before; waits is true where it
// may be tried again.
func (m *Mailer) postOnce(ctx, sending context.Context, d surveys.Due) (waits bool, err error) {
	id, ok := surveys.ParsePostID(d.ID)
	if !ok {
		return false, nil
	}
	p, err := m.Store.PostOf(sending, id)
	if surveys.CodeOf(err) == surveys.NotFound {
		return false, nil
	}
	if err != nil {
		return true, err
	}
	switch p.Mail {
	case surveys.MailScheduled:
	case surveys.MailData:
		_, err := m.Store.MovePost(sending, id, surveys.MailData, surveys.MailUnknown, unknownEnd)
		return false, err
	default:
		return false, nil
	}
	if p.Late(m.Now()) {
		_, err := m.Store.MovePost(sending, id, surveys.MailScheduled, surveys.MailFailed, "its link expired before a mail could go out")
		return false, err
	}
	body, err := m.writer.post(p, m.Store.Zone(), m.Now())
	if err != nil {
		_, lost := m.Store.MovePost(sending, id, surveys.MailScheduled, surveys.MailFailed, "the mail could not be written")
		m.Log.Error("a mail about an account cannot be written", "post", d.ID, "error", err)
		return false, lost
	}
	l := &letter{id: d.ID, from: m.From.Address, to: p.To, utf8: !isASCII(p.To), body: body}
	return m.sendLone(ctx, sending, d, l, func(ctx context.Context, from, to surveys.MailState, reason string) (bool, error) {
		return m.Store.MovePost(ctx, id, from, to, reason)
	})
}

// post writes the whole mail.
func (w *writer) post(p surveys.Post, zone *time.Location, now time.Time) ([]byte, error) {
	page := w.english().PostMail(p, w.public, zone)
	twins, err := page.Render(w.mails)
	if err != nil {
		return nil, err
	}
	to := mail.Address{Name: surveys.OneLine(p.Name, maxShownName), Address: p.To}
	return w.put(message{from: w.fixed, id: messageOfPost + string(p.ID) + "@" + w.domain, to: to, subject: page.Subject, date: now}, twins)
}
