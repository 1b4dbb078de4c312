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

// How much the page of a project shows.
const (
	customersShown = 15
	answersRead    = 100 // newest answers looked at for those with words
	answersShown   = 12
)

// projectFile is what the page of a project is made of.
type projectFile struct {
	project   surveys.Project
	standing  surveys.Standing
	days      surveys.Days
	customers []surveys.Standing
	alarms    []surveys.Alarm
	answers   []surveys.Invitation
	read      int                // answers looked at
	loudest   surveys.CustomerID // that over half of all answers come from; empty: none
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
	s.show(c, http.StatusOK, f.page(s.layout(c, templates.ProjectsSection(), f.name()), sp))
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
	f.read = len(f.answers)
	f.answers = withWords(f.answers, answersShown)
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
	clock := layout.Clock
	sum := sp.sum(f.standing, f.days)
	page := templates.ProjectPage{
		Layout: layout, Heading: f.name(), Line: f.line(clock), Periods: sp.links(),
		Elsewhere: sp.elsewhere(f.standing.Level.N, f.standing.Last, clock),
		Glass:     glassOf(f.standing, sp, clock), Trend: trendOf(f.days, sp.of(f.standing).To, clock),
		Declines: declinesOf(f.alarms, f.names, clock),
		Rule:     fmt.Sprintf("Highest risk first, at most %d; level of %s.", customersShown, sp.words(clock)),
		Chosen:   chosenOf(sum, sp, clock, f.names.wording.english()), Response: responseOf(sum, f.standing),
		SaidRule: fmt.Sprintf("%d of the newest %s, %s", len(f.answers), templates.Counted(f.read, "answer", "answers"), sp.words(clock)),
	}
	if f.loudest != "" {
		page.Response.Loudest = fmt.Sprintf("%.0f %% of all answers come from %s: they say how it stands there more than how the project does.",
			100*f.share, f.names.customer(f.loudest).Text)
	}
	for _, st := range f.customers {
		page.Customers = append(page.Customers, standingRow(st, customerAddress(surveys.CustomerID(st.ID)), sp, clock))
	}
	for _, inv := range f.answers {
		page.Said = append(page.Said, f.names.voiceOf(inv, f.names.customer(inv.Customer), clock))
	}
	if len(f.answers) == 0 {
		page.SaidRule = ""
	}
	return page
}

// alarmPeople are those whose names alarms need, as invitations.
func alarmPeople(all []surveys.Alarm) []surveys.Invitation {
	out := make([]surveys.Invitation, len(all))
	for i, a := range all {
		out[i] = surveys.Invitation{Project: a.Project, Customer: a.Customer}
	}
	return out
}

func (f projectFile) line(clock templates.Clock) string {
	text := "Project · " + templates.Counted(f.standing.Total.N(), "answer", "answers")
	if f.standing.First > 0 {
		text += " since " + clock.Date(f.standing.First)
	}
	if f.standing.Cases > 0 {
		text += " · " + templates.Counted(f.standing.Cases, "open case", "open cases")
	}
	return text
}
