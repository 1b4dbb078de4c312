package server

import (
	"fmt"
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
type door struct {
	accounts, addresses *throttle
	hashing             chan struct{}
}

func newDoor() *door {
	return &door{accounts: newThrottle(failsOfAccount), addresses: newThrottle(failsOfAddress), hashing: make(chan struct{}, hashesAtOnce)}
}

// take uses up a try to sign in, for the account from this address and for the
// address; see throttle.take. Addresses of mail that differ in case only are
// one account.
func (d *door) take(email, address string, now time.Time) (wait time.Duration, giveBack func()) {
	wait, account := d.accounts.take(strings.ToLower(email)+" "+address, now)
	if wait > 0 {
		return wait, nil
	}
	wait, all := d.addresses.take(address, now)
	if wait > 0 {
		account()
		return wait, nil
	}
	return 0, func() { account(); all() }
}

// check compares a password while few others are being compared.
func (d *door) check(hash, password string) bool {
	d.hashing <- struct{}{}
	defer func() { <-d.hashing }()
	return CheckPassword(hash, password)
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
	email, now := loginName(c.PostForm("email")), s.Store.Now()
	page := templates.Login{Email: email, Next: safeNext(c.PostForm("next"))}
	wait, giveBack := s.door.take(email, c.ClientIP(), now)
	if wait > 0 {
		c.Header("Retry-After", strconv.Itoa(int(wait.Seconds())+1))
		page.Problem = fmt.Sprintf("That was often. Please try again in %d seconds.", int(wait.Seconds())+1)
		s.showLogin(c, http.StatusTooManyRequests, page)
		return
	}
	user, err := s.Store.UserByEmail(c.Request.Context(), email)
	if err != nil && surveys.CodeOf(err) != surveys.NotFound {
		giveBack()
		s.fail(c, err)
		return
	}
	if !s.door.check(user.Hash, c.PostForm("password")) {
		page.Problem = "The email or the password is not right."
		s.showLogin(c, http.StatusUnauthorized, page)
		return
	}
	giveBack()
	s.enter(c, user, page.Next)
}

// enter begins the session and leads on.
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
	page.Layout = s.layout(c, templates.Section{}, "Sign in")
	page.Plain = !s.isSecure(c.Request)
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
