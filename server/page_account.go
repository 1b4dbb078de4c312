package server

import (
	"net/http"
	"strings"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// getAccount: GET /account is one's own name, password, second factor and
// sessions.
func (s *Server) getAccount(c *gin.Context) { s.showAccount(c, http.StatusOK, "", nil) }

// postAccount: POST /account changes what one is called.
func (s *Server) postAccount(c *gin.Context) {
	me, _ := userOf(c)
	name := strings.TrimSpace(c.PostForm("name"))
	if err := checkName(name); err != nil {
		s.showAccount(c, http.StatusUnprocessableEntity, "", s.fieldErrors(err))
		return
	}
	if err := s.Store.RenameUser(c.Request.Context(), me.ID, name); err != nil {
		s.fail(c, err)
		return
	}
	s.record(c, "person.renamed", personSubject(me.Email), surveys.Tell("changes_became", "Was", nameOf(me), "Is", name))
	me.Name = name
	c.Set(sessionUser, me)
	s.showAccount(c, http.StatusOK, s.words.Text("account_saved_name", "Name", name), nil)
}

// postPassword: POST /account/password changes one's own password and signs
// out everywhere else.
func (s *Server) postPassword(c *gin.Context) {
	ctx := c.Request.Context()
	me, _ := userOf(c)
	if !s.confirmPassword(c, me, "now") {
		return
	}
	hash, err := s.door.hash(c.PostForm("new"))
	if surveys.CodeOf(err) == surveys.Invalid {
		s.showAccount(c, http.StatusUnprocessableEntity, "", map[string]string{"new": s.fieldErrors(err)["password"]})
		return
	}
	if err == nil {
		err = s.Store.SetPassword(ctx, me.ID, hash, "")
	}
	if err == nil {
		me.Hash = hash
		err = s.signIn(c, me)
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	s.record(c, "person.password", personSubject(me.Email), surveys.Telling{})
	s.tell(ctx, surveys.PostPassword, me, "")
	s.showAccount(c, http.StatusOK, s.words.Text("account_saved_password"), nil)
}

// confirmPassword compares one's own password in a field of the form; where it
// is wrong, or was wrong often, it answers.
func (s *Server) confirmPassword(c *gin.Context, me surveys.User, field string) bool {
	wait, giveBack, err := s.try(c.Request.Context(), attempt{slowAccount("password"), string(me.ID)})
	switch {
	case err != nil:
		s.fail(c, err)
	case wait > 0:
		s.showAccount(c, http.StatusTooManyRequests, "", map[string]string{field: s.tooOften(c, wait)})
	case !s.door.check(me.Hash, c.PostForm(field)):
		s.showAccount(c, http.StatusUnprocessableEntity, "", map[string]string{field: s.words.Text("account_not_now")})
	default:
		giveBack()
		return true
	}
	return false
}

// postSessions: POST /account/sessions ends one of one's sessions, or all but
// this one.
func (s *Server) postSessions(c *gin.Context) {
	ctx := c.Request.Context()
	me, _ := userOf(c)
	saved, one := s.words.Text("account_saved_end"), c.PostForm("session")
	var err error
	if one != "" {
		_, err = s.Store.EndSession(ctx, me.ID, one)
	} else {
		var n int
		n, err = s.Store.EndSessions(ctx, me.ID, s.sessions.GetString(ctx, sessionID))
		saved = s.words.Count("account_saved_ended", n)
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	s.showAccount(c, http.StatusOK, saved, nil)
}

func (s *Server) showAccount(c *gin.Context, status int, saved string, wrong map[string]string) {
	ctx, clock := c.Request.Context(), s.clock()
	me, _ := userOf(c)
	page := templates.Account{Me: member(me, clock), Money: me.Money, Password: me.Hash != "", Factor: me.Factor,
		Least: minPassword, Saved: saved, Errors: wrong}
	page.Me.Role = s.roleName(me.Role)
	sessions, err := s.Store.UserSessions(ctx, me.ID)
	if err == nil && me.Factor {
		page.Codes, err = s.Store.RecoveryCodes(ctx, me.ID)
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	here := s.sessions.GetString(ctx, sessionID)
	for _, one := range sessions {
		page.Sessions = append(page.Sessions, templates.SessionRow{ID: one.ID, Browser: templates.Sentence(clock.Words.Browser(one.Browser)),
			Since: clock.At(one.StartedAt), Seen: clock.Ago(one.SeenAt), Here: one.ID == here})
	}
	page.Layout = s.layout(c, templates.Section{}, nameOf(me))
	s.show(c, status, page)
}
