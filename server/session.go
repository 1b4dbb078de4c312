package server

import (
	"crypto/sha256"
	"encoding/hex"
	"net"
	"net/http"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"

	"github.com/alexedwards/scs/v2"
	"github.com/gin-gonic/gin"
)

// How long a session lasts: unused, and at most. It is written again when it
// was not for a while, so that a page view seldom writes.
const (
	sessionIdle  = 12 * time.Hour
	sessionMost  = 7 * 24 * time.Hour
	sessionTouch = 10 * time.Minute
)

// What a session holds.
const (
	sessionUser  = "user"
	sessionProof = "proof" // ends the session when the password changes
	sessionSeen  = "seen"
)

func newSessions(st store.Sessions) *scs.SessionManager {
	m := scs.New()
	m.Store = st
	m.Lifetime = sessionMost
	m.IdleTimeout = sessionIdle
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
	user, err := s.Store.User(ctx, surveys.UserID(id))
	if surveys.CodeOf(err) == surveys.NotFound || err == nil && proofOf(user) != s.sessions.GetString(ctx, sessionProof) {
		return
	}
	if err == nil {
		err = s.touch(c)
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	c.Set(sessionUser, user)
}

// touch keeps a session in use from ending.
func (s *Server) touch(c *gin.Context) error {
	ctx, now := c.Request.Context(), s.Store.Now().Unix()
	if now-s.sessions.GetInt64(ctx, sessionSeen) < int64(sessionTouch.Seconds()) {
		return nil
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

// signIn begins a session under a new id, whatever id came with the request.
func (s *Server) signIn(c *gin.Context, user surveys.User) error {
	ctx := c.Request.Context()
	if err := s.sessions.RenewToken(ctx); err != nil {
		return err
	}
	s.sessions.Put(ctx, sessionUser, string(user.ID))
	s.sessions.Put(ctx, sessionProof, proofOf(user))
	s.sessions.Put(ctx, sessionSeen, s.Store.Now().Unix())
	return s.saveSession(c)
}

// signOut ends the session here and in the store.
func (s *Server) signOut(c *gin.Context) error {
	if err := s.sessions.Destroy(c.Request.Context()); err != nil {
		return err
	}
	s.setCookie(c, "", time.Unix(1, 0))
	return nil
}

// proofOf binds a session to the password it was begun with.
func proofOf(user surveys.User) string {
	sum := sha256.Sum256([]byte(user.Hash))
	return hex.EncodeToString(sum[:8])
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
		s.fail(c, surveys.Errorf(surveys.Unauthorized, "Please sign in again; nothing was changed."))
		return
	}
	c.Redirect(http.StatusSeeOther, loginAddress(c.Request.URL))
	c.Abort()
}

// may lets those pass whose role includes the asked one.
func (s *Server) may(role surveys.Right) gin.HandlerFunc {
	return func(c *gin.Context) {
		if user, ok := userOf(c); !ok || !user.May(role) {
			s.fail(c, surveys.Errorf(surveys.Forbidden, "Your role does not include this. Ask a colleague who may."))
		}
	}
}
