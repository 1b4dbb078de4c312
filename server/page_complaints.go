package server

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// inbox is what the page of complaints is made of.
type inbox struct {
	state  surveys.CaseState
	whose  string // mine, nobody or empty: everybody's
	cursor string
	cases  []surveys.Case
	next   string
	totals map[surveys.CaseState]int
	behind map[surveys.CaseID]surveys.Invitation
	names  names
}

// mine asks for the cases of who is signed in.
const mine = "mine"

// inboxPage is how many cases stand on a page.
const inboxPage = 50

// getComplaints: GET /complaints?state=open|contacted|resolved&owner=mine|nobody&before=cursor.
func (s *Server) getComplaints(c *gin.Context) {
	in := inbox{state: surveys.CaseState(c.DefaultQuery("state", string(surveys.CaseOpen))), whose: c.Query("owner"), cursor: c.Query("before")}
	if !slices.Contains(surveys.CaseStates(), in.state) {
		s.fail(c, surveys.InvalidField("state", "must be open, contacted or resolved"))
		return
	}
	if !slices.Contains([]string{"", mine, nobody}, in.whose) {
		s.fail(c, surveys.InvalidField("owner", "must be mine or nobody, or left out"))
		return
	}
	s.showComplaints(c, http.StatusOK, in, &templates.NewCase{})
}

func (s *Server) showComplaints(c *gin.Context, status int, in inbox, form *templates.NewCase) {
	me, _ := userOf(c)
	if err := s.readInbox(c.Request.Context(), &in, me); err != nil {
		s.fail(c, err)
		return
	}
	layout := s.layout(c, templates.ComplaintsSection(), "Complaints")
	layout.Live = form.Errors == nil
	page := in.page(layout)
	if me.May(surveys.Member) {
		page.New = form
	}
	s.show(c, status, page)
}

func (s *Server) readInbox(ctx context.Context, in *inbox, me surveys.User) (err error) {
	q := store.CaseQuery{State: in.state, Nobodys: in.whose == nobody, Cursor: in.cursor, Limit: inboxPage}
	if in.whose == mine {
		q.Owner = me.ID
	}
	if in.cases, in.next, err = s.Store.CasesPage(ctx, q); err != nil {
		return err
	}
	in.totals = map[surveys.CaseState]int{}
	for _, each := range surveys.CaseStates() {
		if _, in.totals[each], err = s.Store.Cases(ctx, each, 1); err != nil {
			return err
		}
	}
	if in.behind, err = s.behindCases(ctx, in.cases); err != nil {
		return err
	}
	in.names, err = s.namesIn(ctx, nil, in.cases)
	return err
}

func (in inbox) page(layout templates.Layout) templates.Complaints {
	page := templates.Complaints{Layout: layout, Finding: complaintsFinding(in.totals[surveys.CaseOpen]), Empty: in.empty()}
	for _, each := range surveys.CaseStates() {
		page.States = append(page.States, templates.Link{Text: fmt.Sprintf("%s %s", each, templates.Count(in.totals[each])),
			Address: in.address(each, in.whose, ""), Current: each == in.state})
	}
	for _, l := range []templates.Link{{Text: "everybody’s"}, {Text: "mine", Address: mine}, {Text: "nobody’s", Address: nobody}} {
		page.Owners = append(page.Owners, templates.Link{Text: l.Text, Address: in.address(in.state, l.Address, ""), Current: l.Address == in.whose})
	}
	for _, k := range in.cases {
		row := caseRow(k, in.behind[k.ID], in.names, layout.Clock)
		row.Title = caseFile{CaseFile: surveys.CaseFile{Case: k}, inv: in.behind[k.ID], names: in.names}.heading(layout.Clock)
		if k.Chapter > 1 {
			row.Line += fmt.Sprintf(" · chapter %d", k.Chapter)
		}
		page.Cases = append(page.Cases, row)
	}
	if in.next != "" {
		page.Next = in.address(in.state, in.whose, in.next)
	}
	return page
}

// address leads to the cases of a state and owner.
func (in inbox) address(state surveys.CaseState, whose, before string) string {
	q := url.Values{"state": {string(state)}}
	if whose != "" {
		q.Set("owner", whose)
	}
	if before != "" {
		q.Set("before", before)
	}
	return "/complaints?" + q.Encode()
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

func (in inbox) empty() string {
	switch {
	case in.whose == mine:
		return "None of these cases is yours."
	case in.whose == nobody:
		return "Somebody follows up each of these cases."
	case in.state == surveys.CaseContacted:
		return "Cases stand here while somebody is talking with the customer."
	case in.state == surveys.CaseResolved:
		return "Resolved cases stand here with their cause and what was learnt."
	}
	return "Nothing waits. A low rating, or “please contact me”, opens a case here at once and tells the team by mail."
}

// postNewCase: POST /cases opens a case by hand.
func (s *Server) postNewCase(c *gin.Context) {
	me, _ := userOf(c)
	form := &templates.NewCase{Customer: normaliseText(c.PostForm("customer")), Project: normaliseText(c.PostForm("project")), Text: normaliseText(c.PostForm("text"))}
	k, err := s.openByHand(c.Request.Context(), form, me)
	if form.Errors = fieldErrors(err); len(form.Errors) > 0 {
		s.showComplaints(c, http.StatusUnprocessableEntity, inbox{state: surveys.CaseOpen}, form)
		return
	}
	s.backToCase(c, k.ID, err)
}

// openByHand opens the case that a form asks for, and says which field is wrong.
func (s *Server) openByHand(ctx context.Context, form *templates.NewCase, me surveys.User) (surveys.Case, error) {
	if problem := surveys.CheckComment(form.Text); problem != "" {
		return surveys.Case{}, surveys.InvalidField("text", "%s", problem)
	}
	if _, err := s.Store.Customer(ctx, surveys.CustomerID(form.Customer)); surveys.CodeOf(err) == surveys.NotFound {
		return surveys.Case{}, surveys.InvalidField("customer", "is not known; must be the id of a customer")
	}
	k, _, err := s.Store.OpenCase(ctx, store.NewCase{Project: surveys.ProjectID(form.Project), Customer: surveys.CustomerID(form.Customer), Text: form.Text, By: me.ID})
	if surveys.CodeOf(err) == surveys.NotFound {
		err = surveys.InvalidField("project", "is not known; must be the id of a project")
	}
	return k, err
}
