package server

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"barometer/surveys"
	"barometer/templates"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/gin-gonic/gin"
	"golang.org/x/oauth2"
)

// Where signing in by a provider begins and ends.
const (
	oidcStart    = "/login/oidc"
	oidcCallback = "/login/oidc/callback"
)

// ticketFor is how long somebody may take at the provider.
const ticketFor = 10 * time.Minute

// ticketSafe is the purpose that a ticket is locked for.
const ticketSafe = "oidc ticket"

// ticket is what the browser keeps, locked, while somebody is at the provider:
// only the browser that began may come back, once.
type ticket struct {
	State, Nonce, Verifier, Next string
	At                           int64 // s
}

// getOIDC: GET /login/oidc?next= leads to the provider.
func (s *Server) getOIDC(c *gin.Context) {
	if s.provider == nil {
		s.refuse(c, http.StatusNotFound)
		return
	}
	known, err := s.provider.ask(c.Request.Context())
	if err != nil {
		s.Log.WarnContext(c.Request.Context(), "the OpenID Connect provider does not answer", "error", surveys.OneLine(err.Error(), 200))
		s.fail(c, surveys.Errorf(surveys.Unavailable, "%s", s.words.Text("oidc_away", "Name", s.provider.Name)))
		return
	}
	t := ticket{State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier(), Next: safeNext(c.Query("next")), At: s.Store.Now().Unix()}
	text, err := json.Marshal(t)
	if err != nil {
		s.fail(c, err)
		return
	}
	locked, err := s.tickets.Lock(string(text))
	if err != nil {
		s.fail(c, err)
		return
	}
	s.setTicket(c, locked, int(ticketFor.Seconds()))
	c.Redirect(http.StatusSeeOther, known.oauth.AuthCodeURL(t.State, oidc.Nonce(t.Nonce), oauth2.S256ChallengeOption(t.Verifier)))
}

// providerLink is the other way in, for the door; empty: there is none.
func (s *Server) providerLink(next string) templates.Link {
	if s.provider == nil {
		return templates.Link{}
	}
	return templates.Link{Text: s.words.Text("oidc_button", "Name", s.provider.Name), Address: oidcStart + "?next=" + url.QueryEscape(safeNext(next))}
}

// providerName is what the provider of an account is called.
func (s *Server) providerName(a surveys.ProviderAccount) string {
	if s.provider != nil && s.provider.Issuer == a.Issuer {
		return s.provider.Name
	}
	return a.Issuer
}

func (s *Server) ticketName(r *http.Request) string { return s.cookieName(r) + "-oidc" }

// setTicket keeps the ticket in the browser; an age below 0 takes it away. Lax
// lets it come back with the provider's redirect.
func (s *Server) setTicket(c *gin.Context, value string, age int) {
	http.SetCookie(c.Writer, &http.Cookie{Name: s.ticketName(c.Request), Value: value, Path: "/", HttpOnly: true,
		Secure: s.isSecure(c.Request), SameSite: http.SameSiteLaxMode, MaxAge: age})
}

// takeTicket reads the ticket that the browser came back with, and takes it
// away: it is good once. Expired: there is none for this state.
func (s *Server) takeTicket(c *gin.Context) (t ticket, err error) {
	stale := surveys.Errorf(surveys.Expired, "%s", s.words.Text("oidc_stale"))
	cookie, err := c.Request.Cookie(s.ticketName(c.Request))
	if err != nil {
		return t, stale
	}
	s.setTicket(c, "", -1)
	text, ok := s.tickets.Open(cookie.Value)
	if !ok || json.Unmarshal([]byte(text), &t) != nil {
		return t, stale
	}
	age := s.Store.Now().Unix() - t.At
	if age < 0 || age > int64(ticketFor.Seconds()) || subtle.ConstantTimeCompare([]byte(t.State), []byte(c.Query("state"))) != 1 {
		return t, stale
	}
	first, err := s.Store.Once(c.Request.Context(), "oidc", t.State, ticketFor)
	if err == nil && !first {
		err = stale
	}
	return t, err
}

// getOIDCBack: GET /login/oidc/callback is where the provider sends people to.
func (s *Server) getOIDCBack(c *gin.Context) {
	if s.provider == nil {
		s.refuse(c, http.StatusNotFound)
		return
	}
	t, err := s.takeTicket(c)
	if err == nil && c.Query("error") != "" {
		words := surveys.OneLine(whoOr(c.Query("error_description"), c.Query("error")), 200)
		err = surveys.Errorf(surveys.Forbidden, "%s", s.words.Text("oidc_refused", "Name", s.provider.Name, "Words", words))
	}
	var user surveys.User
	if err == nil {
		user, err = s.vouchedUser(c, t)
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	if user.Factor {
		s.askCode(c, user, t.Next)
		return
	}
	s.enter(c, user, t.Next)
}

// vouchedUser is the person of the team that the provider vouches for: by the
// account that they came with before, whatever their address is there by now,
// else by the address.
func (s *Server) vouchedUser(c *gin.Context, t ticket) (surveys.User, error) {
	ctx := c.Request.Context()
	v, err := s.provider.redeem(ctx, c.Query("code"), t)
	if err != nil {
		s.Log.WarnContext(ctx, "an OpenID Connect sign-in was refused", "error", surveys.OneLine(err.Error(), 200))
		return surveys.User{}, surveys.Errorf(surveys.Unauthorized, "%s", s.words.Text("oidc_wrong", "Name", s.provider.Name))
	}
	user, err := s.Store.UserByAccount(ctx, v.Account)
	switch {
	case surveys.CodeOf(err) == surveys.NotFound:
		return s.firstVouched(c, v)
	case err == nil && !s.provider.lets(user.Email):
		return user, s.notOnTeam(user.Email)
	}
	return user, err
}

// firstVouched is the person whose address the provider has verified, where
// nobody came with the account before; from now on it is theirs. Addresses
// count in whatever case, so one is refused whose small letters spell another's,
// as those of the Turkish İ do.
func (s *Server) firstVouched(c *gin.Context, v vouched) (surveys.User, error) {
	ctx := c.Request.Context()
	address, problem := NormaliseAddress(v.Email)
	if problem != "" || address == "" || !v.Verified || !strings.EqualFold(address, strings.ToLower(address)) {
		return surveys.User{}, surveys.Errorf(surveys.Forbidden, "%s", s.words.Text("oidc_no_address", "Name", s.provider.Name))
	}
	if !s.provider.lets(address) {
		return surveys.User{}, s.notOnTeam(address)
	}
	user, err := s.Store.UserByEmail(ctx, address)
	if surveys.CodeOf(err) == surveys.NotFound {
		user, err = s.newcomer(c, address, surveys.OneLine(strings.TrimSpace(v.Name), maxOwnName))
	}
	if err != nil {
		return user, err
	}
	err = s.Store.BindAccount(ctx, user.ID, v.Account)
	if surveys.CodeOf(err) == surveys.Conflict {
		return surveys.User{}, s.otherAccount(c, user, v)
	}
	if err == nil {
		s.recordAs(c, user.ID, "person.account", personSubject(user.Email), surveys.Tell("changes_signs_in", "By", s.provider.Name))
	}
	return user, err
}

// refusedAccount is how long it is not written down again that an account was
// refused.
const refusedAccount = 24 * time.Hour

// otherAccount refuses an account that has the address of somebody who signs in
// by another one: addresses are given to others when people leave.
func (s *Server) otherAccount(c *gin.Context, user surveys.User, v vouched) error {
	first, err := s.Store.Once(c.Request.Context(), "account", v.Account.Issuer+" "+v.Account.Subject, refusedAccount)
	if err != nil {
		return err
	}
	if first {
		s.recordAs(c, "", "person.refused", personSubject(user.Email), surveys.Tell("changes_other_account", "By", s.provider.Name))
	}
	return surveys.Errorf(surveys.Forbidden, "%s", s.words.Text("oidc_other", "Name", s.provider.Name, "Address", user.Email))
}

// newcomer takes up the place that waits for the address, or makes a person
// where the settings let everybody of the domain in.
func (s *Server) newcomer(c *gin.Context, address, name string) (user surveys.User, err error) {
	ctx := c.Request.Context()
	user, err = s.Store.TakePlaceOf(ctx, address, name)
	if surveys.CodeOf(err) == surveys.NotFound || surveys.CodeOf(err) == surveys.Unauthorized {
		if s.provider.Role == "" {
			return user, s.notOnTeam(address)
		}
		user, err = s.Store.AddUser(ctx, surveys.User{Email: address, Name: name, Role: s.provider.Role})
	}
	if err == nil {
		s.recordAs(c, user.ID, "person.joined", personSubject(user.Email), surveys.Tell("changes_by", "By", s.provider.Name))
	}
	return user, err
}

func (s *Server) notOnTeam(address string) error {
	return surveys.Errorf(surveys.Forbidden, "%s", s.words.Text("oidc_unknown", "Address", address))
}

// lets reports whether addresses of the domain may enter.
func (p *provider) lets(address string) bool {
	return len(p.Domains) == 0 || slices.Contains(p.Domains, strings.ToLower(surveys.DomainOf(address)))
}
