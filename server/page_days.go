package server

import (
	"context"
	"net/http"
	"strconv"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// daysToCome are the special days of all customers that are near.
func (s *Server) daysToCome(ctx context.Context, clock templates.Clock) ([]templates.DayRow, int, error) {
	today := s.Store.Today()
	all, err := s.Store.UpcomingDays(ctx, surveys.Period{From: today, To: today + daysAhead})
	if err != nil {
		return nil, 0, err
	}
	ids := make([]surveys.CustomerID, len(all))
	for i, d := range all {
		ids[i] = d.Customer
	}
	names, err := s.Store.CustomerNames(ctx, ids)
	if err != nil {
		return nil, 0, err
	}
	out := make([]templates.DayRow, len(all))
	for i, d := range all {
		out[i] = dayRow(d, clock)
		out[i].Customer = templates.Link{Text: whoOr(names[d.Customer], string(d.Customer)), Address: customerAddress(d.Customer) + "#days"}
	}
	return out, daysAhead, nil
}

// dayKindText is what a kind of special day is called.
func dayKindText(kind surveys.DayKind, words *templates.Locale) string {
	switch kind {
	case surveys.DayRenewal:
		return words.Text("days_renewal")
	case surveys.DayAnniversary:
		return words.Text("days_anniversary")
	}
	return words.Text("days_other")
}

func dayText(d surveys.SpecialDay, words *templates.Locale) string {
	kind := dayKindText(d.Kind, words)
	if d.Note == "" {
		return kind
	}
	return words.Text("days_what", "Kind", kind, "Note", d.Note)
}

func dayRow(d surveys.Upcoming, clock templates.Clock) templates.DayRow {
	words, away := clock.Words, int(d.On-clock.Today())
	row := templates.DayRow{ID: d.ID, What: dayText(d.SpecialDay, words), On: clock.Date(d.On), Over: away < 0}
	if d.Yearly {
		row.On = words.Text("days_on_yearly", "Day", row.On)
	}
	switch {
	case away < 0:
		row.When = words.Text("days_was")
	case away == 0:
		row.When = words.Text("days_today")
	case away == 1:
		row.When = words.Text("days_tomorrow")
	default:
		row.When = words.Count("days_in", away)
	}
	switch {
	case d.Told == d.On:
		row.Remind = words.Text("days_told")
	case away >= 0:
		row.Remind = words.Count("days_remind", d.Before)
	}
	return row
}

// daysPlate are the special days of a customer.
func (s *Server) daysPlate(c *gin.Context, customer surveys.Customer, w relationWords) (plate templates.DaysPlate, err error) {
	ctx := c.Request.Context()
	all, err := s.Store.SpecialDays(ctx, customer.ID)
	if err != nil {
		return plate, err
	}
	for _, d := range all {
		plate.Rows = append(plate.Rows, dayRow(d, w.clock))
	}
	rules, err := s.Store.Ownership(ctx)
	if err != nil {
		return plate, err
	}
	var people []surveys.Contact
	for _, id := range customer.Contacts {
		people = append(people, w.contacts[id])
	}
	plate.To = w.clock.Words.Text("days_to_admins")
	if to := surveys.CustomerTie(rules, customer.ID, people); to != "" {
		plate.To = w.clock.Words.Text("days_to", "Name", w.user(to))
	}
	if me, _ := userOf(c); !me.May(surveys.Member) {
		return plate, nil
	}
	plate.Address, plate.Most = customerAddress(customer.ID)+"/days", surveys.MaxDayBefore
	plate.Today = w.clock.Today().String()
	for _, kind := range surveys.DayKinds() {
		plate.Kinds = append(plate.Kinds, templates.Option{Value: string(kind), Text: dayKindText(kind, w.clock.Words)})
	}
	return plate, nil
}

// postDays: POST /customers/:id/days adds or removes a special day.
func (s *Server) postDays(c *gin.Context) {
	ctx := c.Request.Context()
	customer, err := s.findCustomer(ctx, c.Param("id"))
	if err != nil {
		s.fail(c, err)
		return
	}
	switch c.PostForm("do") {
	case "add":
		err = s.addDay(c, customer.ID)
	case "remove":
		err = s.Store.RemoveSpecialDay(ctx, customer.ID, c.PostForm("id"))
		s.recordDone(c, err, "day.removed", customer.ID, surveys.Plain(c.PostForm("id")))
	default:
		err = surveys.InvalidField("do", "must be add or remove")
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	c.Redirect(http.StatusSeeOther, customerAddress(customer.ID)+"#days")
}

// recordDone records a change to a customer that went well.
func (s *Server) recordDone(c *gin.Context, err error, act string, customer surveys.CustomerID, detail surveys.Telling) {
	if err == nil {
		s.record(c, act, "customer "+string(customer), detail)
	}
}

// dayTelling is a special day in the record.
func dayTelling(d surveys.SpecialDay) surveys.Telling {
	return surveys.Tell("changes_day", "Kind", surveys.TellCode("days_", d.Kind), "Day", d.Date)
}

func (s *Server) addDay(c *gin.Context, customer surveys.CustomerID) error {
	me, _ := userOf(c)
	var p surveys.Problems
	d := surveys.SpecialDay{Customer: customer, Kind: surveys.DayKind(c.PostForm("kind")), Yearly: c.PostForm("yearly") != "",
		Note: surveys.OneLine(normaliseText(c.PostForm("note")), surveys.MaxDayNote), By: me.ID}
	var err error
	if d.Date, err = surveys.ParseDay(c.PostForm("date")); err != nil {
		p.Add("date", "must be a calendar date such as 2026-03-29")
	}
	if d.Before, err = strconv.Atoi(c.PostForm("before")); err != nil {
		p.Add("remind_days_before", "must be a whole number of days")
	}
	if err := p.Err(); err != nil {
		return err
	}
	d, err = s.keepDay(c.Request.Context(), d)
	s.recordDone(c, err, "day.added", customer, dayTelling(d))
	return err
}

// keepDay keeps a new special day, and tells the customer's timeline.
func (s *Server) keepDay(ctx context.Context, d surveys.SpecialDay) (surveys.SpecialDay, error) {
	what := surveys.TellCode("days_", d.Kind)
	if d.Note != "" {
		what = surveys.Tell("days_what", "Kind", what, "Note", d.Note)
	}
	return s.Store.AddSpecialDay(ctx, d, s.telling("days_noted", "What", what, "Day", d.Date, "Before", d.Before))
}
