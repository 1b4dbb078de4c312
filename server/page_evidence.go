package server

import (
	"context"
	"errors"
	"net/http"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// remedy is what a person may do about an answer: set it aside, or restore it.
type remedy struct {
	path string // behind the invitation's address, and in the ids of its texts
	from surveys.AnswerState
	act  string // in the record of changes
	do   func(context.Context, surveys.InvitationID, surveys.UserID, string) error
}

func (s *Server) remedies() []remedy {
	return []remedy{
		{"void", surveys.Answered, "response.voided", s.Store.Void},
		{"restore", surveys.AnswerVoid, "response.restored", s.Store.Restore},
	}
}

// remedyFor is what a person may do about an answer in the state.
func (s *Server) remedyFor(state surveys.AnswerState) (r remedy, ok bool) {
	for _, r := range s.remedies() {
		if r.from == state {
			return r, true
		}
	}
	return remedy{}, false
}

// evidencePlate says why the answer counts or not. Whoever may act gets the
// form; done is true right after it was used.
func (s *Server) evidencePlate(e evidence, me surveys.User, done bool, clock templates.Clock) *templates.Evidence {
	if !e.worthShowing() {
		return nil
	}
	out := e.plate(clock)
	r, ok := s.remedyFor(e.inv.Answer)
	if !ok {
		return out
	}
	if done && len(e.turns) > 0 {
		out.Done = s.words.Text("remedy_" + r.path + "_undone")
	}
	if me.May(surveys.Member) {
		out.Form = &templates.EvidenceForm{Address: invitationAddress(e.inv.ID) + "/" + r.path,
			Button: s.words.Text("remedy_" + r.path), Text: s.words.Text("remedy_" + r.path + "_text"), Most: store.ReasonMax}
	}
	return out
}

// postVoid: POST /outbox/:id/void.
func (s *Server) postVoid(c *gin.Context) { s.postRemedy(c, s.remedies()[0]) }

// postRestore: POST /outbox/:id/restore.
func (s *Server) postRestore(c *gin.Context) { s.postRemedy(c, s.remedies()[1]) }

// postRemedy acts with a reason; one that cannot be taken comes back in its
// form.
func (s *Server) postRemedy(c *gin.Context, r remedy) {
	id, ok := surveys.ParseInvitationID(c.Param("id"))
	if !ok {
		s.fail(c, s.errNoInvitation())
		return
	}
	me, _ := userOf(c)
	reason := normaliseText(c.PostForm("reason"))
	err := r.do(c.Request.Context(), id, me.ID, reason)
	var wrong *surveys.Error
	switch {
	case err == nil:
		s.record(c, r.act, "invitation "+string(id), surveys.Telling{})
		c.Redirect(http.StatusSeeOther, invitationAddress(id)+"?done=1")
	case errors.As(err, &wrong) && wrong.Code == surveys.Invalid:
		s.askAgain(c, r, reason, wrong)
	case surveys.CodeOf(err) == surveys.Conflict:
		page := s.problemPage(c, http.StatusConflict, err)
		page.Back = templates.Link{Text: s.words.Text("remedy_see"), Address: invitationAddress(id)}
		s.show(c, http.StatusConflict, page)
	default:
		s.fail(c, err)
	}
}

// askAgain shows the invitation with what is wrong beside the reason.
func (s *Server) askAgain(c *gin.Context, r remedy, reason string, wrong *surveys.Error) {
	page, err := s.readInvitationPage(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	if page.Evidence == nil || page.Evidence.Form == nil || len(wrong.Fields) == 0 {
		s.fail(c, wrong)
		return
	}
	page.Live = false
	form := page.Evidence.Form
	form.Address, form.Reason, form.Wrong = invitationAddress(surveys.InvitationID(c.Param("id")))+"/"+r.path, reason, fullStop(s.words.Mistake(wrong.Fields[0]))
	s.show(c, http.StatusUnprocessableEntity, page)
}
