package server

import (
	"fmt"
	"net/http"
	"time"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

func (o overview) voices(clock templates.Clock) []templates.Voice {
	var out []templates.Voice
	for _, inv := range o.said {
		out = append(out, o.names.voiceOf(inv, o.names.customer(inv.Customer), clock))
	}
	return out
}

// worst is the lowest voice among those that were just heard and the open
// cases: the mean must not hide it.
func (o overview) worst(clock templates.Clock) *templates.Voice {
	var worst surveys.Invitation
	worstBad := 0.0
	for _, inv := range o.heard() {
		scale, _ := surveys.ScaleByID(inv.Scale)
		if bad := scale.BadnessOf(inv.Choice); inv.Answer == surveys.Answered && scale.IsComplaint(inv.Choice) && bad > worstBad {
			worst, worstBad = inv, bad
		}
	}
	if worstBad == 0 {
		return nil
	}
	v := o.names.voiceOf(worst, o.names.customer(worst.Customer), clock)
	return &v
}

func (o overview) heard() []surveys.Invitation {
	out := append([]surveys.Invitation{}, o.said...)
	for _, k := range o.cases {
		out = append(out, o.inCases[k.ID])
	}
	return out
}

func (o overview) caseRows(clock templates.Clock) []templates.CaseRow {
	var out []templates.CaseRow
	for _, k := range o.cases[:min(len(o.cases), casesShown)] {
		out = append(out, caseRow(k, o.inCases[k.ID], o.names, clock))
	}
	return out
}

// lateAfter is how long a complaint may wait for a first word.
const lateAfter = 24 * time.Hour

// caseRow is a case in a list.
func caseRow(k surveys.Case, inv surveys.Invitation, n names, clock templates.Clock) templates.CaseRow {
	voice := n.voiceOf(inv, templates.Link{}, clock)
	row := templates.CaseRow{
		Title: caseTitle(k, voice), Address: caseAddress(k.ID), State: k.State,
		Where: n.customer(k.Customer).Text, When: clock.Ago(k.OpenedAt), Voice: voice,
		Line: ownerText(k.Owner) + " · " + string(k.State),
	}
	if waits := clock.Now.Sub(k.Since); k.State == surveys.CaseOpen && k.ActedAt.IsZero() && waits > lateAfter {
		row.Late = fmt.Sprintf("no reply for %s", templates.Counted(int(waits/lateAfter), "day", "days"))
	}
	return row
}

func ownerText(owner string) string {
	if owner == "" {
		return "nobody yet"
	}
	return owner
}

// caseTitle names a case by what was said, else by what was chosen.
func caseTitle(k surveys.Case, v templates.Voice) string {
	if v.Quote != "" {
		return templates.Shorten(v.Quote, 60)
	}
	if k.Text != "" {
		return templates.Shorten(k.Text, 60)
	}
	return fmt.Sprintf("Case %d: rated %s by %s", k.ID, v.Choice, whoOr(v.Who, "somebody"))
}

func caseText(id surveys.CaseID) string { return fmt.Sprintf("case %d", id) }

func caseAddress(id surveys.CaseID) string { return fmt.Sprintf("/cases/%d", id) }

// showFirstRun is the overview before the first answer.
func (s *Server) showFirstRun(c *gin.Context, layout templates.Layout) {
	ctx := c.Request.Context()
	tokens, err := s.Store.Tokens(ctx)
	if err != nil {
		s.fail(c, err)
		return
	}
	newest, err := s.Store.NewestInvitations(ctx, 20)
	if err != nil {
		s.fail(c, err)
		return
	}
	page := firstRun(len(tokens) > 0, newest, s.PublicURL.String())
	page.Layout = layout
	s.show(c, http.StatusOK, page)
}

// firstRun lists what it takes until the first answer, and what of it is done.
func firstRun(hasToken bool, newest []surveys.Invitation, publicURL string) templates.FirstRun {
	sent := false
	for _, inv := range newest {
		sent = sent || inv.Mail == surveys.MailSent
	}
	page := templates.FirstRun{
		Glass: templates.Glass{Dial: templates.NewDial(surveys.NoReading, surveys.Level{}, surveys.Level{}), Forecast: surveys.NoReading},
		Steps: []templates.Step{
			{Title: "A key for your helpdesk", Text: "It lets another program tell us of interactions. Shown once, kept only as a hash.", Done: hasToken, Code: "barometer token create helpdesk --scope send"},
			{Title: "Tell us of an interaction", Text: "Begin with one of your own: put your address in, and the question comes to you.", Done: len(newest) > 0,
				Code: `curl --json '{"id":"t-1","type":"ticket","contact":{"email":"you@example.com"}}' \` + "\n" + `  -H "Authorization: Bearer $TOKEN" ` + publicURL + "/api/v1/interactions"},
			{Title: "See the mail go out", Text: "Every request ends as a mail or as a skip with its reason.", Done: sent, Link: templates.Link{Text: "Look at the outbox", Address: "/outbox"}},
			{Title: "Tap, and watch the answer arrive here", Text: "Or bring the answers you already have: barometer import responses FILE.csv."},
		},
	}
	for _, step := range page.Steps {
		if step.Done {
			page.Done++
		}
	}
	return page
}
