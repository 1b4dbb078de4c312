package mailer

import (
	"context"

	"barometer/surveys"
	"barometer/surveys/store"
)

// alert tells the team about a case, one mail a recipient. Each recipient has
// a state of its own, marked before the body leaves like any mail's, so that
// nobody is told twice; when all have an end, the case counts as alerted.
func (m *Mailer) alert(ctx, sending context.Context, d surveys.Due) {
	m.tell(ctx, sending, d, m.alertOnce)
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
	b.carry(sending)
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

// write makes a letter for each recipient who has none yet.
func (b *alertBag) write(c surveys.Case) error {
	to, err := b.m.followers(b.ctx, c)
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
