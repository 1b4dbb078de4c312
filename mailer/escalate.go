package mailer

import (
	"context"
	"fmt"
	"net/mail"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
)

// escalate tells the founders about a case: at once of a decision maker or a
// valued customer, else when nobody has acted in time; once a chapter of the case.
func (m *Mailer) escalate(ctx, sending context.Context, d surveys.Due) {
	m.tell(ctx, sending, d, m.escalateOnce)
}

// An escalation looks every few seconds for an alert that has not gone out
// yet, because of second thoughts or a server that does not answer; after an
// hour it goes out before it. The team hears of declines together, at hours
// that may be days away: those wait.
const (
	alertLook = 5 * time.Second
	alertLate = time.Hour
)

// escalateOnce sends the mails that are still to be sent; it waits when some of
// them, or the alert itself, must be tried again.
func (m *Mailer) escalateOnce(ctx, sending context.Context, d surveys.Due) (telling, error) {
	id, ok := caseOf(d)
	if !ok {
		return told, nil
	}
	c, err := m.Store.Case(sending, id)
	if surveys.CodeOf(err) == surveys.NotFound {
		return told, nil
	}
	if err != nil || c.Withdrawn || c.State == surveys.CaseResolved || c.Escalated >= c.Chapter {
		return told, err
	}
	if c.Told == 0 && (c.Source == surveys.FromAlarm || m.Now().Sub(c.Since) < alertLate) {
		return theirs, m.Store.Release(sending, d, m.Now().Add(alertLook))
	}
	about, err := m.readComplaint(sending, c)
	if err != nil {
		return told, err
	}
	why, err := m.whyFounders(sending, about)
	if err != nil || why == "" {
		return told, err
	}
	b := m.newAlertBag(ctx, sending, d, id)
	b.mark = func(ctx context.Context, address string, move store.AlertMove) (bool, error) {
		move.News = c.Chapter
		return m.Store.MoveEscalation(ctx, id, address, move)
	}
	if err := b.writeEscalation(about, why); err != nil {
		return told, err
	}
	b.carry(sending)
	if end := b.outcome(); end != told || b.err != nil {
		return end, b.err
	}
	if b.anybody {
		_, err = m.Store.CaseEscalated(sending, id, c.Chapter, why)
	}
	return told, err
}

// whyFounders says why the founders are told of a case, empty for no reason.
func (m *Mailer) whyFounders(ctx context.Context, c complaint) (string, error) {
	if c.contact.Role == surveys.DecisionMaker {
		return surveys.EscalatedSenior, nil
	}
	valued, err := m.Store.Valued(ctx, c.Customer)
	switch {
	case err != nil:
		return "", err
	case valued:
		return surveys.EscalatedWorth, nil
	case c.State == surveys.CaseOpen && c.ActedAt.IsZero():
		return surveys.EscalatedLate, nil
	}
	return "", nil
}

// writeEscalation makes a letter for each founder who was not told yet.
func (b *alertBag) writeEscalation(c complaint, why string) error {
	to, err := b.m.founders(b.ctx, c.Case)
	if err != nil {
		return err
	}
	known, err := b.m.Store.Escalations(b.ctx, b.id)
	if err != nil {
		return err
	}
	told, err := b.m.Store.AlertMails(b.ctx, b.id)
	if err != nil {
		return err
	}
	for _, a := range to {
		b.anybody = true
		if known[a.Address].News >= c.Chapter {
			continue
		}
		body, err := b.m.writer.escalation(c, a, why, told[a.Address].News > 0, b.m.Now())
		if err != nil {
			return err
		}
		b.add(a.Address, body)
	}
	return nil
}

// escalation writes the mail to a founder, in the thread of the alert where one
// was sent.
func (w *writer) escalation(c complaint, to mail.Address, why string, knows bool, now time.Time) ([]byte, error) {
	page := c.page(w.public)
	page.Finding, page.Contact = c.escalated(why, now), c.invitation.Words.ContactWanted
	twins, err := page.Render(w.mails)
	if err != nil {
		return nil, err
	}
	m := message{id: fmt.Sprintf("e%d.%s", c.Chapter, w.alertID(c.ID, to)), to: to, subject: page.Finding, date: now}
	if knows {
		m.answers = []string{w.alertID(c.ID, to)}
	}
	return w.toTeam(c, m, twins)
}

// escalated says in one line why a founder reads this.
func (c complaint) escalated(why string, now time.Time) string {
	switch why {
	case surveys.EscalatedSenior:
		return c.say.Text("tell_founder_senior", "Finding", c.finding())
	case surveys.EscalatedWorth:
		return c.say.Text("tell_founder_worth", "Finding", c.finding())
	}
	id := "tell_founder_late"
	if c.Owner != "" {
		id = "tell_founder_late_with"
	}
	return c.say.Text(id, "Who", c.who(), "Time", c.say.Count("time_hours", max(1, int(now.Sub(c.Since)/time.Hour))),
		"Owner", surveys.OneLine(c.Owner, maxShownName))
}
