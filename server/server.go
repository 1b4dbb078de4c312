// Package server is what the world reaches by HTTP: the rating pages, the API
// and the team's pages. A handler parses, makes one call and renders.
package server

import (
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"

	"github.com/gin-gonic/gin"
)

// Options are what the server needs from outside.
type Options struct {
	Store       *store.Store
	PublicURL   *url.URL // where customers and the team reach us
	Secret      []byte   // 32 bytes; keys of tokens and nonces are derived from it
	OldSecret   []byte   // the one before: its links stay valid; nil: none
	ScanWindow  time.Duration
	House       string            // who asks, as customers know them; may be empty
	Sender      string            // who mails are from, such as "Jonas Weber at Acme"; empty: House
	Networks    *surveys.Networks // of mail scanners; nil: the list that comes along
	Expires     time.Duration     // how long after sending taps count; 0: as the survey says
	Proxies     []string          // networks whose X-Forwarded-For is believed; none: nobody's
	Inside      []netip.Prefix    // networks of the house that webhooks may reach
	Connections int               // open at once; 0: 10,000
	Log         *slog.Logger
	Version     string
	Dev         bool     // templates from disk
	Notices     []string // shown on every page of the team, such as "data is only in memory"
	Caught      Caught   // mails caught by the demo; nil outside it
	Hooks       Hooks    // of mail providers
	Doctor      Doctor   // looks at the set-up; nil: nobody does
}

// Caught are mails that the demo has caught instead of sending them.
type Caught interface {
	Mails() []CaughtMail // newest first
	Mail(id string) (CaughtMail, bool)
}

// CaughtMail is one mail in the demo's mailbox.
type CaughtMail struct {
	ID           string
	At           time.Time
	To, From     string
	Subject      string
	Text, HTML   string
	InvitationID string // empty: a mail to the team
	Raw          []byte
}

// Server holds the handlers' common needs.
type Server struct {
	Options
	*team
	engine *gin.Engine
	tokens *pace // how often each token may ask

	providers *pace         // how often each address of mail providers may tell
	examining chan struct{} // has room while nobody looks at the set-up
}

// New builds the server with all its routes.
func New(o Options) (*Server, error) {
	team, err := newTeam(o)
	if err != nil {
		return nil, err
	}
	s := &Server{Options: o, team: team, tokens: newPace(tokenRate, tokenBurst),
		providers: newPace(hookRate, hookBurst), examining: make(chan struct{}, 1)}
	gin.SetMode(gin.ReleaseMode)
	s.engine = gin.New()
	s.engine.HandleMethodNotAllowed = true
	s.engine.RedirectTrailingSlash = false
	s.engine.UseRawPath = true // ids may hold an escaped slash
	if err := s.engine.SetTrustedProxies(o.Proxies); err != nil {
		return nil, err
	}
	if err := s.routes(); err != nil {
		return nil, err
	}
	return s, nil
}

// Handler returns the whole server as one handler.
func (s *Server) Handler() http.Handler { return headAsGet(s.engine) }
