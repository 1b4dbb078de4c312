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
	return m.sendPersonal(ctx, sending, d, personalMail{state: l.State, holder: l.Holder,
		move: func(ctx context.Context, move store.AlertMove) (bool, error) {
			return m.Store.MoveFounderLetter(ctx, week, key, move)
		},
		write: func(b *replyBag) error { return b.writeFounder(l) }})
}

// writeFounder makes the letter; where no address is left, it has failed.
func (b *replyBag) writeFounder(l surveys.FounderLetter) error {
	found, err := b.m.Store.Contacts(b.ctx, []surveys.ContactID{l.To})
	if err != nil {
		return err
	}
	to := found[l.To]
	if surveys.CheckAddress(to.Address) != "" {
		return b.fail("no address that mail can be sent to")
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
