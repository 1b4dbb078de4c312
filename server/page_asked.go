package server

import (
	"net/http"
	"net/url"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// showAsked asks the outbox for what stands behind a response rate.
const showAsked = "asked"

// askedQuery is which invitations a page lists.
type askedQuery struct {
	customer surveys.CustomerID
	project  surveys.ProjectID
	period   surveys.Period // days of sending; zero: all time
	answered surveys.YesNo
}

// address is the page that lists them.
func (q askedQuery) address() string {
	v := url.Values{"show": {showAsked}}
	set := func(name, value string) {
		if value != "" {
			v.Set(name, value)
		}
	}
	set("customer", string(q.customer))
	set("project", string(q.project))
	set("answered", string(q.answered))
	if q.period != (surveys.Period{}) {
		set("from", q.period.From.String())
		set("to", q.period.To.String())
	}
	return "/outbox?" + v.Encode()
}

// askedLink leads from a response rate to the invitations that it counts.
func askedLink(q askedQuery, sp span, clock templates.Clock) templates.Link {
	if sp.days == 0 {
		q.period = surveys.Period{}
	}
	return templates.Link{Text: clock.Words.Text("asked_behind"), Address: q.address()}
}

func askedQueryOf(c *gin.Context) (q askedQuery, err error) {
	var problems surveys.Problems
	q.customer, q.project = surveys.CustomerID(c.Query("customer")), surveys.ProjectID(c.Query("project"))
	if q.answered = surveys.YesNo(c.Query("answered")); q.answered != "" && q.answered != surveys.Yes && q.answered != surveys.No {
		problems.Add("answered", "must be yes or no, or left out")
	}
	day := func(name string, usual surveys.Day) surveys.Day {
		text, given := c.GetQuery(name)
		if !given {
			return usual
		}
		d, err := surveys.ParseDay(text)
		if err != nil {
			problems.Add(name, "must be a calendar date such as 2026-01-31, or left out")
		}
		return d
	}
	from := day("from", 0)
	to := day("to", 0)
	if from != 0 && to != 0 {
		q.period = surveys.Period{From: from, To: to}
	}
	return q, problems.Err()
}

// getAsked: GET /outbox?show=asked&customer=…&project=…&from=…&to=…, the
// invitations behind a response rate.
func (s *Server) getAsked(c *gin.Context) {
	ctx := c.Request.Context()
	q, err := askedQueryOf(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	items, next, err := s.Store.InvitationsBy(ctx, store.InvitationQuery{Customer: q.customer, Project: q.project,
		Sent: q.period, Answered: q.answered, Cursor: c.Query("before"), Limit: skippedShown})
	if err != nil {
		s.fail(c, err)
		return
	}
	names, err := s.namesIn(ctx, append([]surveys.Invitation{{Customer: q.customer, Project: q.project}}, items...), nil)
	if err != nil {
		s.fail(c, err)
		return
	}
	page := templates.Asked{Layout: s.layout(c, templates.OutboxSection(), s.words.Text("asked_title"))}
	page.Finding, page.Line = q.words(names, page.Clock)
	page.States = q.states(page.Clock)
	for _, inv := range items {
		page.Rows = append(page.Rows, wayOf(inv, names, page.Clock, false))
	}
	if next != "" {
		page.Older = q.address() + "&before=" + url.QueryEscape(next)
	}
	if q.customer == "" {
		page.Rule = page.Clock.Words.Text("asked_known")
	}
	s.show(c, http.StatusOK, page)
}

// words say whom the page is about, and which days.
func (q askedQuery) words(n names, clock templates.Clock) (finding string, line templates.Link) {
	say := clock.Words
	finding = say.Text("asked_finding")
	switch {
	case q.customer != "":
		line = n.customer(q.customer)
		finding = say.Text("asked_finding_at", "Name", line.Text)
	case q.project != "":
		line = n.project(q.project)
		finding = say.Text("asked_finding_about", "Name", line.Text)
	}
	line.Text = say.Text("asked_days_all")
	if q.period != (surveys.Period{}) {
		line.Text = say.Text("asked_days", "From", clock.Date(q.period.From), "To", clock.Date(q.period.To))
	}
	return finding, line
}

func (q askedQuery) states(clock templates.Clock) []templates.Link {
	var out []templates.Link
	for _, one := range []surveys.YesNo{"", surveys.Yes, surveys.No} {
		id := "asked_everybody"
		if one != "" {
			id = "asked_answered_" + string(one)
		}
		with := q
		with.answered = one
		out = append(out, templates.Link{Text: clock.Words.Text(id), Address: with.address(), Current: one == q.answered})
	}
	return out
}
