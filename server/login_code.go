package server

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"time"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// codeWait is how long one who has shown the password may take over the code.
const codeWait = 5 * time.Minute

// What a session holds between password and code. Nobody is signed in by it.
const (
	pendingUser  = "pending"
	pendingProof = "pending_proof" // ends it when the password changes
	pendingSince = "pending_since"
	pendingNext  = "pending_next"
)

// askCode notes that the password was right, under a new id, and leads to the
// second page.
func (s *Server) askCode(c *gin.Context, user surveys.User, next string) {
	ctx := c.Request.Context()
	err := s.endHere(ctx)
	if err == nil {
		s.sessions.Put(ctx, pendingUser, string(user.ID))
		s.sessions.Put(ctx, pendingProof, proofOf(user))
		s.sessions.Put(ctx, pendingSince, s.Store.Now().Unix())
		s.sessions.Put(ctx, pendingNext, next)
		err = s.saveSession(c)
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	c.Redirect(http.StatusSeeOther, "/login/code")
}

// pending is who has shown the password and is to show a code; ok is false for
// nobody, and for one who took too long.
func (s *Server) pending(c *gin.Context) (user surveys.User, next string, ok bool, err error) {
	ctx := c.Request.Context()
	id := s.sessions.GetString(ctx, pendingUser)
	since := time.Unix(s.sessions.GetInt64(ctx, pendingSince), 0)
	if id == "" || s.Store.Now().Sub(since) >= codeWait {
		return user, "", false, nil
	}
	user, err = s.Store.User(ctx, surveys.UserID(id))
	if surveys.CodeOf(err) == surveys.NotFound {
		return user, "", false, nil
	}
	ok = err == nil && proofOf(user) == s.sessions.GetString(ctx, pendingProof)
	return user, safeNext(s.sessions.GetString(ctx, pendingNext)), ok, err
}

// proofOf stands for the password that somebody has.
func proofOf(user surveys.User) string {
	sum := sha256.Sum256([]byte(user.Hash))
	return hex.EncodeToString(sum[:8])
}

// getCode: GET /login/code asks for the second factor.
func (s *Server) getCode(c *gin.Context) {
	_, _, ok, err := s.pending(c)
	switch {
	case err != nil:
		s.fail(c, err)
	case !ok:
		c.Redirect(http.StatusSeeOther, "/login")
	default:
		s.showCode(c, http.StatusOK, "")
	}
}

// postCode: POST /login/code takes a code of the second factor, or a recovery
// code, and signs in.
func (s *Server) postCode(c *gin.Context) {
	ctx := c.Request.Context()
	user, next, ok, err := s.pending(c)
	if err == nil && !ok {
		s.showLogin(c, http.StatusUnauthorized, templates.Login{Problem: s.words.Text("login_late")})
		return
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	who := string(user.ID)
	wait, giveBack, err := s.try(ctx, attempt{slowAccount("code:here"), who + " " + placeOf(c)}, attempt{slowCodes(), who})
	if err == nil && wait > 0 {
		s.showCode(c, http.StatusTooManyRequests, s.tooOften(c, wait))
		return
	}
	if err == nil {
		ok, err = s.useCode(ctx, user, c.PostForm("code"))
	}
	switch {
	case err != nil:
		s.fail(c, err)
	case !ok:
		s.showCode(c, http.StatusUnauthorized, s.words.Text("login_code_wrong"))
	default:
		giveBack()
		s.enter(c, user, next)
	}
}

func (s *Server) showCode(c *gin.Context, status int, problem string) {
	page := templates.LoginCode{Layout: s.layout(c, templates.Section{}, s.words.Text("login_code_title")), Problem: problem}
	s.show(c, status, page)
}
