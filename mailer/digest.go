package mailer

import (
	"context"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/templates"
)

// digestLate is how long after its time a digest is still worth sending.
const digestLate = 4 * 24 * time.Hour

// digest tells the team of a week, each member once, and puts the next week on
// the schedule.
func (m *Mailer) digest(ctx, sending context.Context, d surveys.Due) {
	m.scheduleDigest(sending)
	m.tell(ctx, sending, d, m.digestOnce)
}

// scheduleDigest makes sure that the next digest is on the schedule.
func (m *Mailer) scheduleDigest(ctx context.Context) {
	if m.Digest < 0 {
		return
	}
	keep, cancel := m.keep(ctx)
	defer cancel()
	if err := m.Store.ScheduleDigest(keep, surveys.NextDigest(m.Now(), m.Store.Zone(), m.Digest)); err != nil {
		m.trouble(ctx, "the weekly digest cannot be scheduled", "error", err)
	}
}

// digestOnce sends the mails that are still to be sent; it waits when some of
// them must be tried again.
func (m *Mailer) digestOnce(ctx, sending context.Context, d surveys.Due) (telling, error) {
	monday, err := surveys.ParseDay(d.ID)
	week := surveys.Period{From: monday, To: monday + 6}
	if err != nil || m.Digest < 0 || m.Now().Sub((week.To+1).Start(m.Store.Zone())) > digestLate {
		return told, nil
	}
	what, err := m.Store.Digest(sending, week)
	if err != nil || what.Portfolio.Total.N() == 0 && what.Open == 0 {
		return told, err
	}
	to, err := m.recipients(sending)
	if err != nil {
		return told, err
	}
	known, err := m.Store.DigestMails(sending, monday)
	if err != nil {
		return told, err
	}
	b := m.newAlertBag(ctx, sending, d, 0)
	b.mark = func(ctx context.Context, address string, move store.AlertMove) (bool, error) {
		return m.Store.MoveDigest(ctx, monday, address, move)
	}
	page := templates.NewDigestMail(what, m.writer.public, m.clock())
	for _, a := range to {
		if known[a.Address].News > 0 {
			continue
		}
		body, err := m.writer.teamNews(page, "d."+monday.String(), a, m.Now())
		if err != nil {
			return told, err
		}
		b.add(a.Address, body)
	}
	b.carry(sending)
	return b.outcome(), b.err
}
