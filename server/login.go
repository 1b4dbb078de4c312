package server

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// hashesAtOnce bounds the memory and the cores that sign-ins may take: one
// hash costs 19 MiB.
const hashesAtOnce = 2

// door is what signing in needs beside the sessions.
type door struct{ hashing chan struct{} }

func newDoor() *door { return &door{hashing: make(chan struct{}, hashesAtOnce)} }

// check compares a password while few others are being compared.
func (d *door) check(hash, password string) bool {
	d.hashing <- struct{}{}
	defer func() { <-d.hashing }()
	return CheckPassword(hash, password)
}

// hash hashes a password while few others are being hashed.
func (d *door) hash(password string) (string, error) {
	d.hashing <- struct{}{}
	defer func() { <-d.hashing }()
	return HashPassword(password)
}

// loginAddress leads to the door and from there back to where one wanted to go.
func loginAddress(from *url.URL) string {
	if next := safeNext(from.RequestURI()); next != "/" {
		return "/login?next=" + url.QueryEscape(next)
	}
	return "/login"
}

// safeNext keeps paths of this house and turns everything else into the
// overview: no link to the door may lead out of the house.
func safeNext(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.Scheme != "" || u.Host != "" || u.Opaque != "" ||
		!strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") {
		return "/"
	}
	return next
}

// getLogin: GET /login.
func (s *Server) getLogin(c *gin.Context) {
	next := safeNext(c.Query("next"))
	if _, ok := userOf(c); ok {
		c.Redirect(http.StatusSeeOther, next)
		return
	}
	s.showLogin(c, http.StatusOK, templates.Login{Next: next})
}

// postLogin: POST /login. Unknown people and wrong passwords get the same
// answer after the same time.
func (s *Server) postLogin(c *gin.Context) {
	ctx, email := c.Request.Context(), loginName(c.PostForm("email"))
	page := templates.Login{Email: email, Next: safeNext(c.PostForm("next"))}
	wait, giveBack, err := s.try(ctx, signInAttempts(c, "login", email)...)
	if err != nil {
		s.fail(c, err)
		return
	}
	if wait > 0 {
		page.Problem = s.tooOften(c, wait)
		s.showLogin(c, http.StatusTooManyRequests, page)
		return
	}
	user, err := s.Store.UserByEmail(ctx, email)
	if err != nil && surveys.CodeOf(err) != surveys.NotFound {
		giveBack()
		s.fail(c, err)
		return
	}
	if !s.door.check(user.Hash, c.PostForm("password")) {
		page.Problem = s.words.Text("login_wrong")
		s.showLogin(c, http.StatusUnauthorized, page)
		return
	}
	giveBack()
	if user.Factor {
		s.askCode(c, user, page.Next)
		return
	}
	s.enter(c, user, page.Next)
}

// tooOften says how long to wait, in a header and in words.
func (s *Server) tooOften(c *gin.Context, wait time.Duration) string {
	seconds := int(wait.Seconds()) + 1
	c.Header("Retry-After", strconv.Itoa(seconds))
	if minutes := (seconds + 59) / 60; seconds > 90 {
		return s.words.Count("login_often_minutes", minutes)
	}
	return s.words.Count("login_often", seconds)
}

// enter begins the session of somebody who has shown who they are, and leads on.
func (s *Server) enter(c *gin.Context, user surveys.User, next string) {
	if err := s.signIn(c, user); err != nil {
		s.fail(c, err)
		return
	}
	c.Redirect(http.StatusSeeOther, next)
}

// loginName is the address as it is kept; what is no address stays as it was
// typed and finds nobody.
func loginName(typed string) string {
	if address, problem := NormaliseAddress(typed); problem == "" {
		return address
	}
	return strings.TrimSpace(typed)
}

func (s *Server) showLogin(c *gin.Context, status int, page templates.Login) {
	page.Layout = s.layout(c, templates.Section{}, s.words.Text("login_title"))
	page.Plain = !s.isSecure(c.Request)
	page.Provider = s.providerLink(page.Next)
	s.show(c, status, page)
}

// postLogout: POST /logout.
func (s *Server) postLogout(c *gin.Context) {
	if err := s.signOut(c); err != nil {
		s.fail(c, err)
		return
	}
	c.Redirect(http.StatusSeeOther, "/login")
}
