package server

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// inbox is what the page of complaints is made of.
type inbox struct {
	state  surveys.CaseState
	whose  string // mine, nobody or empty: everybody's
	of     inboxOf
	cursor string
	cases  []surveys.Case
	next   string
	totals map[surveys.CaseState]int
	owned  map[string]string // how many, by whose; empty: too many to say
	behind map[surveys.CaseID]surveys.Invitation
	names  names
}

// inboxOf narrows the inbox to what is not resolved at a customer or in a
// project; zero: everything.
type inboxOf struct {
	customer surveys.CustomerID
	project  surveys.ProjectID
}

// address leads there.
func (o inboxOf) address() string {
	q := url.Values{}
	if o.customer != "" {
		q.Set("customer", string(o.customer))
	}
	if o.project != "" {
		q.Set("project", string(o.project))
	}
	return "/complaints?" + q.Encode()
}

// mine asks for the cases of who is signed in.
const mine = "mine"

// inboxPage is how many cases stand on a page.
const inboxPage = 50

// getComplaints: GET /complaints?state=open|contacted|resolved&owner=mine|nobody&before=cursor,
// or &customer=…&project=…: what is not resolved there.
func (s *Server) getComplaints(c *gin.Context) {
	in := inbox{state: surveys.CaseState(c.DefaultQuery("state", string(surveys.CaseOpen))), whose: c.Query("owner"), cursor: c.Query("before"),
		of: inboxOf{surveys.CustomerID(c.Query("customer")), surveys.ProjectID(c.Query("project"))}}
	if in.of != (inboxOf{}) {
		in.state, in.whose = "", ""
	} else if !slices.Contains(surveys.CaseStates(), in.state) {
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
	layout := s.layout(c, templates.ComplaintsSection(), s.words.Text("complaints_title"))
	layout.Live = form.Errors == nil
	page := in.page(layout, me)
	if me.May(surveys.Member) {
		page.New = form
	}
	s.show(c, status, page)
}

func (s *Server) readInbox(ctx context.Context, in *inbox, me surveys.User) (err error) {
	// Those that wait longest come first while somebody waits for us.
	q := store.CaseQuery{State: in.state, Oldest: in.state != surveys.CaseContacted && in.state != surveys.CaseResolved, Nobodys: in.whose == nobody,
		Customer: in.of.customer, Project: in.of.project, Cursor: in.cursor, Limit: inboxPage}
	if in.whose == mine {
		q.Owner = me.ID
	}
	if in.cases, in.next, err = s.Store.CasesPage(ctx, q); err != nil {
		return err
	}
	if err = s.countInbox(ctx, in, me); err != nil {
		return err
	}
	if in.behind, err = s.behindCases(ctx, in.cases); err != nil {
		return err
	}
	in.names, err = s.namesIn(ctx, []surveys.Invitation{{Customer: in.of.customer, Project: in.of.project}}, in.cases)
	return err
}

// countInbox counts what stands on the chips.
func (s *Server) countInbox(ctx context.Context, in *inbox, me surveys.User) error {
	in.totals, in.owned = map[surveys.CaseState]int{}, map[string]string{}
	for _, each := range surveys.CaseStates() {
		total, owned, nobodys, ok, err := s.Store.CountCases(ctx, each, me.ID)
		if err != nil {
			return err
		}
		in.totals[each] = total
		if each != in.state {
			continue
		}
		in.owned[""] = templates.Count(total)
		if ok {
			in.owned[mine], in.owned[nobody] = templates.Count(owned), templates.Count(nobodys)
		}
	}
	return nil
}

func (in inbox) page(layout templates.Layout, me surveys.User) templates.Complaints {
	say := layout.Clock.Words
	page := templates.Complaints{Layout: layout, Finding: complaintsFinding(in.totals[surveys.CaseOpen], layout.Clock), Empty: in.empty(layout.Clock),
		Order: say.Text("complaints_order_newest")}
	if in.state == surveys.CaseOpen || in.state == "" {
		page.Order = say.Text("complaints_order_oldest")
	}
	for _, each := range surveys.CaseStates() {
		page.States = append(page.States, templates.Link{Text: say.Text("complaints_state_"+string(each), "N", templates.Count(in.totals[each])),
			Address: in.address(each, in.whose, ""), Current: each == in.state})
	}
	for _, whose := range []string{"", mine, nobody} {
		text := say.Text("complaints_whose_" + whoOr(whose, "all"))
		if n := in.owned[whose]; n != "" {
			text += " " + n
		}
		page.Owners = append(page.Owners, templates.Link{Text: text, Address: in.address(in.state, whose, ""), Current: whose == in.whose})
	}
	for _, k := range in.cases {
		page.Cases = append(page.Cases, in.row(k, me, layout.Clock))
	}
	if in.of != (inboxOf{}) {
		in.narrow(&page)
	}
	if in.next != "" {
		page.Next = in.address(in.state, in.whose, in.next)
	}
	if in.cursor != "" {
		page.First = in.address(in.state, in.whose, "")
	}
	return page
}

// row is one case: what it is about, how long it waits, whose it is, and what
// was said. The rating stands in the title alone.
func (in inbox) row(k surveys.Case, me surveys.User, clock templates.Clock) templates.InboxRow {
	inv := in.behind[k.ID]
	v := in.names.voiceOf(inv, templates.Link{}, clock)
	row := templates.InboxRow{CaseRow: caseRow(k, inv, in.names, clock), Quote: v.Quote, Notes: v.Notes, Pips: v.Pips, Class: v.Class, Owner: k.Owner}
	row.Title = caseFile{CaseFile: surveys.CaseFile{Case: k}, inv: inv, names: in.names}.heading(clock)
	if k.Source == surveys.FromAlarm || k.Source == surveys.FromHand {
		if k.News == 1 || inv.ID == "" {
			row.Quote, row.Notes, row.Pips = k.Text, nil, ""
		}
	}
	if k.Chapter > 1 {
		row.Chapter = clock.Words.Text("complaints_chapter", "N", templates.Count(k.Chapter))
	}
	if k.Owner == "" && k.State != surveys.CaseResolved && me.May(surveys.Member) {
		row.Take, row.Back = caseAddress(k.ID), in.address(in.state, in.whose, in.cursor)
	}
	return row
}

// address leads to the cases of a state and owner.
func (in inbox) address(state surveys.CaseState, whose, before string) string {
	if in.of != (inboxOf{}) {
		out := in.of.address()
		if before != "" {
			out += "&before=" + url.QueryEscape(before)
		}
		return out
	}
	q := url.Values{"state": {string(state)}}
	if whose != "" {
		q.Set("owner", whose)
	}
	if before != "" {
		q.Set("before", before)
	}
	return "/complaints?" + q.Encode()
}

// narrow says where the cases are, and leads back to all.
func (in inbox) narrow(page *templates.Complaints) {
	say := page.Clock.Words
	var where []string
	if in.of.customer != "" {
		where = append(where, in.names.customer(in.of.customer).Text)
	}
	if in.of.project != "" {
		where = append(where, in.names.project(in.of.project).Text)
	}
	name := strings.Join(where, say.Text("team_list_comma"))
	page.Finding = say.Count("complaints_of", len(in.cases), "Name", name)
	if in.next != "" || in.cursor != "" {
		page.Finding = say.Text("complaints_of_many", "Name", name)
	}
	page.Empty = say.Text("complaints_empty_open")
	page.States = []templates.Link{{Text: say.Text("complaints_of_all"), Address: "/complaints"}, {Text: name, Address: in.of.address(), Current: true}}
	page.Owners = nil
}

func complaintsFinding(open int, clock templates.Clock) string {
	if open == 0 {
		return clock.Words.Text("complaints_none")
	}
	return clock.Words.Count("complaints_open", open)
}

func (in inbox) empty(clock templates.Clock) string {
	id := "complaints_empty_open"
	switch {
	case in.whose == mine:
		id = "complaints_empty_mine"
	case in.whose == nobody:
		id = "complaints_empty_nobody"
	case in.state == surveys.CaseContacted:
		id = "complaints_empty_contacted"
	case in.state == surveys.CaseResolved:
		id = "complaints_empty_resolved"
	}
	return clock.Words.Text(id)
}

// postNewCase: POST /cases opens a case by hand.
func (s *Server) postNewCase(c *gin.Context) {
	me, _ := userOf(c)
	form := &templates.NewCase{Customer: normaliseText(c.PostForm("customer")), Project: normaliseText(c.PostForm("project")), Text: normaliseText(c.PostForm("text"))}
	k, err := s.openByHand(c.Request.Context(), form, me)
	if form.Errors = s.fieldErrors(err); len(form.Errors) > 0 {
		s.showComplaints(c, http.StatusUnprocessableEntity, inbox{state: surveys.CaseOpen}, form)
		return
	}
	s.backToCase(c, k.ID, "case.opened", err)
}

// openByHand opens the case that a form asks for, and says which field is wrong.
func (s *Server) openByHand(ctx context.Context, form *templates.NewCase, me surveys.User) (surveys.Case, error) {
	return s.openCase(ctx, store.NewCase{Project: surveys.ProjectID(form.Project), Customer: surveys.CustomerID(form.Customer), Text: form.Text, By: me.ID})
}

// openCase opens a case by hand, and says which field is wrong.
func (s *Server) openCase(ctx context.Context, new store.NewCase) (surveys.Case, error) {
	if problem := surveys.CheckComment(new.Text); problem != nil {
		return surveys.Case{}, surveys.InvalidField("text", "%s", problem)
	}
	if _, err := s.Store.Customer(ctx, new.Customer); surveys.CodeOf(err) == surveys.NotFound {
		return surveys.Case{}, surveys.InvalidField("customer", "is not known; must be the id of a customer")
	}
	k, _, err := s.Store.OpenCase(ctx, new)
	if surveys.CodeOf(err) == surveys.NotFound {
		err = surveys.InvalidField("project", "is not known; must be the id of a project")
	}
	return k, err
}
