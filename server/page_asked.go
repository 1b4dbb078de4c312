package server

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

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
	contact  surveys.ContactID
	survey   surveys.SurveyID
	agent    surveys.AgentID // of the newest of the house, those about this one's work; then nothing else narrows
	period   surveys.Period  // days of sending; zero: all time
	answered surveys.YesNo
	others   bool // those that no rate counts, in the place of those that it does
}

// find is what the page asks the store for.
func (q askedQuery) find(cursor string) store.InvitationQuery {
	out := store.InvitationQuery{Customer: q.customer, Project: q.project, Contact: q.contact, Survey: q.survey, Sent: q.period, Answered: q.answered,
		Counted: surveys.Yes, Cursor: cursor, Limit: skippedShown}
	if q.others {
		out.Counted = surveys.No
	}
	return out
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
	set("contact", string(q.contact))
	set("survey", string(q.survey))
	set("agent", string(q.agent))
	set("answered", string(q.answered))
	if q.others {
		set("counted", string(surveys.No))
	}
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
	q.contact, q.survey = surveys.ContactID(c.Query("contact")), surveys.SurveyID(c.Query("survey"))
	q.agent = surveys.AgentID(c.Query("agent"))
	switch counted := surveys.YesNo(c.Query("counted")); counted {
	case "", surveys.Yes:
	case surveys.No:
		q.others = true
	default:
		problems.Add("counted", "must be yes or no, or left out")
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

// getAsked: GET /outbox?show=asked&customer=…&project=…&contact=…&from=…&to=…,
// the invitations that a response rate counts; with &counted=no all others.
func (s *Server) getAsked(c *gin.Context) {
	ctx := c.Request.Context()
	q, err := askedQueryOf(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	items, next, err := s.askedPage(ctx, q, c.Query("before"))
	if err != nil {
		s.fail(c, err)
		return
	}
	names, err := s.namesIn(ctx, append([]surveys.Invitation{{Customer: q.customer, Project: q.project, Contact: q.contact}}, items...), nil)
	if err != nil {
		s.fail(c, err)
		return
	}
	page := templates.Asked{Layout: s.layout(c, templates.OutboxSection(), s.words.Text("asked_title")), Empty: s.words.Text("asked_none")}
	page.Finding, page.Line = q.words(names, page.Clock)
	if q.agent == "" {
		page.States = q.states(page.Clock)
	}
	for _, inv := range items {
		page.Rows = append(page.Rows, wayOf(inv, names, page.Clock, false))
	}
	if next != "" {
		page.Older = q.address() + "&before=" + url.QueryEscape(next)
		page.Empty = s.words.Text("asked_none_yet")
	}
	s.show(c, http.StatusOK, page)
}

// askedLooks is how often a page goes on where it has found nothing yet.
const askedLooks = 5

func (s *Server) askedPage(ctx context.Context, asked askedQuery, cursor string) (items []surveys.Invitation, next string, err error) {
	if asked.agent != "" {
		return s.askedOfAgent(ctx, asked.agent, cursor)
	}
	q := asked.find(cursor)
	for range askedLooks {
		if items, next, err = s.Store.InvitationsBy(ctx, q); err != nil || len(items) > 0 || next == "" {
			break
		}
		q.Cursor = next
	}
	return items, next, err
}

// questionsOf are those of the newest questions of the house that are about the
// work of an agent. They tell no more than their states.
func (s *Server) questionsOf(ctx context.Context, id surveys.AgentID) ([]surveys.Invitation, error) {
	newest, err := s.Store.NewestOfAgent(ctx, id, agentQuestions)
	return slices.DeleteFunc(newest, func(inv surveys.Invitation) bool {
		return inv.Reminds != "" || inv.Mail == surveys.MailNone
	}), err
}

// askedOfAgent is a page of them, whole; the cursor is how many came before.
func (s *Server) askedOfAgent(ctx context.Context, id surveys.AgentID, cursor string) (items []surveys.Invitation, next string, err error) {
	from := 0
	if cursor != "" {
		if from, err = strconv.Atoi(cursor); err != nil || from < 0 {
			return nil, "", surveys.InvalidField("before", "must be left out, or come from the page before")
		}
	}
	all, err := s.questionsOf(ctx, id)
	if err != nil {
		return nil, "", err
	}
	all = all[min(from, len(all)):]
	if len(all) > skippedShown {
		all, next = all[:skippedShown], strconv.Itoa(from+skippedShown)
	}
	ids := make([]surveys.InvitationID, len(all))
	for i, inv := range all {
		ids[i] = inv.ID
	}
	items, err = s.Store.Invitations(ctx, ids)
	return items, next, err
}

// words say whom the page is about, and which days.
func (q askedQuery) words(n names, clock templates.Clock) (finding string, line templates.Link) {
	say := clock.Words
	finding = say.Text("asked_finding")
	if q.project != "" {
		line = n.project(q.project)
		finding = say.Text("asked_finding_about", "Name", line.Text)
	}
	if q.customer != "" {
		line = n.customer(q.customer)
		finding = say.Text("asked_finding_at", "Name", line.Text)
	}
	if q.agent != "" {
		return say.Text("asked_finding_agent", "Name", string(q.agent)), templates.Link{
			Text: say.Count("asked_newest", agentQuestions), Address: agentAddress(q.agent)}
	}
	if q.contact != "" {
		finding = say.Text("asked_finding_of", "Name", whoOr(n.contact(q.contact), say.Text("customer_somebody")))
	}
	if q.others {
		finding = say.Text("asked_finding_others")
	}
	line.Text = say.Text("asked_days_all")
	if q.period != (surveys.Period{}) {
		line.Text = say.Text("asked_days", "From", clock.Date(q.period.From), "To", clock.Date(q.period.To))
	}
	return finding, line
}

func (q askedQuery) states(clock templates.Clock) []templates.Link {
	var out []templates.Link
	add := func(id string, with askedQuery) {
		out = append(out, templates.Link{Text: clock.Words.Text(id), Address: with.address(), Current: with == q})
	}
	all := q
	all.others, all.answered = false, ""
	add("asked_everybody", all)
	for _, one := range []surveys.YesNo{surveys.Yes, surveys.No} {
		with := all
		with.answered = one
		add("asked_answered_"+string(one), with)
	}
	all.others = true
	add("asked_others", all)
	return out
}
