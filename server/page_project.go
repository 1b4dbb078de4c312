package server

import (
	"context"
	"net/http"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// How much the page of a project shows.
const (
	customersShown = 15
	answersRead    = 200 // newest answers looked at for words, reasons and who served
	answersShown   = 8
	agentsShown    = 20
)

// projectFile is what the page of a project is made of.
type projectFile struct {
	project   surveys.Project
	standing  surveys.Standing
	days      surveys.Days
	customers []surveys.Standing
	alarms    []surveys.Alarm
	answers   []surveys.Invitation // the newest of the period
	loudest   surveys.CustomerID   // that over half of all answers come from; empty: none
	share     float64
	names     names
}

// getProject: GET /projects/:id.
func (s *Server) getProject(c *gin.Context) {
	sp, err := spanOf(c, 90, s.Store.Today())
	if err != nil {
		s.fail(c, err)
		return
	}
	f, err := s.readProject(c.Request.Context(), surveys.ProjectID(c.Param("id")), sp)
	if err != nil {
		s.fail(c, err)
		return
	}
	page := f.page(s.layout(c, templates.ProjectsSection(), f.name()), sp)
	if me, _ := userOf(c); me.May(surveys.Money) {
		if page.Worth, err = s.projectWorth(c.Request.Context(), f.project.ID, page.Clock); err != nil {
			s.fail(c, err)
			return
		}
	}
	s.show(c, http.StatusOK, page)
}

func (s *Server) readProject(ctx context.Context, id surveys.ProjectID, sp span) (f projectFile, err error) {
	if f.project, err = s.Store.Project(ctx, id); err != nil {
		return f, err
	}
	period := sp.period(f.project.First, f.project.Last)
	if f.standing, err = s.Store.ProjectStanding(ctx, id, period); err != nil {
		return f, err
	}
	f.days, err = readTrend(period.To, func(p surveys.Period) (surveys.Days, error) { return s.Store.ProjectDays(ctx, id, p) })
	if err != nil {
		return f, err
	}
	if f.customers, err = s.Store.ProjectCustomers(ctx, id, period, customersShown); err != nil {
		return f, err
	}
	if f.alarms, _, err = s.Store.Alarms(ctx, store.AlarmQuery{Project: id, Limit: alarmsLooked}); err != nil {
		return f, err
	}
	if f.answers, _, err = s.Store.Responses(ctx, store.ResponseQuery{Project: id, Period: period, Limit: answersRead}); err != nil {
		return f, err
	}
	if f.loudest, f.share, err = s.Store.LoudestCustomer(ctx, id); err != nil {
		return f, err
	}
	f.names, err = s.namesIn(ctx, append(append(alarmPeople(f.alarms), surveys.Invitation{Customer: f.loudest}), f.answers...), nil)
	return f, err
}

// withWords returns the newest answers with words, at most so many; where
// there are none, the newest.
func withWords(answers []surveys.Invitation, most int) []surveys.Invitation {
	var out []surveys.Invitation
	for _, inv := range answers {
		if inv.Words.Comment != "" && len(out) < most {
			out = append(out, inv)
		}
	}
	if len(out) == 0 {
		out = answers[:min(len(answers), most)]
	}
	return out
}

func (f projectFile) name() string {
	if f.project.Name != "" {
		return f.project.Name
	}
	return string(f.project.ID)
}

func (f projectFile) page(layout templates.Layout, sp span) templates.ProjectPage {
	clock, say := layout.Clock, layout.Clock.Words
	sum, period := sp.sum(f.standing, f.days), sp.of(f.standing)
	said := withWords(f.answers, answersShown)
	behind := surveys.ResponseFilter{Project: f.project.ID, Period: period}
	newest := sampleOf(f.answers, behind, answersRead, sp, clock)
	page := templates.ProjectPage{
		Layout: layout, Heading: f.name(), Line: f.line(clock), Periods: sp.links(clock),
		Elsewhere: sp.elsewhere(f.standing.Level.N, f.standing.Last, clock),
		Glass:     glassOf(f.standing, behind, sp, clock), Trend: trendOf(f.days, period.To, surveys.ResponseFilter{Project: f.project.ID}, clock),
		Behind:   behindLink(f.standing.Level.N, behind, sp, clock),
		Declines: declinesOf(f.alarms, f.names, clock),
		Rule:     say.Text("project_customers_rule", "Most", templates.Count(customersShown), "Span", sp.words(clock)),
		Stacks:   leadToMonths(templates.NewStacks(f.days, fine().period(period.To), f.names.wording.english()), surveys.ResponseFilter{Project: f.project.ID}),
		Calendar: templates.NewCalendar(f.days, surveys.Last(calendarDays, period.To), clock),
		Chosen:   chosenOf(sum, behind, sp, clock, f.names.wording.english()), Response: responseOf(sum, f.standing, clock),
		Reasons:  f.names.reasonsOf(newest, clock),
		SaidRule: say.Count("project_said", len(f.answers), "Shown", templates.Count(len(said)), "Span", sp.words(clock)),
	}
	page.Response.Behind = askedLink(askedQuery{project: f.project.ID, period: period}, sp, clock)
	agents, all := agentRows(newest)
	page.Agents, page.AgentsRule = agents, newest.agentsRule(clock)
	if all > len(agents) {
		page.AgentsRule += " " + say.Text("project_agents_some", "Shown", templates.Count(len(agents)), "All", templates.Count(all))
	}
	if f.loudest != "" {
		page.Response.Loudest = say.Text("project_loudest", "Share", templates.Count(int(100*f.share+.5)), "Who", f.names.customer(f.loudest).Text)
	}
	for _, st := range f.customers {
		id := surveys.CustomerID(st.ID)
		of := surveys.ResponseFilter{Project: f.project.ID, Customer: id, Period: period}
		page.Customers = append(page.Customers, memberRow(st, customerAddress(id), of, sp, clock))
	}
	for _, inv := range said {
		page.Said = append(page.Said, f.names.voiceOf(inv, f.names.customer(inv.Customer), clock))
	}
	if len(said) == 0 {
		page.SaidRule = ""
	}
	return page
}

// agentsRule says which answers the figures of those who served are of.
func (s sample) agentsRule(clock templates.Clock) string {
	id := "project_agents_all"
	if s.cut {
		id = "project_agents_newest"
	}
	return clock.Words.Count(id, len(s.answers), "Span", s.span)
}

// alarmPeople are those whose names alarms need, as invitations.
func alarmPeople(all []surveys.Alarm) []surveys.Invitation {
	out := make([]surveys.Invitation, len(all))
	for i, a := range all {
		out[i] = surveys.Invitation{Project: a.Project, Customer: a.Customer}
	}
	return out
}

func (f projectFile) line(clock templates.Clock) []templates.Link {
	say := clock.Words
	out := []templates.Link{{Text: say.Text("project_is")}, allAnswers(f.standing, surveys.ResponseFilter{Project: f.project.ID}, clock)}
	if f.standing.Cases > 0 {
		out = append(out, templates.Link{Text: say.Count("project_open_cases", f.standing.Cases), Address: inboxOf{project: f.project.ID}.address()})
	}
	return out
}

// allAnswers says how many answers there are, since when, and leads to them.
func allAnswers(st surveys.Standing, of surveys.ResponseFilter, clock templates.Clock) templates.Link {
	out := templates.Link{Text: clock.Words.Count("customer_n_answers", st.Total.N())}
	if st.First > 0 {
		out.Text = clock.Words.Text("customer_since", "Text", out.Text, "Day", clock.Date(st.First))
	}
	if st.Total.N() > 0 {
		out.Address = responsesAddress(of)
	}
	return out
}
