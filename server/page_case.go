package server

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// caseFile is what the page of a case is made of.
type caseFile struct {
	c        surveys.Case
	inv      surveys.Invitation
	proof    evidence
	standing surveys.Standing
	team     []surveys.User
	names    names
}

// getCase: GET /cases/:id.
func (s *Server) getCase(c *gin.Context) {
	sp, err := spanOf(c, 90, s.Store.Today())
	if err != nil {
		s.fail(c, err)
		return
	}
	f, err := s.readCase(c.Request.Context(), c.Param("id"), sp)
	if err != nil {
		s.fail(c, err)
		return
	}
	me, _ := userOf(c)
	s.show(c, http.StatusOK, f.page(s.layout(c, templates.ComplaintsSection(), fmt.Sprintf("Case %d", f.c.ID)), me, sp))
}

func caseID(text string) (surveys.CaseID, error) {
	id, err := strconv.Atoi(text)
	if err != nil || id <= 0 {
		return 0, surveys.Errorf(surveys.NotFound, "There is no case of this number.")
	}
	return surveys.CaseID(id), nil
}

func (s *Server) readCase(ctx context.Context, text string, sp span) (f caseFile, err error) {
	id, err := caseID(text)
	if err != nil {
		return f, err
	}
	if f.c, err = s.Store.Case(ctx, id); err != nil {
		return f, err
	}
	if f.inv, err = s.Store.Invitation(ctx, f.c.Invitation); err != nil {
		return f, err
	}
	if f.proof, err = s.readEvidence(ctx, f.inv); err != nil {
		return f, err
	}
	if f.standing, err = s.Store.CustomerStanding(ctx, f.c.Customer, sp.period(0, 0)); err != nil && surveys.CodeOf(err) != surveys.NotFound {
		return f, err
	}
	if f.team, err = s.Store.Users(ctx); err != nil {
		return f, err
	}
	f.names, err = s.namesIn(ctx, []surveys.Invitation{f.inv}, []surveys.Case{f.c})
	return f, err
}

func (f caseFile) page(layout templates.Layout, me surveys.User, sp span) templates.CasePage {
	clock := layout.Clock
	voice := f.names.voiceOf(f.inv, templates.Link{}, clock)
	voice.When = clock.At(f.inv.AnsweredAt)
	contact := f.names.contacts[f.c.Contact]
	if role := roleText(contact.Role); role != "" {
		voice.Who += ", " + role
	}
	return templates.CasePage{
		Layout: layout, Number: int(f.c.ID), Heading: f.heading(clock),
		Customer: f.names.customer(f.c.Customer), Project: f.names.project(f.c.Project),
		Opened: clock.At(f.c.OpenedAt), Owner: f.c.Owner, Voice: voice, Withdrawn: f.withdrawn(),
		Mail: mailTo(contact, f.inv), First: firstName(contact), Steps: f.steps(clock),
		WhyTitle: f.proof.heading(), Why: f.why(), Way: invitationAddress(f.inv.ID),
		Standing: glassOf(f.standing, sp, clock), History: f.history(clock),
		Form: templates.CaseForm{Address: caseAddress(f.c.ID), State: f.c.State, Owners: f.owners(), Owner: f.c.Owner,
			Me: nameOf(me), Cause: f.c.Cause, Lesson: f.c.Lesson},
		MayAct: me.May(surveys.Member),
	}
}

// why says why the answer counts or not, and when one that counts came.
func (f caseFile) why() string {
	if f.inv.Answer != surveys.Answered {
		return fullStop(templates.Sentence(f.proof.why()))
	}
	return templates.Sentence(f.proof.why()) + f.delay() + "."
}

// withdrawn says why the case rests on nothing any more.
func (f caseFile) withdrawn() string {
	switch {
	case !f.c.Withdrawn:
		return ""
	case f.inv.Answer == surveys.AnswerVoid:
		return "The answer does not count any more."
	}
	return "The rating was changed since, to one that is no complaint."
}

// heading says in one line what the case is about.
func (f caseFile) heading(clock templates.Clock) string {
	who := whoOr(f.names.contact(f.c.Contact), "Somebody")
	v := f.names.voiceOf(f.inv, templates.Link{}, clock)
	switch {
	case f.inv.Answer == surveys.AnswerVoid:
		return "An answer of " + who + " that does not count"
	case f.inv.Answer != surveys.Answered:
		return who + " asks to be contacted"
	case v.Word != "":
		return who + " rated " + v.Choice + ", " + v.Word
	}
	return who + " rated " + v.Choice
}

// delay says how long after delivery the answer came.
func (f caseFile) delay() string {
	if text := after(f.inv.SentAt, f.inv.AnsweredAt); text != "" {
		return ", " + text
	}
	return ""
}

func (f caseFile) owners() []string {
	var out []string
	listed := f.c.Owner == ""
	for _, u := range f.team {
		if u.May(surveys.Member) {
			out = append(out, nameOf(u))
			listed = listed || nameOf(u) == f.c.Owner
		}
	}
	if !listed {
		out = append(out, f.c.Owner)
	}
	return out
}

func (f caseFile) steps(clock templates.Clock) []templates.CaseStep {
	at := map[surveys.CaseState]string{surveys.CaseOpen: clock.At(f.c.OpenedAt)}
	if f.c.State != surveys.CaseOpen {
		at[f.c.State] = clock.At(f.c.ChangedAt)
	}
	var out []templates.CaseStep
	for _, state := range surveys.CaseStates() {
		out = append(out, templates.CaseStep{Name: templates.Sentence(string(state)), Text: at[state], Current: state == f.c.State})
	}
	return out
}

// history is what happened so far, the newest last.
func (f caseFile) history(clock templates.Clock) []templates.Moment {
	who := firstName(f.names.contacts[f.c.Contact])
	var out []templates.Moment
	if !f.inv.SentAt.IsZero() {
		out = append(out, templates.Moment{When: clock.At(f.inv.SentAt), Title: "Asked about " + aboutText(f.inv)})
	}
	v := f.names.voiceOf(f.inv, templates.Link{}, clock)
	out = append(out, templates.Moment{When: clock.At(f.c.OpenedAt), Title: who + " rated " + v.Choice, Class: v.Class})
	if !f.inv.ChangedAt.IsZero() {
		out = append(out, templates.Moment{When: clock.At(f.inv.ChangedAt), Title: who + " changed the rating"})
	}
	if !f.c.AlertedAt.IsZero() {
		out = append(out, templates.Moment{When: clock.At(f.c.AlertedAt), Title: "The team was told"})
	}
	if f.c.State != surveys.CaseOpen {
		out = append(out, templates.Moment{When: clock.At(f.c.ChangedAt), Title: templates.Sentence(string(f.c.State)) + " by " + ownerText(f.c.Owner)})
	}
	return out
}

// mailTo opens the person's own mail program, empty where no address is known.
func mailTo(contact surveys.Contact, inv surveys.Invitation) string {
	if contact.Address == "" {
		return ""
	}
	return "mailto:" + url.PathEscape(contact.Address) + "?subject=" + url.PathEscape("Your answer about "+aboutText(inv))
}

// postCase: POST /cases/:id changes a case in one step.
func (s *Server) postCase(c *gin.Context) {
	id, err := caseID(c.Param("id"))
	if err != nil {
		s.fail(c, err)
		return
	}
	me, _ := userOf(c)
	patch, err := casePatch(c.PostForm, nameOf(me))
	if err == nil {
		_, err = s.Store.PatchCase(c.Request.Context(), id, patch)
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	c.Redirect(http.StatusSeeOther, caseAddress(id))
}

// casePatch reads what a button asks for. Who answers or resolves a case that
// nobody follows up takes it.
func casePatch(form func(string) string, me string) (p surveys.CasePatch, err error) {
	state := func(to surveys.CaseState) *surveys.CaseState { return &to }
	text := func(field string) *string { t := strings.TrimSpace(form(field)); return &t }
	switch form("do") {
	case "take":
		p.Owner = &me
	case "owner":
		p.Owner = text("owner")
	case "contacted":
		p.State = state(surveys.CaseContacted)
	case "reopen":
		p.State = state(surveys.CaseOpen)
	case "resolved":
		p.State, p.Cause, p.Lesson = state(surveys.CaseResolved), text("cause"), text("lesson")
	case "lesson":
		p.Cause, p.Lesson = text("cause"), text("lesson")
	default:
		return p, surveys.InvalidField("do", "must be take, owner, contacted, reopen, resolved or lesson")
	}
	if p.State != nil && *p.State != surveys.CaseOpen && form("owner") == "" {
		p.Owner = &me
	}
	return p, nil
}
