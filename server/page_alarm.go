package server

import (
	"fmt"
	"net/http"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

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
	say, line := clock.Words, "alarms_line"
	if !a.Standing() {
		line = "alarms_line_over"
	}
	page := templates.AlarmPage{
		Heading: say.Text("alarms_project", "Name", n.project(a.Project).Text), Decline: declineOf(a, n, clock), How: say.Text("alarms_how"),
		Line: say.Text(line, "Since", clock.Date(surveys.DayOf(a.Since, clock.Zone)), "Found", clock.At(a.At), "Over", clock.Date(surveys.DayOf(a.Ended, clock.Zone))),
		Rule: say.Count("alarms_ratings", len(behind)),
		Facts: []templates.Fact{
			{Term: say.Text("alarms_since"), Text: say.Figure(a.After), Address: alarmAnswers(a, a.After.N, a.Days(clock.Zone, clock.Today()))},
			{Term: say.Count("alarms_before", surveys.AlarmBefore), Text: say.Figure(a.Before), Address: alarmAnswers(a, a.Before.N, a.DaysBefore(clock.Zone))},
			{Term: say.Text("alarms_usual"), Text: say.Text("alarms_usual_n", "N", fmt.Sprintf("%.0f", 100*a.Usual))},
			{Term: say.Text("alarms_promised"), Text: say.Text("alarms_promised_n", "N", fmt.Sprintf("%.2g", a.Alpha))},
		},
	}
	if a.Level != surveys.AlarmOfProject {
		page.Heading = say.Text("alarms_customer", "Name", n.customer(a.Customer).Text)
	}
	for _, inv := range behind {
		page.Said = append(page.Said, n.voiceOf(inv, n.customer(inv.Customer), clock))
	}
	return page
}

// alarmAnswers leads to the answers of a period that an alarm looks at; empty
// where there are none.
func alarmAnswers(a surveys.Alarm, n int, p surveys.Period) string {
	of := surveys.ResponseFilter{Period: p}
	if a.Level != surveys.AlarmOfAll {
		of.Project = a.Project
	}
	if a.Level != surveys.AlarmOfProject {
		of.Customer = a.Customer
	}
	if n == 0 {
		return ""
	}
	return responsesAddress(of)
}
