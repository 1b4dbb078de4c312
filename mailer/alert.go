package mailer

import (
	"context"
	"net/mail"

	"barometer/surveys"
)

// alert tells the team about a case, one mail a recipient. Each recipient has
// a state of its own, marked before the body leaves like any mail's, so that
// nobody is told twice; when all have an end, the case counts as alerted.
func (m *Mailer) alert(ctx, sending context.Context, d surveys.Due) {
	m.tell(ctx, sending, d, m.alertOnce)
}

// tell runs one try of telling the team, and finishes or postpones the work.
func (m *Mailer) tell(ctx, sending context.Context, d surveys.Due,
	once func(ctx, sending context.Context, d surveys.Due) (waits bool, err error)) {
	waits, err := once(ctx, sending, d)
	keep, cancel := m.keep(sending)
	defer cancel()
	if err != nil {
		m.Log.Error("the team cannot be told", "kind", d.Kind, "case", d.ID, "error", err)
	}
	if waits || err != nil {
		err = m.postponeAlert(keep, d)
	} else {
		err = m.Store.Finish(keep, d)
	}
	if err != nil {
		m.Log.Error("what the team is to be told stays in the schedule", "kind", d.Kind, "case", d.ID, "error", err)
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

// alertOnce sends the mails that are still to be sent; waits is true when some
// of them must be tried again.
func (m *Mailer) alertOnce(ctx, sending context.Context, d surveys.Due) (waits bool, err error) {
	id, ok := caseOf(d)
	if !ok {
		return false, nil
	}
	c, err := m.Store.Case(sending, id)
	if surveys.CodeOf(err) == surveys.NotFound {
		return false, nil
	}
	// Withdrawn before anybody was told: there is nothing to tell any more.
	if err != nil || !c.AlertedAt.IsZero() || c.Withdrawn {
		return false, err
	}
	asOf := m.Now() // what changes from here on is corrected
	b := &alertBag{m: m, ctx: sending, id: id, stop: func() bool { return ctx.Err() != nil }}
	b.mark = func(ctx context.Context, address string, from, to surveys.MailState, words string) (bool, error) {
		return m.Store.MoveAlertMail(ctx, id, address, from, to, words)
	}
	if err := b.write(c); err != nil {
		return false, err
	}
	m.carry(sending, b)
	if b.waits || b.err != nil || len(b.letters) > 0 {
		return true, b.err
	}
	if !b.anybody {
		m.Log.Warn("there is nobody to tell about a case", "case", int(id))
		return false, nil
	}
	_, err = m.Store.CaseAlerted(sending, id, asOf)
	return false, err
}

// recipients returns who is told: the addresses configured, else everybody on
// the team who may act.
func (m *Mailer) recipients(ctx context.Context) ([]mail.Address, error) {
	if len(m.AlertTo) > 0 {
		return m.AlertTo, nil
	}
	team, err := m.Store.Users(ctx)
	if err != nil {
		return nil, err
	}
	var out []mail.Address
	for _, u := range team {
		if u.May(surveys.Member) {
			out = append(out, mail.Address{Name: surveys.OneLine(u.Name, 100), Address: u.Email})
		}
	}
	return out, nil
}

// alertBag holds the mails about one case to the team: alerts, or corrections.
type alertBag struct {
	m       *Mailer
	ctx     context.Context
	id      surveys.CaseID
	stop    func() bool
	mark    func(ctx context.Context, address string, from, to surveys.MailState, words string) (bool, error)
	letters []*letter
	anybody bool // somebody is to be told, or was
	waits   bool // something is to be tried again
	err     error
}

// write makes a letter for each recipient who has none yet.
func (b *alertBag) write(c surveys.Case) error {
	to, err := b.m.recipients(b.ctx)
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
		if _, told := known[a.Address]; told {
			continue
		}
		body, err := b.m.writer.alert(about, a, b.m.Now())
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
	if b.stop() || len(b.letters) == 0 {
		return nil
	}
	l := b.letters[0]
	b.letters = b.letters[1:]
	return l
}

// ready marks the letter. One that somebody else has marked meanwhile is
// theirs.
func (b *alertBag) ready(l *letter) bool {
	ok, err := b.move(l, surveys.MailScheduled, surveys.MailData, "")
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
	return b.mark(ctx, l.to, from, to, words)
}
