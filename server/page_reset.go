package server

import (
	"context"
	"net/http"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// getForgot: GET /forgot.
func (s *Server) getForgot(c *gin.Context) { s.showForgot(c, http.StatusOK, templates.Forgot{}) }

// postForgot: POST /forgot mails a link to another password. Whether somebody
// has the address shows neither in the answer nor in the time it takes.
func (s *Server) postForgot(c *gin.Context) {
	ctx := c.Request.Context()
	page := templates.Forgot{Email: loginName(c.PostForm("email"))}
	wait, _, err := s.try(ctx, signInAttempts(c, "forgot", page.Email)...)
	if err == nil && wait > 0 {
		page.Problem = s.tooOften(c, wait)
		s.showForgot(c, http.StatusTooManyRequests, page)
		return
	}
	if err == nil {
		err = s.sendReset(ctx, page.Email)
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	page.Sent = true
	s.showForgot(c, http.StatusOK, page)
}

// sendReset mails a link to whoever has the address, which may be nobody; it
// asks Redis the same for all. Too many mails to one address are left out.
func (s *Server) sendReset(ctx context.Context, email string) error {
	wait, _, err := s.try(ctx, attempt{slowMails(), string(surveys.NewUserID(email))})
	if err != nil || wait > 0 {
		return err
	}
	user, err := s.Store.UserByEmail(ctx, email)
	if err != nil && surveys.CodeOf(err) != surveys.NotFound {
		return err
	}
	id, secret := surveys.NewUserID(email), newSecret()
	known, err := s.Store.ResetLink(ctx, id, secret, surveys.ResetKept, false)
	if err != nil {
		return err
	}
	return s.postLink(ctx, surveys.Post{ID: newPostID(), Kind: surveys.PostReset, To: user.Email, Name: user.Name}, surveys.OwnLink(id, secret), known)
}

func (s *Server) showForgot(c *gin.Context, status int, page templates.Forgot) {
	page.Layout = s.layout(c, templates.Section{}, s.words.Text("forgot_title"))
	page.NoMail = s.noMail(c.Request.Context())
	s.show(c, status, page)
}

// getReset: GET /reset/:secret. Looking does not use the link up.
func (s *Server) getReset(c *gin.Context) {
	if _, _, ok := s.resetOf(c); ok {
		s.showReset(c, http.StatusOK, nil)
	}
}

// resetOf finds whose link it is; where it is nobody's, it answers.
func (s *Server) resetOf(c *gin.Context) (id surveys.UserID, secret string, ok bool) {
	id, secret = surveys.ParseOwnLink(c.Param("secret"))
	ok, err := s.Store.ResetValid(c.Request.Context(), id, secret)
	switch {
	case err != nil:
		s.fail(c, err)
	case !ok:
		s.resetGone(c)
	}
	return id, secret, ok && err == nil
}

func (s *Server) resetGone(c *gin.Context) {
	page := s.problemPage(c, http.StatusGone, surveys.Errorf(surveys.Expired, "%s", s.words.Text("reset_gone")))
	page.Back = templates.Link{Text: s.words.Text("reset_gone_do"), Address: "/forgot"}
	s.show(c, http.StatusGone, page)
}

// postReset: POST /reset/:secret changes the password and ends every session.
// It signs nobody in: a second factor stays asked for.
func (s *Server) postReset(c *gin.Context) {
	id, secret, ok := s.resetOf(c)
	if !ok {
		return
	}
	hash, err := s.door.hash(c.PostForm("password"))
	if surveys.CodeOf(err) == surveys.Invalid {
		s.showReset(c, http.StatusUnprocessableEntity, s.fieldErrors(err))
		return
	}
	ctx := c.Request.Context()
	if err == nil {
		err = s.Store.UseReset(ctx, id, secret, hash)
	}
	if surveys.CodeOf(err) == surveys.Unauthorized {
		s.resetGone(c)
		return
	}
	user, gone := s.Store.User(ctx, id)
	if err == nil {
		err = gone
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	s.recordAs(c, id, "person.password", personSubject(user.Email), surveys.Tell("changes_by_link"))
	s.tell(ctx, surveys.PostPassword, user, "")
	s.showLogin(c, http.StatusOK, templates.Login{Email: user.Email, Next: "/", Done: s.words.Text("login_reset")})
}

func (s *Server) showReset(c *gin.Context, status int, wrong map[string]string) {
	page := templates.Reset{Layout: s.layout(c, templates.Section{}, s.words.Text("reset_title")),
		Address: c.Request.URL.Path, Plain: !s.isSecure(c.Request), Least: minPassword, Errors: wrong}
	s.show(c, status, page)
}
