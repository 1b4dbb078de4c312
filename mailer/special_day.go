package mailer

import (
	"context"
	"fmt"
	"net/mail"
	"net/url"
	"strings"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/templates"
)

// specialDay reminds somebody of ours of a special day. Nothing goes to the
// customer.
func (m *Mailer) specialDay(ctx, sending context.Context, d surveys.Due) {
	m.tell(ctx, sending, d, m.dayOnce)
}

// dayOnce sends the mails that are still to be sent, and puts the next
// occurrence on the schedule when all have an end.
func (m *Mailer) dayOnce(ctx, sending context.Context, d surveys.Due) (telling, error) {
	key, id, _ := strings.Cut(d.ID, ".")
	day, err := m.Store.SpecialDay(sending, key, id)
	if surveys.CodeOf(err) == surveys.NotFound {
		return told, nil
	}
	if err != nil {
		return waits, err
	}
	on, at, ok := day.Reminder(m.Now(), m.Store.Zone())
	if !ok {
		return told, nil
	}
	if at.After(m.Now()) { // it was changed, or is over and comes again
		return theirs, m.Store.Release(sending, d, at)
	}
	b := m.newAlertBag(ctx, sending, d, 0)
	b.mark = func(ctx context.Context, address string, move store.AlertMove) (bool, error) {
		return m.Store.MoveDayMail(ctx, day, on, address, move)
	}
	if err := b.writeDay(day, on); err != nil {
		return waits, err
	}
	b.carry(sending)
	end := b.outcome()
	if _, more := retryAt(m.Now(), d.Attempt); end == waits && !more {
		m.Log.Error("gave up reminding of a special day") // the next year is still told
		end, b.err = told, nil
	}
	if end != told || b.err != nil {
		return end, b.err
	}
	keep, cancel := m.keep(sending)
	defer cancel()
	// Said first: whoever takes over says it once more, which changes nothing.
	if err := m.noteReminded(keep, day, on); err != nil {
		return waits, err
	}
	// The next occurrence is on the schedule from here on; whoever changed the
	// day meanwhile has put it there.
	if err := m.Store.DayTold(keep, day, on); err != nil && surveys.CodeOf(err) != surveys.Conflict {
		return waits, err
	}
	return theirs, nil
}

// writeDay makes a letter for each recipient who has none yet.
func (b *alertBag) writeDay(day surveys.SpecialDay, on surveys.Day) error {
	customer, err := b.m.Store.Customer(b.ctx, day.Customer)
	if err != nil {
		return err
	}
	to, tied, err := b.m.tiedTo(b.ctx, customer)
	if err != nil {
		return err
	}
	known, err := b.m.Store.DayMails(b.ctx, day, on)
	if err != nil {
		return err
	}
	page, err := b.m.dayMail(b.ctx, day, on, customer, tied)
	if err != nil {
		return err
	}
	for _, a := range to {
		if known[a.Address].News > 0 {
			continue
		}
		body, err := b.m.writer.day(page, day, on, a, b.m)
		if err != nil {
			return err
		}
		b.add(a.Address, body)
	}
	return nil
}

// tiedTo returns who is reminded of a customer's days: whoever it is tied to,
// else the admins.
func (m *Mailer) tiedTo(ctx context.Context, customer surveys.Customer) (to []mail.Address, tied bool, err error) {
	team, err := m.Store.Users(ctx)
	if err != nil {
		return nil, false, err
	}
	rules, err := m.Store.Ownership(ctx)
	if err != nil {
		return nil, false, err
	}
	found, err := m.Store.Contacts(ctx, customer.Contacts)
	if err != nil {
		return nil, false, err
	}
	var people []surveys.Contact
	for _, id := range customer.Contacts {
		people = append(people, found[id])
	}
	tie := surveys.CustomerTie(rules, customer.ID, people)
	for _, u := range team {
		if u.ID == tie && u.May(surveys.Member) {
			return addTo(nil, u), true, nil
		}
	}
	for _, u := range team {
		if u.May(surveys.Admin) {
			to = addTo(to, u)
		}
	}
	return to, false, nil
}

// dayMail says what day it is, and how the customer stands.
func (m *Mailer) dayMail(ctx context.Context, day surveys.SpecialDay, on surveys.Day, customer surveys.Customer, tied bool) (templates.DayMail, error) {
	today := m.Store.Today()
	words := m.writer.english()
	page := templates.DayMail{Say: words, Note: day.Note, URL: m.writer.public + "/customers/" + url.PathEscape(string(customer.ID)) + "#days",
		Subject: words.Text("mail_day_subject", "Customer", surveys.OneLine(customer.Name, maxShownName), "What", words.Text("days_"+string(day.Kind)),
			"Day", words.Date(on.Time()), "When", dayAway(words, int(on-today))),
		Open: words.Text("mail_day_open"), Rule: words.Text("mail_day_rule_admins")}
	if tied {
		page.Rule = words.Text("mail_day_rule")
	}
	st, err := m.Store.CustomerStanding(ctx, customer.ID, surveys.Last(90, today))
	if err != nil {
		return page, err
	}
	page.Facts = append(page.Facts, words.Text("mail_day_standing", "Forecast", words.Forecast(st.Forecast), "Figure", words.Figure(st.Level)))
	if st.Cases > 0 {
		page.Facts = append(page.Facts, words.Count("mail_day_cases", st.Cases))
	}
	return page, nil
}

func dayAway(words *templates.Locale, away int) string {
	switch away {
	case 0:
		return words.Text("days_today")
	case 1:
		return words.Text("days_tomorrow")
	}
	return words.Count("days_in", away)
}

// day writes the whole mail to one recipient.
func (w *writer) day(page templates.DayMail, day surveys.SpecialDay, on surveys.Day, to mail.Address, m *Mailer) ([]byte, error) {
	twins, err := page.Render(w.mails)
	if err != nil {
		return nil, err
	}
	id := fmt.Sprintf("y.%s.%s.%s@%s", day.ID, on, surveys.NewContactID(to.Address), w.domain)
	return w.put(message{from: w.fixed, id: id, to: to, subject: page.Subject, date: m.Now()}, twins)
}

// noteReminded tells the customer's timeline.
func (m *Mailer) noteReminded(ctx context.Context, day surveys.SpecialDay, on surveys.Day) error {
	words := m.writer.english()
	return m.Store.NoteCustomer(ctx, surveys.CustomerNote{ID: "day-" + day.ID + "-" + on.String(), Customer: day.Customer,
		Kind: surveys.NoteDay, At: m.Now()}.
		Told(words.Keep(surveys.Tell("mail_day_noted", "What", surveys.TellCode("days_", day.Kind), "Day", on))))
}
