package server

import (
	"errors"
	"net/http"
	"strings"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

func (f caseFile) form(me surveys.User) templates.CaseForm {
	form := templates.CaseForm{Address: caseAddress(f.ID), State: f.State, Owner: f.Owner, Owners: ownersOf(f.team, f.OwnerID),
		Me: nameOf(me), Cause: f.Cause, Lesson: f.Lesson, Note: f.draft.note, Wrong: f.draft.wrongNote}
	if f.draft.askLesson != "" {
		form.Cause, form.Lesson, form.AskLesson = f.draft.cause, f.draft.lesson, f.draft.askLesson
	}
	if f.Owner != "" && f.OwnerID == "" {
		form.Owners = append(form.Owners, templates.CaseOwner{ID: f.Owner, Name: f.Owner, Current: true})
	}
	for _, c := range f.causes {
		if c.Name != "" {
			form.Causes = append(form.Causes, c.Name)
		}
	}
	return form
}

// ownersOf are the people who may follow a case up.
func ownersOf(team []surveys.User, current surveys.UserID) []templates.CaseOwner {
	var out []templates.CaseOwner
	for _, u := range team {
		if u.May(surveys.Member) {
			out = append(out, templates.CaseOwner{ID: string(u.ID), Name: nameOf(u), Current: u.ID == current})
		}
	}
	return out
}

func (f caseFile) answer(me surveys.User) templates.AnswerForm {
	contact := f.names.contacts[f.correspondent()]
	return templates.AnswerForm{From: nameOf(me) + ", " + me.Email, To: contact.Address, Text: f.draft.reply, Wrong: f.draft.wrongReply,
		Thread: f.inv.ID != "" && f.inv.Mail != surveys.MailNone, Most: surveys.MaxReply}
}

// postCase: POST /cases/:id changes a case in one step.
func (s *Server) postCase(c *gin.Context) {
	id, err := s.caseID(c.Param("id"))
	if err != nil {
		s.fail(c, err)
		return
	}
	me, _ := userOf(c)
	patch, err := casePatch(c.PostForm, me)
	if err == nil {
		err = checkCasePatch(patch)
	}
	if err == nil && wantsLesson(c, patch) {
		s.showCase(c, http.StatusUnprocessableEntity, draft{cause: *patch.Cause, lesson: *patch.Lesson, askLesson: s.words.Text("case_ask_lesson")})
		return
	}
	if err == nil {
		_, err = s.Store.PatchCase(c.Request.Context(), id, patch)
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	s.record(c, "case.changed", caseSubject(id), surveys.TellCode("changes_case_", c.PostForm("do")))
	if back := c.PostForm("back"); isInbox(back) {
		c.Redirect(http.StatusSeeOther, back)
		return
	}
	c.Redirect(http.StatusSeeOther, caseAddress(id))
}

// wantsLesson reports that a case is about to be resolved with nothing learnt,
// which is asked about once.
func wantsLesson(c *gin.Context, p surveys.CasePatch) bool {
	resolves := p.State != nil && *p.State == surveys.CaseResolved
	return resolves && p.Lesson != nil && *p.Lesson == "" && c.PostForm("without") == ""
}

// isInbox reports an address of the inbox, which is all that a form may lead
// back to.
func isInbox(address string) bool {
	return address == "/complaints" || strings.HasPrefix(address, "/complaints?")
}

// casePatch reads what a button asks for. Who answers or resolves a case that
// nobody follows up takes it.
func casePatch(form func(string) string, me surveys.User) (p surveys.CasePatch, err error) {
	p.By = me.ID
	state := func(to surveys.CaseState) *surveys.CaseState { return &to }
	text := func(field string) *string { t := strings.TrimSpace(normaliseText(form(field))); return &t }
	mine := string(me.ID)
	switch form("do") {
	case "take":
		p.Owner = &mine
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
		p.Owner = &mine
	}
	return p, nil
}

// postNote: POST /cases/:id/notes.
func (s *Server) postNote(c *gin.Context) {
	id, err := s.caseID(c.Param("id"))
	if err != nil {
		s.fail(c, err)
		return
	}
	me, _ := userOf(c)
	patch := surveys.CasePatch{By: me.ID, Note: strings.TrimSpace(normaliseText(c.PostForm("text")))}
	if patch.Note == "" {
		err = surveys.InvalidField("text", "must not be empty")
	} else if err = checkCasePatch(patch); err == nil {
		_, err = s.Store.PatchCase(c.Request.Context(), id, patch)
	}
	if wrong := s.wrongField(err); wrong != "" {
		s.showCase(c, http.StatusUnprocessableEntity, draft{note: c.PostForm("text"), wrongNote: wrong})
		return
	}
	s.backToCase(c, id, "case.noted", err)
}

// postReply: POST /cases/:id/replies writes to the customer, in the name of who
// is signed in.
func (s *Server) postReply(c *gin.Context) {
	id, err := s.caseID(c.Param("id"))
	if err != nil {
		s.fail(c, err)
		return
	}
	me, _ := userOf(c)
	_, _, err = s.Store.WriteReply(c.Request.Context(), store.NewReply{Case: id, By: me, Text: normaliseText(c.PostForm("text"))})
	if wrong := s.wrongField(err); wrong != "" {
		s.showCase(c, http.StatusUnprocessableEntity, draft{reply: c.PostForm("text"), wrongReply: wrong})
		return
	}
	s.backToCase(c, id, "case.answered", err)
}

// wrongField is what is wrong with the one field of a form, as a sentence.
func (s *Server) wrongField(err error) string {
	var e *surveys.Error
	if !errors.As(err, &e) || len(e.Fields) == 0 {
		return ""
	}
	return fullStop(templates.Sentence(s.words.Mistake(e.Fields[0])))
}

// backToCase shows the case again, with the act in the record, or what failed.
func (s *Server) backToCase(c *gin.Context, id surveys.CaseID, act string, err error) {
	if err != nil {
		s.fail(c, err)
		return
	}
	s.record(c, act, caseSubject(id), surveys.Telling{})
	c.Redirect(http.StatusSeeOther, caseAddress(id))
}
