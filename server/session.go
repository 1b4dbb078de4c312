package server

import (
	"context"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"

	"github.com/alexedwards/scs/v2"
	"github.com/gin-gonic/gin"
)

// sessionTouch is how long a session in use is not written again, so that a
// page view seldom writes.
const sessionTouch = 10 * time.Minute

// What a session holds. Whether it still stands is for the person's list of
// sessions to say, which ends one at once and everywhere.
const (
	sessionUser = "user"
	sessionID   = "session" // in the list
	sessionSeen = "seen"
)

func newSessions(st store.Sessions) *scs.SessionManager {
	m := scs.New()
	m.Store = st
	m.Lifetime = surveys.SessionMost
	m.IdleTimeout = surveys.SessionIdle
	m.HashTokenInStore = true
	return m
}

// isSecure reports whether the cookie may be bound to encrypted connections:
// the public address is https, or the request came by TLS or from this very
// machine, which browsers trust as much.
func (s *Server) isSecure(r *http.Request) bool {
	return s.PublicURL.Scheme == "https" || r.TLS != nil || isLoopback(r.Host)
}

func isLoopback(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}

// cookieName has the prefix that makes browsers refuse the cookie from other
// hosts and unencrypted connections, where that is possible.
func (s *Server) cookieName(r *http.Request) string {
	if s.isSecure(r) {
		return "__Host-barometer"
	}
	return "barometer"
}

func (s *Server) setCookie(c *gin.Context, value string, expires time.Time) {
	cookie := &http.Cookie{Name: s.cookieName(c.Request), Value: value, Path: "/", HttpOnly: true,
		Secure: s.isSecure(c.Request), SameSite: http.SameSiteLaxMode, Expires: expires}
	if value == "" {
		cookie.MaxAge = -1
	}
	http.SetCookie(c.Writer, cookie)
}

// loadSession finds out who is there, and goes on with nobody where that
// cannot be said.
func (s *Server) loadSession(c *gin.Context) {
	token := ""
	if cookie, err := c.Request.Cookie(s.cookieName(c.Request)); err == nil {
		token = cookie.Value
	}
	ctx, err := s.sessions.Load(c.Request.Context(), token)
	if err != nil {
		s.fail(c, err)
		return
	}
	c.Request = c.Request.WithContext(ctx)
	id := s.sessions.GetString(ctx, sessionUser)
	if id == "" {
		return
	}
	user, err := s.Store.UserOfSession(ctx, surveys.UserID(id), s.sessions.GetString(ctx, sessionID))
	if surveys.CodeOf(err) == surveys.NotFound {
		return
	}
	if err == nil {
		err = s.touch(c, user)
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	c.Set(sessionUser, user)
}

// recognise finds out who is there on an address of the team that no handler
// has; where that cannot be said, it is nobody.
func (s *Server) recognise(c *gin.Context) {
	path := c.Request.URL.Path + "/"
	public := slices.ContainsFunc([]string{"/api/", "/hooks/", "/r/", "/u/", "/report/", "/static/"}, func(begin string) bool { return strings.HasPrefix(path, begin) })
	cookie, err := c.Request.Cookie(s.cookieName(c.Request))
	if public || err != nil {
		return
	}
	ctx, err := s.sessions.Load(c.Request.Context(), cookie.Value)
	if err != nil {
		return
	}
	user, err := s.Store.UserOfSession(ctx, surveys.UserID(s.sessions.GetString(ctx, sessionUser)), s.sessions.GetString(ctx, sessionID))
	if err == nil {
		c.Set(sessionUser, user)
	}
}

// touch keeps a session in use from ending.
func (s *Server) touch(c *gin.Context, user surveys.User) error {
	ctx, now := c.Request.Context(), s.Store.Now().Unix()
	if now-s.sessions.GetInt64(ctx, sessionSeen) < int64(sessionTouch.Seconds()) {
		return nil
	}
	if err := s.Store.SeeSession(ctx, user.ID, s.sessions.GetString(ctx, sessionID)); err != nil {
		return err
	}
	s.sessions.Put(ctx, sessionSeen, now)
	return s.saveSession(c)
}

func (s *Server) saveSession(c *gin.Context) error {
	token, expires, err := s.sessions.Commit(c.Request.Context())
	if err == nil {
		s.setCookie(c, token, expires)
	}
	return err
}

// signIn begins a session under a new id, whatever id came with the request,
// and ends the one that this browser had.
func (s *Server) signIn(c *gin.Context, user surveys.User) error {
	ctx := c.Request.Context()
	if err := s.endHere(ctx); err != nil {
		return err
	}
	session := surveys.Session{ID: newSecret(), Browser: surveys.BrowserOf(c.Request.UserAgent())}
	if err := s.Store.BeginSession(ctx, user, session); err != nil {
		return err
	}
	s.sessions.Put(ctx, sessionUser, string(user.ID))
	s.sessions.Put(ctx, sessionID, session.ID)
	s.sessions.Put(ctx, sessionSeen, s.Store.Now().Unix())
	return s.saveSession(c)
}

// endHere ends the session of this browser and empties what it holds; what
// follows has another id.
func (s *Server) endHere(ctx context.Context) error {
	if err := s.sessions.RenewToken(ctx); err != nil {
		return err
	}
	user, session := s.sessions.GetString(ctx, sessionUser), s.sessions.GetString(ctx, sessionID)
	if err := s.sessions.Clear(ctx); err != nil || user == "" {
		return err
	}
	_, err := s.Store.EndSession(ctx, surveys.UserID(user), session)
	return err
}

// signOut ends the session here and in the store.
func (s *Server) signOut(c *gin.Context) error {
	ctx := c.Request.Context()
	if err := s.endHere(ctx); err != nil {
		return err
	}
	if err := s.sessions.Destroy(ctx); err != nil {
		return err
	}
	s.setCookie(c, "", time.Unix(1, 0))
	return nil
}

// userOf returns who is signed in; ok is false for nobody.
func userOf(c *gin.Context) (user surveys.User, ok bool) {
	v, _ := c.Get(sessionUser)
	user, ok = v.(surveys.User)
	return user, ok
}

// signedIn lets the team pass and leads everybody else to the door.
func (s *Server) signedIn(c *gin.Context) {
	if _, ok := userOf(c); ok {
		return
	}
	if c.Request.Method != http.MethodGet && c.Request.Method != http.MethodHead {
		s.fail(c, surveys.Errorf(surveys.Unauthorized, "%s", s.words.Text("problem_again")))
		return
	}
	c.Redirect(http.StatusSeeOther, loginAddress(c.Request.URL))
	c.Abort()
}

// may lets those pass whose role includes the asked one.
func (s *Server) may(role surveys.Right) gin.HandlerFunc {
	return func(c *gin.Context) {
		if user, ok := userOf(c); !ok || !user.May(role) {
			s.fail(c, surveys.Errorf(surveys.Forbidden, "%s", s.words.Text("problem_role")))
		}
	}
}
