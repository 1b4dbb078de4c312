package mailer

import (
	"context"
	"net/mail"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/templates"
)

// founder sends what a founder wrote to a customer.
func (m *Mailer) founder(ctx, sending context.Context, d surveys.Due) {
	m.tell(ctx, sending, d, m.founderOnce)
}

// founderOnce sends the mail, unless it was begun before: then nobody knows
// whether it has arrived, and it is never sent again.
func (m *Mailer) founderOnce(ctx, sending context.Context, d surveys.Due) (telling, error) {
	week, key, ok := store.ReadFounderDue(d.ID)
	if !ok {
		return told, nil
	}
	l, err := m.Store.FounderLetter(sending, week, key)
	if surveys.CodeOf(err) == surveys.NotFound {
		return told, nil
	}
	if err != nil {
		return waits, err
	}
	move := func(ctx context.Context, move store.AlertMove) (bool, error) {
		return m.Store.MoveFounderLetter(ctx, week, key, move)
	}
	switch l.State {
	case surveys.MailScheduled:
	case surveys.MailData:
		_, err := move(sending, store.AlertMove{By: l.Holder, From: surveys.MailData, To: surveys.MailUnknown, Reason: unknownEnd})
		return told, err
	default:
		return told, nil
	}
	b := &replyBag{m.newAlertBag(ctx, sending, d, 0)}
	b.mark = func(ctx context.Context, _ string, m store.AlertMove) (bool, error) { return move(ctx, m) }
	if err := b.writeFounder(l); err != nil {
		return told, err
	}
	m.carry(sending, b)
	end := b.outcome()
	if _, more := retryAt(m.Now(), d.Attempt); end == waits && !more {
		_, err := move(sending, store.AlertMove{From: surveys.MailScheduled, To: surveys.MailFailed, Reason: "gave up after 48 hours"})
		return told, err
	}
	return end, b.err
}

// writeFounder makes the letter; where no address is left, it has failed.
func (b *replyBag) writeFounder(l surveys.FounderLetter) error {
	found, err := b.m.Store.Contacts(b.ctx, []surveys.ContactID{l.To})
	if err != nil {
		return err
	}
	to := found[l.To]
	if surveys.CheckAddress(to.Address) != "" {
		_, err := b.mark(b.ctx, "", store.AlertMove{By: b.by, From: surveys.MailScheduled, To: surveys.MailFailed, Reason: "no address that mail can be sent to"})
		return err
	}
	body, err := b.m.writer.founder(l, to, b.m)
	if err != nil {
		return err
	}
	b.add(to.Address, body)
	return nil
}

// founder writes the whole mail: in the founder's name, and from the founder's
// address where the house may send for it, as replies are.
func (w *writer) founder(l surveys.FounderLetter, to surveys.Contact, m *Mailer) ([]byte, error) {
	words := w.locales.In(to.Language)
	twins, err := templates.PersonalMail{Subject: l.Subject, Text: l.Text, Language: words.Tag, Dir: words.Dir}.Render(w.mails)
	if err != nil {
		return nil, err
	}
	fields, err := personal(w.sender(surveys.Reply{Name: l.Name, From: l.From}))
	if err != nil {
		return nil, err
	}
	return w.put(message{
		from: fields, id: "f." + l.Week.String() + "." + l.Customer.Key() + "@" + w.domain,
		to:      mail.Address{Name: surveys.OneLine(to.Name, maxShownName), Address: to.Address},
		replyTo: mail.Address{Name: surveys.OneLine(l.Name, maxShownName), Address: l.From},
		subject: l.Subject, date: m.Now(),
	}, twins)
}
