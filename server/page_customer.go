package server

import (
	"context"
	"fmt"
	"net/http"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// How much the page of a customer shows.
const (
	projectsShown = 12
	eventsShown   = 24
	answersHeard  = 100 // newest answers looked at for who was heard last
)

// customerFile is what the page of a customer is made of.
type customerFile struct {
	customer   surveys.Customer
	standing   surveys.Standing
	inProjects []surveys.Standing
	lines      []surveys.Days // of inProjects
	days       surveys.Days
	answers    []surveys.Invitation // the newest
	events     []surveys.Event
	next       string
	alarms     []surveys.Alarm
	silences   []surveys.Silence
	names      names
}

// getCustomer: GET /customers/:id, by the caller's id or by its key.
func (s *Server) getCustomer(c *gin.Context) {
	sp, err := spanOf(c, 90, s.Store.Today())
	if err != nil {
		s.fail(c, err)
		return
	}
	show, err := timelineOf(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	f, err := s.readCustomer(c.Request.Context(), c.Param("id"), sp, c.Query("before"))
	if err != nil {
		s.fail(c, err)
		return
	}
	page := f.page(s.layout(c, templates.CustomersSection(), f.name()), sp, show)
	if me, _ := userOf(c); me.May(surveys.Member) {
		page.Pauses = f.pauses(page.Clock)
	}
	s.show(c, http.StatusOK, page)
}

func (s *Server) readCustomer(ctx context.Context, id string, sp span, cursor string) (f customerFile, err error) {
	if f.customer, err = s.findCustomer(ctx, id); err != nil {
		return f, err
	}
	key := f.customer.ID
	if f.standing, err = s.Store.CustomerStanding(ctx, key, sp.period(0, 0)); err != nil {
		return f, err
	}
	if sp.days == 0 && f.standing.First > 0 {
		if f.standing, err = s.Store.CustomerStanding(ctx, key, sp.of(f.standing)); err != nil {
			return f, err
		}
	}
	if err = s.readInProjects(ctx, &f, sp.of(f.standing)); err != nil {
		return f, err
	}
	f.events, f.next, err = s.Store.CustomerTimeline(ctx, key, cursor, eventsShown)
	if surveys.CodeOf(err) == surveys.Invalid {
		err = surveys.InvalidField("before", "must be left out, or come from the page before")
	}
	if err != nil {
		return f, err
	}
	if f.answers, _, err = s.Store.Responses(ctx, store.ResponseQuery{Customer: key, Limit: answersHeard}); err != nil {
		return f, err
	}
	if f.alarms, _, err = s.Store.Alarms(ctx, store.AlarmQuery{Customer: key, Limit: alarmsLooked}); err != nil {
		return f, err
	}
	if f.silences, err = s.Store.Silences(ctx, key); err != nil {
		return f, err
	}
	f.names, err = s.namesIn(ctx, append(f.people(), alarmPeople(f.alarms)...), nil)
	return f, err
}

// readInProjects reads how the customer stands in its projects, the line of
// each, and the days of all.
func (s *Server) readInProjects(ctx context.Context, f *customerFile, period surveys.Period) (err error) {
	key := f.customer.ID
	if f.inProjects, err = s.Store.CustomerInProjects(ctx, key, period); err != nil {
		return err
	}
	f.inProjects = f.inProjects[:min(len(f.inProjects), projectsShown)]
	for _, st := range f.inProjects {
		days, err := s.Store.CustomerProjectDays(ctx, key, surveys.ProjectID(st.ID), lineCut().period(period.To))
		if err != nil {
			return err
		}
		f.lines = append(f.lines, days)
	}
	f.days, err = s.Store.CustomerDays(ctx, key, period)
	return err
}

// findCustomer takes the caller's id, and the letters that stand for it.
func (s *Server) findCustomer(ctx context.Context, id string) (surveys.Customer, error) {
	customer, err := s.Store.Customer(ctx, surveys.CustomerID(id))
	if surveys.CodeOf(err) == surveys.NotFound {
		return s.Store.CustomerByKey(ctx, id)
	}
	return customer, err
}

// people are all whose names the page needs, as invitations.
func (f customerFile) people() []surveys.Invitation {
	var out []surveys.Invitation
	for _, id := range f.customer.Contacts {
		out = append(out, surveys.Invitation{Contact: id})
	}
	for _, e := range f.events {
		out = append(out, e.Invitation)
	}
	return out
}

// lineCut is how the lines by project are cut: six quarters.
func lineCut() cut { return cut{step: 90, n: 6} }

func (f customerFile) name() string {
	if f.customer.Name != "" {
		return f.customer.Name
	}
	return string(f.customer.ID)
}

func (f customerFile) page(layout templates.Layout, sp span, show string) templates.CustomerPage {
	clock := layout.Clock
	sum := f.days.Sum(sp.of(f.standing))
	page := templates.CustomerPage{
		Layout: layout, Heading: f.name(), Line: f.line(clock), Periods: sp.links(),
		Elsewhere: sp.elsewhere(f.standing.Level.N, f.standing.Last, clock),
		Glass:     glassOf(f.standing, sp, clock), Needs: f.needs(clock),
		Declines: declinesOf(f.alarms, f.names, clock), Silences: f.silent(),
		Projects: f.projects(sp, clock), Lines: "level of " + sp.words(clock) + ", and six readings of 90 days",
		People: f.table(clock), Heard: heardLine(f.listeners(), clock),
		Chosen: chosenOf(sum, sp, clock, f.names.wording.english()), Response: responseOf(sum, f.standing),
		Kinds: timelineLinks(sp, show), Timeline: f.timeline(show, clock),
		Empty: "What happens will stand here: who was asked or not asked and why, what they answered, and which cases came of it.",
	}
	if f.customer.PausedUntil.After(clock.Now) {
		page.Paused = "asking is paused until " + clock.Date(surveys.DayOf(f.customer.PausedUntil, clock.Zone))
	}
	if f.next != "" {
		page.Older = sp.with("before", f.next)
	}
	return page
}

func (f customerFile) line(clock templates.Clock) string {
	text := templates.Counted(len(f.customer.Contacts), "person", "people") + " · " +
		templates.Counted(len(f.customer.Projects), "project", "projects") + " · " +
		templates.Counted(f.standing.Total.N(), "answer", "answers")
	if f.standing.First > 0 {
		text += " since " + clock.Date(f.standing.First)
	}
	return text
}

// needs are the cases that wait at this customer.
func (f customerFile) needs(clock templates.Clock) []templates.CaseRow {
	var out []templates.CaseRow
	for _, e := range f.events {
		if e.Kind == surveys.EventCase && e.Case.State != surveys.CaseResolved {
			row := caseRow(e.Case, e.Invitation, f.names, clock)
			row.Where = f.names.project(e.Case.Project).Text
			out = append(out, row)
		}
	}
	return out
}

// silent says who is not heard any more.
func (f customerFile) silent() []string {
	var out []string
	for _, one := range f.silences {
		who := f.name()
		if one.Contact != "" {
			who = whoOr(f.names.contact(one.Contact), "Somebody")
		}
		out = append(out, one.Text(who)+".")
	}
	return out
}

func (f customerFile) projects(sp span, clock templates.Clock) []templates.StandingRow {
	var out []templates.StandingRow
	k := lineCut()
	for i, st := range f.inProjects {
		row := standingRow(st, projectAddress(surveys.ProjectID(st.ID)), sp, clock)
		points := surveys.Trend(f.lines[i], k.period(sp.of(f.standing).To), k.step)
		row.Spark = templates.NewTallSpark(points, st.Forecast, fmt.Sprintf("%s, six readings of 90 days", row.Name))
		out = append(out, row)
	}
	return out
}
