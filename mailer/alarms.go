package mailer

import (
	"context"
	"net/mail"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/templates"
)

// alarmsTogether is how long an alarm waits for others before the team is told:
// what makes one project fall often makes another fall.
const alarmsTogether = 10 * time.Minute

// alarmHour is when the next mail about declines goes out.
func (m *Mailer) alarmHour() time.Time {
	return m.AlarmHours.Next(m.Now().Add(alarmsTogether), m.Store.Zone())
}

// alarms tells the team of declines, each member once.
func (m *Mailer) alarms(ctx, sending context.Context, d surveys.Due) {
	m.tell(ctx, sending, d, m.alarmsOnce)
}

// alarmsOnce sends the mails that are still to be sent; it waits when some of
// them must be tried again.
func (m *Mailer) alarmsOnce(ctx, sending context.Context, d surveys.Due) (telling, error) {
	ids, err := m.Store.TakeAlarms(sending)
	if err != nil || len(ids) == 0 {
		return told, err
	}
	what, err := m.readAlarms(sending, ids)
	if err != nil {
		return told, err
	}
	b := m.newAlertBag(ctx, sending, d, 0)
	b.mark = func(ctx context.Context, address string, move store.AlertMove) (bool, error) {
		return m.Store.MoveAlarms(ctx, address, move)
	}
	if err := b.writeAlarms(what, ids[0]); err != nil {
		return told, err
	}
	b.carry(sending)
	if end := b.outcome(); end != told || b.err != nil {
		return end, b.err
	}
	for _, a := range what.Alarms {
		id, _, err := m.Store.OpenAlarmCase(sending, a, m.clock().Alarm(a))
		if err == nil {
			_, err = m.Store.CaseAlerted(sending, id, 1, m.Now())
		}
		if err != nil {
			return waits, err
		}
	}
	// It takes the work from the schedule, or postpones it to the next mail.
	return theirs, m.Store.EndAlarms(sending, m.alarmHour())
}

// readAlarms reads the alarms with the names that they need; one that a changed
// past took back is left out.
func (m *Mailer) readAlarms(ctx context.Context, ids []surveys.AlarmID) (surveys.Digest, error) {
	var d surveys.Digest
	var customers []surveys.CustomerID
	var projects []surveys.ProjectID
	for _, id := range ids {
		a, err := m.Store.Alarm(ctx, id)
		if surveys.CodeOf(err) == surveys.NotFound {
			continue
		}
		if err != nil {
			return d, err
		}
		d.Alarms = append(d.Alarms, a)
		projects = append(projects, a.Project)
		if a.Customer != "" {
			customers = append(customers, a.Customer)
		}
	}
	var err error
	if d.Customers, err = m.Store.CustomerNames(ctx, customers); err != nil {
		return d, err
	}
	d.Projects, err = m.Store.ProjectNames(ctx, projects)
	return d, err
}

// writeAlarms makes a letter for each recipient who has none yet.
func (b *alertBag) writeAlarms(d surveys.Digest, first surveys.AlarmID) error {
	to, err := b.m.recipients(b.ctx)
	if err != nil {
		return err
	}
	known, err := b.m.Store.AlarmsMails(b.ctx)
	if err != nil {
		return err
	}
	page := templates.NewAlarmsMail(d, b.m.writer.public, b.m.clock())
	for _, a := range to {
		if known[a.Address].News > 0 || len(d.Alarms) == 0 {
			continue
		}
		body, err := b.m.writer.teamNews(page, "a."+string(first), a, b.m.Now())
		if err != nil {
			return err
		}
		b.add(a.Address, body)
	}
	return nil
}

// teamNews writes a whole mail to somebody on the team that is about no single
// case; name begins its Message-ID.
func (w *writer) teamNews(page templates.DigestMail, name string, to mail.Address, now time.Time) ([]byte, error) {
	twins, err := page.Render(w.mails)
	if err != nil {
		return nil, err
	}
	id := name + "." + string(surveys.NewContactID(to.Address)) + "@" + w.domain
	return w.put(message{from: w.fixed, id: id, to: to, subject: page.Subject, date: now}, twins)
}
