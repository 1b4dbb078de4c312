package server

import (
	"net/http"
	"time"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// What a session holds while a second factor is being turned on, and for how
// long.
const (
	factorSecret = "factor"
	factorSince  = "factor_since"
	factorWait   = 15 * time.Minute
)

// getFactor: GET /account/factor shows the key that is to be read into an app.
func (s *Server) getFactor(c *gin.Context) {
	if s.newFactor(c) == "" {
		c.Redirect(http.StatusSeeOther, "/account#factor")
		return
	}
	s.showFactor(c, http.StatusOK, "")
}

// newFactor is the secret that waits to be proved; empty: none.
func (s *Server) newFactor(c *gin.Context) string {
	ctx := c.Request.Context()
	if since := time.Unix(s.sessions.GetInt64(ctx, factorSince), 0); s.Store.Now().Sub(since) >= factorWait {
		return ""
	}
	return s.sessions.GetString(ctx, factorSecret)
}

// postFactor: POST /account/factor turns one's own second factor on, in two
// steps, or off.
func (s *Server) postFactor(c *gin.Context) {
	me, _ := userOf(c)
	switch c.PostForm("do") {
	case "begin":
		s.beginFactor(c, me)
	case "confirm":
		s.confirmFactor(c, me)
	case "off":
		s.endFactor(c, me)
	default:
		s.fail(c, surveys.InvalidField("do", "must be begin, confirm or off"))
	}
}

// beginFactor makes a secret, for one who has shown the password: whoever finds
// an open browser must not lock its owner out.
func (s *Server) beginFactor(c *gin.Context, me surveys.User) {
	if !s.confirmPassword(c, me, "password") {
		return
	}
	ctx := c.Request.Context()
	s.sessions.Put(ctx, factorSecret, newCodeSecret())
	s.sessions.Put(ctx, factorSince, s.Store.Now().Unix())
	if err := s.saveSession(c); err != nil {
		s.fail(c, err)
		return
	}
	c.Redirect(http.StatusSeeOther, "/account/factor")
}

// confirmFactor turns the second factor on once the app has shown a code of it.
func (s *Server) confirmFactor(c *gin.Context, me surveys.User) {
	ctx, secret := c.Request.Context(), s.newFactor(c)
	if secret == "" {
		s.showAccount(c, http.StatusConflict, "", map[string]string{"password": s.words.Text("factor_late")})
		return
	}
	step, ok := stepOf(secret, bare(c.PostForm("code")), s.Store.Now())
	if !ok {
		s.showFactor(c, http.StatusUnprocessableEntity, s.words.Text("factor_wrong"))
		return
	}
	shown, kept := newRecoveryCodes()
	err := s.Store.TurnFactorOn(ctx, me.ID, secret, step, kept)
	if err == nil {
		s.sessions.Remove(ctx, factorSecret)
		err = s.saveSession(c)
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	s.record(c, "person.factor_on", personSubject(me.Email), surveys.Telling{})
	s.tell(ctx, surveys.PostFactorOn, me, "")
	s.show(c, http.StatusOK, templates.Factor{Layout: s.layout(c, templates.Section{}, s.words.Text("factor_title")), Codes: shown})
}

// endFactor turns the second factor off, for one who has both.
func (s *Server) endFactor(c *gin.Context, me surveys.User) {
	if !s.confirmPassword(c, me, "password") {
		return
	}
	ctx, who := c.Request.Context(), string(me.ID)
	wait, giveBack, err := s.try(ctx, attempt{slowAccount("code:here"), who + " " + placeOf(c)}, attempt{slowCodes(), who})
	if err == nil && wait > 0 {
		s.showAccount(c, http.StatusTooManyRequests, "", map[string]string{"code": s.tooOften(c, wait)})
		return
	}
	ok := false
	if err == nil {
		ok, err = s.useCode(ctx, me, c.PostForm("code"))
	}
	if err == nil && !ok {
		s.showAccount(c, http.StatusUnprocessableEntity, "", map[string]string{"code": s.words.Text("login_code_wrong")})
		return
	}
	if err == nil {
		giveBack()
		err = s.Store.TurnFactorOff(ctx, me.ID)
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	s.record(c, "person.factor_off", personSubject(me.Email), surveys.Telling{})
	s.tell(ctx, surveys.PostNoFactor, me, "")
	me.Factor = false
	c.Set(sessionUser, me)
	s.showAccount(c, http.StatusOK, s.words.Text("account_saved_off"), nil)
}

func (s *Server) showFactor(c *gin.Context, status int, problem string) {
	me, _ := userOf(c)
	secret := s.newFactor(c)
	picture, err := pictureOf(codeAddress(secret, me.Email))
	if err != nil {
		s.fail(c, err)
		return
	}
	s.show(c, status, templates.Factor{Layout: s.layout(c, templates.Section{}, s.words.Text("factor_title")),
		Picture: picture, Secret: grouped(secret), Email: me.Email, Problem: problem})
}
