package mailer

import (
	"context"
	"errors"
	"net/mail"
	"time"

	"barometer/surveys"
)

// messageOfPost begins the Message-ID of a mail about somebody's account.
const messageOfPost = "p."

// post sends somebody on the team a mail about their account, once. Its link
// signs them in or lets them choose a password, so that nothing of it is logged.
func (m *Mailer) post(ctx, sending context.Context, d surveys.Due) {
	m.lone(ctx, sending, d, postWhat, m.postOf)
}

// postWhat is a post for the log.
const postWhat = "a mail about an account"

// postOf reads the mail. NotFound.
func (m *Mailer) postOf(ctx context.Context, d surveys.Due) (loneMail, error) {
	id, ok := surveys.ParsePostID(d.ID)
	if !ok {
		return loneMail{}, surveys.Errorf(surveys.NotFound, "this is no post")
	}
	p, err := m.Store.PostOf(ctx, id)
	if err != nil {
		return loneMail{}, err
	}
	l := loneMail{what: postWhat, state: p.Mail, to: p.To,
		write: func() ([]byte, error) { return m.writePost(p) },
		move: func(ctx context.Context, from, to surveys.MailState, reason string) (bool, error) {
			return m.Store.MovePost(ctx, id, from, to, reason)
		}}
	if p.Late(m.Now()) {
		l.hurdle = "its link expired before a mail could go out"
	}
	return l, nil
}

// writePost opens the link of the mail and writes it.
func (m *Mailer) writePost(p surveys.Post) ([]byte, error) {
	if p.Secret != "" {
		link, ok := m.Links.Open(p.Secret)
		if !ok {
			return nil, errors.New("its link was locked under another secret")
		}
		p.Secret = link
	}
	return m.writer.post(p, m.Store.Zone(), m.Now())
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
