package server

import (
	"crypto/rand"
	"encoding/base64"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strings"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// taps is the way from a link in a mail to an answer: the pages that customers
// see. Nothing here knows of sessions or tokens of the team.
type taps struct {
	Options
	signer  *surveys.Signer
	sealer  *surveys.Sealer
	pages   *templates.TapPages
	locales *templates.Locales
	team    *templates.Locale // whom trials speak to
	clients *clients
	watch   *watch
	random  io.Reader
	headers http.Header // of pages
	plain   []string    // content type of a line of text
	secure  bool        // browsers treat our address as a secure context
}

func newTaps(o Options, pages *templates.TapPages, locales *templates.Locales, team *templates.Locale) (*taps, error) {
	if o.Networks == nil {
		list, err := surveys.DefaultNetworks()
		if err != nil {
			return nil, err
		}
		o.Networks = &list
	}
	if o.PublicURL == nil {
		o.PublicURL = &url.URL{}
	}
	var older [][]byte
	if o.OldSecret != nil {
		older = append(older, o.OldSecret)
	}
	return &taps{
		Options: o,
		signer:  surveys.NewSigner(o.Secret, older...),
		sealer:  surveys.NewSealer(rand.Reader, o.Secret, older...),
		pages:   pages,
		locales: locales,
		team:    team,
		clients: newClients(o.Store, rand.Reader),
		watch:   &watch{log: o.Log},
		random:  rand.Reader,
		headers: closedHeaders(o.PublicURL.Scheme == "https"),
		plain:   []string{"text/plain; charset=utf-8"},
		secure:  o.PublicURL.Scheme == "https" || isLocalhost(o.PublicURL.Hostname()),
	}, nil
}

// open answers GET and HEAD of /r/<token>. It notes a visit and changes no
// rating; what costs least is answered first.
func (t *taps) open(c *gin.Context) {
	t.guard(c)
	asking := askingOf(c.Request, t.secure)
	switch asking.Visitor() {
	case surveys.VisitorChecker:
		c.Status(http.StatusOK)
		return
	case surveys.VisitorPrefetch:
		c.Status(http.StatusServiceUnavailable)
		return
	}
	token := strings.TrimPrefix(c.Param("token"), "/")
	id, choice, ok := t.signer.ParseRate(token)
	if !ok {
		if !t.trial(c, token) {
			t.unknown(c)
		}
		return
	}
	if asking.Visitor() != surveys.VisitorReader {
		t.notice(c, t.speaking(c), http.StatusOK, "short_question", "in_browser")
		return
	}
	t.show(c, id, choice, asking, typed{})
}

// typed is what a customer typed on a page before, to be kept on a fresh one.
type typed struct {
	words surveys.Words
	note  string // text that says why there is a fresh page
}

// show notes a visit of the link and serves its page.
func (t *taps) show(c *gin.Context, id surveys.InvitationID, choice int, asking surveys.Asking, kept typed) {
	opening, ok := t.opening(c, id, choice, asking)
	if !ok {
		return
	}
	sight, err := t.Store.Visit(c.Request.Context(), opening)
	if err != nil {
		t.fail(c, err)
		return
	}
	survey, err := t.askedOf(c.Request.Context(), sight.Invitation)
	if err != nil {
		t.fail(c, err)
		return
	}
	if end := sight.Invitation.ExpiresAt(survey.Survey); !end.IsZero() && sight.Visit.At.After(end) {
		t.notice(c, survey.words, http.StatusGone, "closed", "closed_late")
		return
	}
	page := t.ratingPage(c, sight.Invitation, survey, choice)
	if page.Seal, err = t.seal(sight); err != nil {
		t.fail(c, err)
		return
	}
	known := t.known(c.Request, id) || sight.Visits.Answerer == sight.Visit.Client
	pose(&page, sight, survey, known)
	if kept.note != "" {
		page.Mode, page.Status, page.Words = templates.RatingPress, survey.say(kept.note), true
		keepWords(&page, kept.words)
	}
	t.render(c, http.StatusOK, page)
}

// seal puts what was seen into the nonce of a page's first confirmation.
func (t *taps) seal(sight store.Sight) (string, error) {
	visit := sight.Visit
	return t.sealer.Seal(surveys.Nonce{
		Invitation: sight.Invitation.ID, Scale: sight.Invitation.Scale, Choice: visit.Choice,
		Visit: visit.Number, Seen: sight.Visits.Seen, OpenedAt: visit.At, IssuedAt: visit.At,
		Client: visit.Client, Doubts: sight.Doubts,
	})
}

// closedHeaders are those of everything that a customer gets: never kept, never
// framed, never indexed. With no-referrer the form's Origin would be "null".
func closedHeaders(https bool) http.Header {
	h := http.Header{
		"Cache-Control":          {"no-store"},
		"Referrer-Policy":        {"same-origin"},
		"X-Robots-Tag":           {"noindex, nofollow, noarchive"},
		"X-Content-Type-Options": {"nosniff"},
		"X-Frame-Options":        {"DENY"},
	}
	if https {
		h["Strict-Transport-Security"] = []string{"max-age=31536000"}
	}
	return h
}

// guard sets the headers of everything that a customer gets.
func (t *taps) guard(c *gin.Context) {
	maps.Copy(c.Writer.Header(), t.headers)
}

// frame makes the nonce of a page's style and script and the policy with it.
func (t *taps) frame(c *gin.Context, words *templates.Locale) templates.Frame {
	var raw [16]byte
	if _, err := io.ReadFull(t.random, raw[:]); err != nil {
		// Without randomness the page still works: it only has no style.
		raw = [16]byte{}
	}
	nonce := base64.RawURLEncoding.EncodeToString(raw[:])
	c.Header("Content-Security-Policy", "default-src 'none'; script-src 'nonce-"+nonce+"'; style-src 'nonce-"+nonce+
		"'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
	return templates.Frame{Locale: words, House: t.house(c.Request.Context()), CSP: nonce}
}

func (t *taps) render(c *gin.Context, status int, page templates.TapPage) {
	t.guard(c)
	body, err := t.pages.Render(page)
	if err != nil {
		t.Log.ErrorContext(c.Request.Context(), "page failed", "route", routeOf(c), "error", err.Error())
		c.Status(http.StatusInternalServerError)
		return
	}
	c.Data(status, "text/html; charset=utf-8", body)
}

// notice says something by the ids of its texts: a heading and what follows.
func (t *taps) notice(c *gin.Context, words *templates.Locale, status int, heading, text string, pairs ...string) {
	t.tell(c, words, status, say(words, heading), say(words, text, pairs...))
}

// tell says something as it is given, in the language of words.
func (t *taps) tell(c *gin.Context, words *templates.Locale, status int, heading, text string) {
	t.render(c, status, templates.Notice{Frame: t.frame(c, words), Heading: heading, Text: text})
}

// unknown answers a token that is none, without asking Redis.
func (t *taps) unknown(c *gin.Context) {
	t.watch.miss(t.Store.Now())
	t.notFound(c)
}

// notFound is the one answer to every token that is none, so that nothing can
// be learnt from it.
func (t *taps) notFound(c *gin.Context) {
	t.notice(c, t.speaking(c), http.StatusNotFound, "nothing", "nothing_text")
}

// fail answers an error of the store in words for a customer.
func (t *taps) fail(c *gin.Context, err error) {
	code := status(err)
	switch code {
	case http.StatusNotFound:
		t.notFound(c)
		return
	case http.StatusConflict:
		t.notice(c, t.speaking(c), code, "closed", "closed_text")
		return
	case http.StatusTooManyRequests:
		t.busy(c)
		return
	}
	t.Log.ErrorContext(c.Request.Context(), "request failed", "route", routeOf(c), "error", err.Error())
	t.notice(c, t.speaking(c), code, "failed", "failed_text")
}

func (t *taps) busy(c *gin.Context) {
	c.Header("Retry-After", "30")
	t.notice(c, t.speaking(c), http.StatusTooManyRequests, "busy", "busy_text")
}

// opening describes a request for the store; false: it was answered already.
func (t *taps) opening(c *gin.Context, id surveys.InvitationID, choice int, asking surveys.Asking) (store.Opening, bool) {
	who, err := t.clients.of(c, t.Store.Now())
	if err != nil {
		t.fail(c, err)
		return store.Opening{}, false
	}
	if !who.allowed {
		t.busy(c)
		return store.Opening{}, false
	}
	doubts := asking.Doubts()
	listed := t.Networks.Has(who.addr)
	if listed {
		doubts |= surveys.DoubtListed
	}
	t.watch.visit(t.Store.Now(), listed)
	return store.Opening{
		Invitation: id, Choice: choice, Client: who.client, Yesterday: who.yesterday, Nameless: who.nameless,
		Browser: surveys.BrowserOf(asking.UserAgent), Doubts: doubts, Window: t.ScanWindow,
	}, true
}

// askingOf reads how a page is asked for.
func askingOf(r *http.Request, secure bool) surveys.Asking {
	a := surveys.Asking{
		Method: r.Method, UserAgent: r.UserAgent(), Secure: secure,
		FetchMode: r.Header.Get("Sec-Fetch-Mode"), FetchDest: r.Header.Get("Sec-Fetch-Dest"),
	}
	for _, name := range [...]string{"Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"} {
		if v := r.Header.Get(name); v != "" {
			a.Purposes = append(a.Purposes, v)
		}
	}
	return a
}

// isLocalhost reports whether browsers trust the host without https.
func isLocalhost(host string) bool {
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || host == "127.0.0.1" || host == "::1"
}
