// Package server is what the world reaches by HTTP: the rating pages, the API
// and the team's pages. A handler parses, makes one call and renders.
package server

import (
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"sync"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// Options are what the server needs from outside.
type Options struct {
	Store       *store.Store
	PublicURL   *url.URL // where customers and the team reach us
	Secret      []byte   // 32 bytes; keys of tokens and nonces are derived from it
	OldSecret   []byte   // the one before: its links stay valid; nil: none
	ScanWindow  time.Duration
	House       string            // who asks, as customers know them; empty: as the sender says
	Sender      string            // who mails are from, such as "Jonas Weber at Acme"; empty: as the sender says
	OIDC        OIDC              // who else vouches for people; no issuer: nobody
	Alerts      Alerts            // who is told of what, as the settings say
	Given       surveys.Sender    // what the settings say of the sender; the rest is set in the browser
	TrySender   TrySender         // goes the way to a mail server; nil: nobody does
	Networks    *surveys.Networks // of mail scanners; nil: the list that comes along
	Expires     time.Duration     // how long after sending taps count; 0: as the survey says
	Proxies     []string          // networks whose X-Forwarded-For is believed; none: nobody's
	Inside      []netip.Prefix    // networks of the house that webhooks may reach
	Connections int               // open at once; 0: 10,000
	Log         *slog.Logger
	Version     string
	Dev         bool               // templates from disk
	Templates   *templates.Library // nil: opened here
	Notices     []string           // shown on every page of the team, such as "data is only in memory"
	Caught      Caught             // mails caught by the demo; nil outside it
	Hooks       Hooks              // of mail providers
	Doctor      Doctor             // looks at the set-up; nil: nobody does
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

	signer    *surveys.Signer // of links to reports
	safe      *surveys.Safe   // of the mail server's password
	tickets   *surveys.Safe   // of people who are at the provider
	links     *surveys.Safe   // of mails about accounts
	provider  *provider       // nil: people only sign in by a password
	providers *pace           // how often each address of mail providers may tell
	examining chan struct{}   // has room while nobody looks at the set-up
	importing chan struct{}   // has room while no import runs here
	streams   *streams        // open ones of changes
	squeezers squeezers
	memo      *memo     // of pages
	hearing   sync.Once // of what other processes write
}

// New builds the server with all its routes.
func New(o Options) (*Server, error) {
	team, err := newTeam(o)
	if err != nil {
		return nil, err
	}
	s := &Server{Options: o, team: team, tokens: newPace(tokenRate, tokenBurst),
		safe: newSafe(o, surveys.SenderSafe), tickets: newSafe(o, ticketSafe), links: newSafe(o, surveys.PostSafe), provider: newProvider(o),
		providers: newPace(hookRate, hookBurst), examining: make(chan struct{}, 1), importing: make(chan struct{}, 1), streams: newStreams()}
	if s.memo, err = newMemo(); err != nil {
		return nil, err
	}
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
