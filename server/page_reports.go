package server

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// reportsShown is how many reports a page of the list holds.
const reportsShown = 50

// getReports: GET /reports, all reports and the form for another.
func (s *Server) getReports(c *gin.Context) {
	quarter := surveys.WholeMonths(s.Store.Today(), 3, 2)[0]
	form := &templates.ReportNew{Name: c.Query("name"), Project: c.Query("about") == "project", From: quarter.From.String(), To: quarter.To.String()}
	s.showReports(c, http.StatusOK, form)
}

func (s *Server) showReports(c *gin.Context, status int, form *templates.ReportNew) {
	page, err := s.reportsPage(c, form)
	if err != nil {
		s.fail(c, err)
		return
	}
	s.show(c, status, page)
}

func (s *Server) reportsPage(c *gin.Context, form *templates.ReportNew) (page templates.Reports, err error) {
	ctx, clock := c.Request.Context(), s.clock()
	_, total, err := s.Store.Reports(ctx, 0, 1)
	if err != nil {
		return page, err
	}
	number, err := pageNumber(c, total, reportsShown)
	if err != nil {
		return page, err
	}
	all, _, err := s.Store.Reports(ctx, (number-1)*reportsShown, reportsShown)
	if err != nil {
		return page, err
	}
	team, err := s.Store.Users(ctx)
	if err != nil {
		return page, err
	}
	page.Layout = s.layout(c, templates.WorthSection(), clock.Words.Text("reports_title"))
	page.Chips = templates.KeepingLinks(page.Layout, "/reports")
	page.Pages = numberedPages("/reports", number, total, reportsShown)
	if me, _ := userOf(c); me.May(surveys.Member) {
		form.Today, page.New = clock.Today().String(), form
	}
	words, waits := reportTalk{clock: clock, team: team}, 0
	for _, r := range all {
		row := words.row(r)
		if page.Rows = append(page.Rows, row); row.Waits {
			waits++
		}
	}
	page.Finding = clock.Words.Text("reports_none")
	if waits > 0 {
		page.Finding = clock.Words.Count("reports_finding", waits)
	} else if total > 0 {
		page.Finding = clock.Words.Count("reports_finding_none", total)
	}
	return page, nil
}

// reportTalk says what the team's pages say of reports.
type reportTalk struct {
	clock templates.Clock
	team  []surveys.User
}

func (w reportTalk) say(id string, pairs ...string) string {
	return w.clock.Words.Text("reports_"+id, pairs...)
}

func (w reportTalk) heading(r surveys.Report) string {
	if r.OfProject() {
		return w.say("project", "Name", r.Name)
	}
	return w.say("customer", "Name", r.Name)
}

// state is how far a report is, in a word: one whose link has closed by itself
// is closed.
func (w reportTalk) state(r surveys.Report) string {
	if _, gone := r.Open(w.clock.Now); gone && r.State == surveys.ReportReleased {
		return w.say("state_closed")
	}
	return w.say("state_" + string(r.State))
}

func (w reportTalk) row(r surveys.Report) templates.ReportItem {
	log := w.log(r)
	return templates.ReportItem{Report: templates.Link{Text: w.heading(r), Address: reportAddress(r.ID)}, State: w.state(r),
		Waits: r.State == surveys.ReportDraft || r.State == surveys.ReportReviewed, Who: log[len(log)-1],
		Line: w.say("row", "From", w.clock.FullDate(r.Period.From), "To", w.clock.FullDate(r.Period.To), "Figure", w.clock.Words.Figure(r.Facts.Level)), Behind: reportAnswers(r, r.Period)}
}

// log says who did what to a report, and when.
func (w reportTalk) log(r surveys.Report) []string {
	by := relationWords{clock: w.clock, team: w.team}
	line := func(id string, who surveys.UserID, at string) string {
		return templates.Sentence(w.say(id, "Name", by.user(who), "When", at))
	}
	out := []string{line("made", r.By, w.clock.Ago(r.Made))}
	if !r.Reviewed.IsZero() {
		out = append(out, line("reviewed", r.Reviewer, w.clock.Ago(r.Reviewed)))
	}
	if !r.Released.IsZero() {
		out = append(out, line("released", r.Releaser, w.clock.Ago(r.Released)))
		id := "open_until"
		if open, _ := r.Open(w.clock.Now); !open {
			id = "closed"
		}
		if r.Taken.IsZero() {
			out[len(out)-1] += ". " + w.say(id, "Day", w.clock.FullDate(surveys.DayOf(r.Ends, w.clock.Zone)))
		}
	}
	if !r.Taken.IsZero() {
		out = append(out, line("withdrawn", r.Taker, w.clock.Ago(r.Taken)))
	}
	return out
}

func reportAddress(id surveys.ReportID) string { return "/reports/" + string(id) }

// postReports: POST /reports gathers the figures of a new report.
func (s *Server) postReports(c *gin.Context) {
	form := &templates.ReportNew{Name: normaliseText(strings.TrimSpace(c.PostForm("name"))), Project: c.PostForm("about") == "project",
		From: c.PostForm("from"), To: c.PostForm("to"), Errors: map[string]string{}}
	r, err := s.draftReport(c, form)
	var refused *surveys.Error
	switch {
	case errors.As(err, &refused) && (refused.Code == surveys.Invalid || refused.Code == surveys.Conflict):
		for _, field := range refused.Fields {
			form.Errors[field.Field] = s.words.Mistake(field)
		}
		if len(refused.Fields) == 0 {
			form.Errors[""] = templates.Sentence(s.words.Refusal(refused)) + "."
		}
		s.showReports(c, status(err), form)
	case err != nil:
		s.fail(c, err)
	default:
		s.record(c, "report.made", "report "+string(r.ID), reportTelling(r))
		c.Redirect(http.StatusSeeOther, reportAddress(r.ID)+"?done=made")
	}
}

func (s *Server) draftReport(c *gin.Context, form *templates.ReportNew) (r surveys.Report, err error) {
	ctx, words := c.Request.Context(), s.words
	me, _ := userOf(c)
	d := store.ReportDraft{By: me.ID, Opening: words.Text("reports_opening_draft"), Closing: words.Text("reports_closing_draft")}
	var wrong surveys.Problems
	d.Period = surveys.Period{From: stretchDay(&wrong, "from", form.From), To: stretchDay(&wrong, "to", form.To)}
	if form.Project {
		d.Project, err = s.projectCalled(ctx, form.Name)
	} else {
		d.Customer, err = s.customerCalled(ctx, form.Name)
	}
	if err != nil {
		return r, err
	}
	if d.Project == "" && d.Customer == "" {
		wrong.Add("name", "%s", words.Text("reports_not_found"))
	}
	if err := wrong.Err(); err != nil {
		return r, err
	}
	return s.Store.DraftReport(ctx, d)
}

// customerCalled finds a customer by its id, else the one that is called so;
// empty where none is, or several are.
func (s *Server) customerCalled(ctx context.Context, name string) (surveys.CustomerID, error) {
	customer, err := s.findCustomer(ctx, name)
	if err == nil {
		return customer.ID, nil
	}
	if surveys.CodeOf(err) != surveys.NotFound {
		return "", err
	}
	found, err := s.Store.Search(ctx, store.SearchQuery{Text: name, Limit: 20})
	if err != nil {
		return "", err
	}
	names, err := s.Store.CustomerNames(ctx, found.Customers)
	return onlyCalled(names, name), err
}

// projectCalled is customerCalled for a project.
func (s *Server) projectCalled(ctx context.Context, name string) (surveys.ProjectID, error) {
	project, err := s.Store.Project(ctx, surveys.ProjectID(name))
	if err == nil {
		return project.ID, nil
	}
	if surveys.CodeOf(err) != surveys.NotFound {
		return "", err
	}
	found, err := s.Store.Search(ctx, store.SearchQuery{Text: name, Limit: 20})
	if err != nil {
		return "", err
	}
	names, err := s.Store.ProjectNames(ctx, found.Projects)
	return onlyCalled(names, name), err
}

// onlyCalled returns the only id with exactly the name, whatever its case, else
// the only id there is.
func onlyCalled[T ~string](names map[T]string, name string) (only T) {
	n := 0
	for id, called := range names {
		if strings.EqualFold(called, name) {
			only = id
			n++
		}
	}
	switch {
	case n == 1:
		return only
	case n == 0 && len(names) == 1:
		for id := range names {
			return id
		}
	}
	return ""
}
