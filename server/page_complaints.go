package server

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// inbox is what the page of complaints is made of.
type inbox struct {
	state  surveys.CaseState
	cases  []surveys.Case
	totals map[surveys.CaseState]int
	behind map[surveys.CaseID]surveys.Invitation
	names  names
}

// getComplaints: GET /complaints?state=open|contacted|resolved.
func (s *Server) getComplaints(c *gin.Context) {
	state := surveys.CaseState(c.DefaultQuery("state", string(surveys.CaseOpen)))
	if !slices.Contains(surveys.CaseStates(), state) {
		s.fail(c, surveys.InvalidField("state", "must be open, contacted or resolved"))
		return
	}
	in, err := s.readInbox(c.Request.Context(), state)
	if err != nil {
		s.fail(c, err)
		return
	}
	layout := s.layout(c, templates.ComplaintsSection(), "Complaints")
	layout.Live = true
	s.show(c, http.StatusOK, in.page(layout))
}

func (s *Server) readInbox(ctx context.Context, state surveys.CaseState) (in inbox, err error) {
	in = inbox{state: state, totals: map[surveys.CaseState]int{}}
	for _, each := range surveys.CaseStates() {
		limit := 1 // only to learn how many there are
		if each == state {
			limit = casesRead
		}
		cases, total, err := s.Store.Cases(ctx, each, limit)
		if err != nil {
			return in, err
		}
		if in.totals[each] = total; each == state {
			in.cases = cases
		}
	}
	if in.behind, err = s.behindCases(ctx, in.cases); err != nil {
		return in, err
	}
	in.names, err = s.namesIn(ctx, nil, in.cases)
	return in, err
}

func (in inbox) page(layout templates.Layout) templates.Complaints {
	page := templates.Complaints{Layout: layout, Finding: complaintsFinding(in.totals[surveys.CaseOpen]), Empty: emptyState(in.state)}
	for _, each := range surveys.CaseStates() {
		page.States = append(page.States, templates.Link{Text: fmt.Sprintf("%s %s", each, templates.Count(in.totals[each])),
			Address: "/complaints?state=" + string(each), Current: each == in.state})
	}
	for _, k := range in.cases {
		row := caseRow(k, in.behind[k.ID], in.names, layout.Clock)
		row.Title = caseFile{c: k, inv: in.behind[k.ID], names: in.names}.heading(layout.Clock)
		page.Cases = append(page.Cases, row)
	}
	if total := in.totals[in.state]; total > len(in.cases) {
		page.More = fmt.Sprintf("The newest %s of %s.", templates.Count(len(in.cases)), templates.Count(total))
	}
	return page
}

func complaintsFinding(open int) string {
	switch open {
	case 0:
		return "No complaint waits for us"
	case 1:
		return "One complaint waits for us"
	}
	return templates.Count(open) + " complaints wait for us"
}

func emptyState(state surveys.CaseState) string {
	switch state {
	case surveys.CaseContacted:
		return "Cases stand here while somebody is talking with the customer."
	case surveys.CaseResolved:
		return "Resolved cases stand here with their cause and what was learnt."
	}
	return "Nothing waits. A low rating, or “please contact me”, opens a case here at once and tells the team by mail."
}
