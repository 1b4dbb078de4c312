package server

import (
	"fmt"
	"net/http"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// alarmHow says how an alarm comes about to somebody who has to trust it.
const alarmHow = "Evidence trickles in, one unit a year. A complaint multiplies it, a good answer shrinks it, exactly so that what has not changed gains nothing. An alarm comes when the evidence reaches what was promised, and stands for 30 days after its last."

// getAlarm: GET /alarms/:id, a decline with the ratings behind it.
func (s *Server) getAlarm(c *gin.Context) {
	ctx := c.Request.Context()
	a, err := s.Store.Alarm(ctx, surveys.AlarmID(c.Param("id")))
	if err != nil {
		s.fail(c, err)
		return
	}
	behind, err := s.Store.AlarmResponses(ctx, a, surveys.AlarmResponses)
	if err != nil {
		s.fail(c, err)
		return
	}
	n, err := s.namesIn(ctx, append(behind, surveys.Invitation{Project: a.Project, Customer: a.Customer}), nil)
	if err != nil {
		s.fail(c, err)
		return
	}
	page := alarmPage(a, behind, n, s.clock())
	page.Layout = s.layout(c, templates.ProjectsSection(), page.Heading)
	s.show(c, http.StatusOK, page)
}

func alarmPage(a surveys.Alarm, behind []surveys.Invitation, n names, clock templates.Clock) templates.AlarmPage {
	page := templates.AlarmPage{
		Heading: n.project(a.Project).Text + " got worse", Decline: declineOf(a, n, clock), How: alarmHow,
		Line: "About since " + clock.Date(surveys.DayOf(a.Since, clock.Zone)) + ", found " + clock.At(a.At),
		Rule: templates.Counted(len(behind), "rating", "ratings") + ", newest first",
		Facts: []templates.Fact{
			{Term: "Since", Text: templates.Figure(a.After)},
			{Term: fmt.Sprintf("The %d days before", surveys.AlarmBefore), Text: templates.Figure(a.Before)},
			{Term: "Complaints it was used to", Text: fmt.Sprintf("%.0f of 100 ratings", 100*a.Usual)},
			{Term: "Promised", Text: fmt.Sprintf("%.2g false alarms a year for one like it", a.Alpha)},
		},
	}
	if a.Level != surveys.AlarmOfProject {
		page.Heading = n.customer(a.Customer).Text + " got less satisfied"
	}
	if !a.Standing() {
		page.Line += "; over since " + clock.Date(surveys.DayOf(a.Ended, clock.Zone))
	}
	for _, inv := range behind {
		page.Said = append(page.Said, n.voiceOf(inv, n.customer(inv.Customer), clock))
	}
	return page
}
