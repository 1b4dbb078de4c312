package server

import (
	"net/http"
	"strings"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"

	"github.com/gin-gonic/gin"
)

// postCustomerNote: POST /customers/:id/notes keeps a note on the timeline. A
// form that is sent twice is kept once.
func (s *Server) postCustomerNote(c *gin.Context) {
	ctx := c.Request.Context()
	customer, err := s.findCustomer(ctx, c.Param("id"))
	if err != nil {
		s.fail(c, err)
		return
	}
	me, _ := userOf(c)
	d := deed{kind: doNote, text: strings.TrimSpace(normaliseText(c.PostForm("text"))), on: c.PostForm("on"), form: c.PostForm("form")}
	note := surveys.CustomerNote{ID: d.form, Customer: customer.ID, Kind: surveys.NoteText, Text: d.text, By: me.ID}
	var p surveys.Problems
	if note.At, err = s.noteTime(d.on); err != nil {
		p.Add("on", "must be a day up to today")
	}
	if problem := surveys.CheckCustomerNote(d.text); problem != "" {
		p.Add("text", "%s", problem)
	}
	if !isForm(d.form) {
		p.Add("text", "could not be kept; please send it once more")
		d.form = ""
	}
	if err = p.Err(); err == nil {
		err = s.Store.NoteCustomer(ctx, note)
	}
	if d.errors = s.fieldErrors(err); len(d.errors) > 0 {
		s.showCustomer(c, http.StatusUnprocessableEntity, &d)
		return
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	s.record(c, "customer.noted", "customer "+string(customer.ID), surveys.Telling{})
	c.Redirect(http.StatusSeeOther, customerAddress(customer.ID)+"?done=note#timeline")
}

// noteTime is when a note stands on the timeline: now for today, noon of an
// earlier day.
func (s *Server) noteTime(text string) (time.Time, error) {
	now, today := s.Store.Now(), s.Store.Today()
	if text == "" {
		return now, nil
	}
	day, err := surveys.ParseDay(text)
	switch {
	case err != nil || day <= 0 || day > today:
		return now, surveys.InvalidField("on", "must be a day up to today")
	case day == today:
		return now, nil
	}
	return day.Start(s.Store.Zone()).Add(12 * time.Hour), nil
}

// postCustomerCase: POST /customers/:id/cases opens a case by hand.
func (s *Server) postCustomerCase(c *gin.Context) {
	ctx := c.Request.Context()
	customer, err := s.findCustomer(ctx, c.Param("id"))
	if err != nil {
		s.fail(c, err)
		return
	}
	me, _ := userOf(c)
	d := deed{kind: doCase, text: strings.TrimSpace(normaliseText(c.PostForm("text"))), project: surveys.ProjectID(normaliseText(c.PostForm("project"))), form: c.PostForm("form")}
	k, err := s.openCase(ctx, store.NewCase{Project: d.project, Customer: customer.ID, Text: d.text, By: me.ID})
	if d.errors = s.fieldErrors(err); len(d.errors) > 0 {
		s.showCustomer(c, http.StatusUnprocessableEntity, &d)
		return
	}
	s.backToCase(c, k.ID, "case.opened", err)
}
