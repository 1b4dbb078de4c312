package server

import (
	"context"
	"net/http"
	"slices"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// How much the page of a customer shows.
const (
	projectsShown = 12
	eventsShown   = 16
	voicesShown   = 3
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
	open       []surveys.Case // open and contacted
	behind     map[surveys.CaseID]surveys.Invitation
	alarms     []surveys.Alarm
	relation   surveys.Relation
	silences   []surveys.Silence
	team       map[surveys.UserID]string
	life       surveys.Life
	names      names
}

// customerAsk is what the address of a customer's page asks for.
type customerAsk struct {
	span   span
	show   surveys.EventKind // of the timeline; empty: everything
	before string            // cursor of the timeline
	money  bool              // the reader may see money
}

// getCustomer: GET /customers/:id, by the caller's id or by its key.
// ?do=ask|note|case|pause|contact opens a form, ?asked= says what came of it.
func (s *Server) getCustomer(c *gin.Context) { s.showCustomer(c, http.StatusOK, nil) }

// showCustomer shows the page with a form that was filled in wrongly, or as the
// address says.
func (s *Server) showCustomer(c *gin.Context, status int, wrong *deed) {
	me, _ := userOf(c)
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
	ask := customerAsk{span: sp, show: show, before: c.Query("before"), money: me.May(surveys.Money)}
	f, err := s.readCustomer(c.Request.Context(), c.Param("id"), ask)
	if err != nil {
		s.fail(c, err)
		return
	}
	page := f.page(s.layout(c, templates.CustomersSection(), f.name()), ask)
	if me.May(surveys.Money) {
		if page.Worth, err = s.customerWorth(c.Request.Context(), f.customer.ID, page.Clock); err != nil {
			s.fail(c, err)
			return
		}
	}
	if page.Life, err = s.lifePlate(c.Request.Context(), f, me, page.Clock); err != nil {
		s.fail(c, err)
		return
	}
	if page.Relation, err = s.relationPlate(c, f.customer, f.relation); err != nil {
		s.fail(c, err)
		return
	}
	page.Relation.Join(page.People)
	page.Facts = customerFacts(page)
	if err := s.addDeeds(c, f, wrong, &page); err != nil {
		s.fail(c, err)
		return
	}
	s.show(c, status, page)
}

func (s *Server) readCustomer(ctx context.Context, id string, ask customerAsk) (f customerFile, err error) {
	look, err := s.lookAt(ctx, id)
	if err != nil {
		return f, err
	}
	f.customer = look.Customer
	if f.life, err = s.Store.Life(ctx, f.customer.ID); err != nil {
		return f, err
	}
	if err = readFigures(ctx, look, &f, ask.span); err != nil {
		return f, err
	}
	f.events, f.next, err = look.Timeline(ctx, ask.show, ask.before, eventsShown)
	if surveys.CodeOf(err) == surveys.Invalid {
		err = surveys.InvalidField("before", "must be left out, or come from the page before")
	}
	if err != nil {
		return f, err
	}
	if f.answers, err = look.Answers(ctx, answersHeard); err != nil {
		return f, err
	}
	return f, s.readWhatHolds(ctx, look, &f, ask)
}

// readWhatHolds reads the open cases, alarms and silences of the customer, and
// what everybody on the page is called.
func (s *Server) readWhatHolds(ctx context.Context, look *store.CustomerLook, f *customerFile, ask customerAsk) (err error) {
	if f.open, err = look.OpenCases(ctx); err != nil {
		return err
	}
	if f.behind, err = s.behindCases(ctx, f.open); err != nil {
		return err
	}
	if f.alarms, err = look.Alarms(ctx, alarmsLooked); err != nil {
		return err
	}
	if f.relation, f.silences, err = look.Relation(ctx); err != nil {
		return err
	}
	f.hideMoney(ask.money)
	if f.team, err = s.Store.TeamNames(ctx); err != nil {
		return err
	}
	f.names, err = s.namesIn(ctx, append(f.people(), alarmPeople(f.alarms)...), f.open)
	return err
}

// hideMoney takes what was noted about money off the timeline, for a reader who
// may not see it.
func (f *customerFile) hideMoney(may bool) {
	f.events = slices.DeleteFunc(f.events, func(e surveys.Event) bool { return e.Note.Kind == surveys.NoteMoney && !may })
}

// readFigures reads how the customer stands, and in its projects, the line of
// each, and the days of all.
func readFigures(ctx context.Context, look *store.CustomerLook, f *customerFile, sp span) (err error) {
	look.Expect(lineCut().period(sp.to))
	if f.standing, err = look.Standing(ctx, sp.period(0, 0)); err != nil {
		return err
	}
	if sp.days == 0 && f.standing.First > 0 {
		if f.standing, err = look.Standing(ctx, sp.of(f.standing)); err != nil {
			return err
		}
	}
	period := sp.of(f.standing)
	if f.inProjects, err = look.InProjects(ctx, period); err != nil {
		return err
	}
	f.inProjects = f.inProjects[:min(len(f.inProjects), projectsShown)]
	for _, st := range f.inProjects {
		days, err := look.ProjectDays(ctx, surveys.ProjectID(st.ID), lineCut().period(period.To))
		if err != nil {
			return err
		}
		f.lines = append(f.lines, days)
	}
	year := surveys.Last(calendarDays, period.To)
	f.days, err = look.Days(ctx, surveys.Period{From: min(period.From, year.From), To: period.To})
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

// lookAt is findCustomer for a page that reads much of it.
func (s *Server) lookAt(ctx context.Context, id string) (*store.CustomerLook, error) {
	look, err := s.Store.LookAt(ctx, surveys.CustomerID(id))
	if surveys.CodeOf(err) != surveys.NotFound {
		return look, err
	}
	customer, err := s.Store.CustomerByKey(ctx, id)
	if err != nil {
		return nil, err
	}
	return s.Store.LookAt(ctx, customer.ID)
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

func (f customerFile) page(layout templates.Layout, ask customerAsk) templates.CustomerPage {
	clock, say, sp := layout.Clock, layout.Clock.Words, ask.span
	period := sp.of(f.standing)
	sum := f.days.Sum(period)
	people, behind := f.listeners(), surveys.ResponseFilter{Customer: f.customer.ID, Period: period}
	page := templates.CustomerPage{
		Layout: layout, Heading: f.name(), Line: f.line(clock), Periods: sp.links(clock),
		Elsewhere: sp.elsewhere(f.standing.Level.N, f.standing.Last, clock),
		Glass:     glassOf(f.standing, behind, sp, clock), Needs: f.needs(clock),
		Behind:   behindLink(f.standing.Level.N, behind, sp, clock),
		Declines: declinesOf(f.alarms, f.names, clock), Silences: f.silent(clock),
		Projects: f.projects(sp, clock), Lines: say.Text("customer_lines", "Span", sp.words(clock)),
		People: f.table(people, clock), Heard: heardLine(people, clock), Coverage: coverageLine(people, clock),
		Chosen: chosenOf(sum, behind, sp, clock, f.names.wording.english()), Response: responseOf(sum, f.standing, clock),
		Reasons: f.names.reasonsOf(sampleOf(f.answers, behind, answersHeard, sp, clock), clock),
		Kinds:   timelineLinks(sp, ask.show, clock), Timeline: f.timeline(ask, clock), Pauses: f.pauses(clock),
		Empty: say.Text("customer_empty"),
	}
	page.Response.Behind = askedLink(askedQuery{customer: f.customer.ID, period: period}, sp, clock)
	page.Said, page.Worst = f.said(period, clock)
	if len(page.Said) > 0 {
		page.SaidMore = saidLink(surveys.ResponseFilter{Customer: f.customer.ID}, f.comments(), say)
	}
	if year := surveys.Last(calendarDays, period.To); f.days.Sum(year).Level().Reading() {
		page.Calendar = templates.NewCalendar(f.days, year, clock)
	}
	if ask.show != "" {
		page.Empty = say.Text("customer_empty_kind")
	}
	if f.customer.PausedUntil.After(clock.Now) {
		page.Paused = say.Text("customer_paused_tag", "Day", clock.Date(surveys.DayOf(f.customer.PausedUntil, clock.Zone)))
	}
	if f.next != "" {
		page.Older = sp.with("before", f.next) + "#timeline"
	}
	if ask.before != "" {
		page.Newest = sp.with("before", "") + "#timeline"
	}
	return page
}

func (f customerFile) line(clock templates.Clock) []templates.Link {
	say := clock.Words
	return []templates.Link{{Text: say.Count("customer_n_people", len(f.customer.Contacts)), Address: "#people"},
		{Text: say.Count("customer_n_projects", len(f.customer.Projects))},
		allAnswers(f.standing, surveys.ResponseFilter{Customer: f.customer.ID}, clock)}
}

// needs are the cases that wait at this customer.
func (f customerFile) needs(clock templates.Clock) []templates.CaseRow {
	var out []templates.CaseRow
	for _, k := range f.open {
		row := caseRow(k, f.behind[k.ID], f.names, clock)
		row.Where = f.names.project(k.Project).Text
		out = append(out, row)
	}
	return out
}

// silent says who is not heard any more.
func (f customerFile) silent(clock templates.Clock) []string {
	var out []string
	for _, one := range f.silences {
		who := f.name()
		if one.Contact != "" {
			who = whoOr(f.names.contact(one.Contact), clock.Words.Text("customer_somebody"))
		}
		out = append(out, clock.Words.Silence(one, who)+clock.Words.Text("team_stop"))
	}
	return out
}

func (f customerFile) projects(sp span, clock templates.Clock) []templates.StandingRow {
	var out []templates.StandingRow
	k := lineCut()
	for i, st := range f.inProjects {
		id := surveys.ProjectID(st.ID)
		of := surveys.ResponseFilter{Customer: f.customer.ID, Project: id, Period: sp.of(f.standing)}
		row := memberRow(st, projectAddress(id), of, sp, clock)
		points := surveys.Trend(f.lines[i], k.period(sp.of(f.standing).To), k.step)
		row.Spark = templates.NewTallSpark(points, st.Forecast, clock.Words.Text("customer_line_readings", "Name", row.Name))
		out = append(out, row)
	}
	return out
}
