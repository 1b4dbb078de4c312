package server_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"barometer/server"
	"barometer/surveys"

	"github.com/go-jose/go-jose/v4"
)

// voucher is an OpenID Connect provider in the process: its next id token says
// what claims says.
type voucher struct {
	tb        testing.TB
	server    *httptest.Server
	key       *rsa.PrivateKey
	claims    map[string]any
	challenge string // of the question that was asked last
	down      bool
}

const voucherClient = "barometer"

func newVoucher(tb testing.TB) *voucher {
	tb.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		tb.Fatal(err)
	}
	v := &voucher{tb: tb, key: key, claims: map[string]any{}}
	mux := http.NewServeMux()
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		if v.down {
			http.Error(w, "maintenance", http.StatusServiceUnavailable)
			return
		}
		v.answer(w, map[string]any{"issuer": v.server.URL, "authorization_endpoint": v.server.URL + "/authorize",
			"token_endpoint": v.server.URL + "/token", "jwks_uri": v.server.URL + "/keys", "id_token_signing_alg_values_supported": []string{"RS256"}})
	})
	mux.HandleFunc("/keys", func(w http.ResponseWriter, _ *http.Request) {
		v.answer(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: key.Public(), KeyID: "k1", Algorithm: "RS256", Use: "sig"}}})
	})
	mux.HandleFunc("/token", v.redeem)
	v.server = httptest.NewServer(mux)
	tb.Cleanup(v.server.Close)
	return v
}

func (v *voucher) answer(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(body)
}

// redeem gives an id token for any code, to who shows what the challenge was
// made of (RFC 7636).
func (v *voucher) redeem(w http.ResponseWriter, r *http.Request) {
	sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	_, secret, _ := r.BasicAuth()
	if base64.RawURLEncoding.EncodeToString(sum[:]) != v.challenge || secret+r.FormValue("client_secret") != "shared" {
		w.WriteHeader(http.StatusBadRequest)
		v.answer(w, map[string]string{"error": "invalid_grant"})
		return
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: v.key, KeyID: "k1"}}, nil)
	if err != nil {
		v.tb.Error(err)
		return
	}
	raw, _ := json.Marshal(v.claims)
	signed, err := signer.Sign(raw)
	if err != nil {
		v.tb.Error(err)
		return
	}
	token, _ := signed.CompactSerialize()
	v.answer(w, map[string]any{"access_token": "a", "token_type": "Bearer", "id_token": token})
}

// guarded opens an office that the voucher vouches for.
func guarded(tb testing.TB, v *voucher, more ...func(*server.OIDC)) *office {
	return openOffice(tb, localOffice, func(o *server.Options) {
		o.OIDC = server.OIDC{Issuer: v.server.URL, ClientID: voucherClient, ClientSecret: "shared", Name: "Acme ID"}
		for _, change := range more {
			change(&o.OIDC)
		}
	})
}

// begin goes to the provider and returns what it was asked.
func (v *voucher) begin(b *colleague, next string) url.Values {
	v.tb.Helper()
	answer := b.get("/login/oidc?next=" + url.QueryEscape(next))
	to, err := url.Parse(answer.Header().Get("Location"))
	if err != nil || answer.Code != http.StatusSeeOther || !strings.HasPrefix(to.String(), v.server.URL+"/authorize?") {
		v.tb.Fatalf("the way to the provider is %d %s", answer.Code, answer.Header().Get("Location"))
	}
	asked := to.Query()
	v.challenge = asked.Get("code_challenge")
	if asked.Get("code_challenge_method") != "S256" || asked.Get("redirect_uri") != localOffice+"/login/oidc/callback" {
		v.tb.Errorf("the provider is asked %v", asked)
	}
	return asked
}

// TestSigningInByAProvider goes the whole way, good and with everything that a
// wrong or hostile answer may hold.
func TestSigningInByAProvider(t *testing.T) {
	v := newVoucher(t)
	o := guarded(t, v)
	tests := []struct {
		name   string
		change func(claims map[string]any, asked url.Values)
		want   int
		says   string
	}{
		{"another nonce", func(c map[string]any, _ url.Values) { c["nonce"] = "other" }, 401, "cannot be trusted"},
		{"no nonce", func(c map[string]any, _ url.Values) { delete(c, "nonce") }, 401, "cannot be trusted"},
		{"for another program", func(c map[string]any, _ url.Values) { c["aud"] = "other" }, 401, "cannot be trusted"},
		{"of another issuer", func(c map[string]any, _ url.Values) { c["iss"] = "https://evil.example" }, 401, "cannot be trusted"},
		{"too old", func(c map[string]any, _ url.Values) { c["exp"] = o.clock.Now().Add(-time.Hour).Unix() }, 401, "cannot be trusted"},
		{"an address that nobody verified", func(c map[string]any, _ url.Values) { c["email_verified"] = false }, 403, "has not verified it"},
		{"nothing said of verifying", func(c map[string]any, _ url.Values) { delete(c, "email_verified") }, 403, "has not verified it"},
		{"no address", func(c map[string]any, _ url.Values) { delete(c, "email") }, 403, "does not say your address"},
		{"somebody unknown", func(c map[string]any, _ url.Values) { c["email"] = "eve@house.example" }, 403, "not on the team"},
		{"another state", func(_ map[string]any, asked url.Values) { asked.Set("state", "other") }, 410, "begin again"},
		{"refused by the provider", func(_ map[string]any, asked url.Values) { asked.Set("error", "access_denied") }, 403, "did not let you through: access_denied"},
		// Last: from here on the account is known.
		{"verified said as a text", func(c map[string]any, _ url.Values) { c["email_verified"] = "true" }, 303, ""},
		{"the address in other letters", func(c map[string]any, _ url.Values) { c["email"] = "Marta@HOUSE.example" }, 303, ""},
		{"somebody on the team", func(map[string]any, url.Values) {}, 303, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := o.someone()
			asked := v.begin(b, "/customers?days=28")
			v.claims = v.about(o, asked, martaEmail)
			tt.change(v.claims, asked)
			back := "/login/oidc/callback?code=c&state=" + url.QueryEscape(asked.Get("state"))
			if asked.Has("error") {
				back += "&error=" + asked.Get("error")
			}
			answer := b.get(back)
			if answer.Code != tt.want || !strings.Contains(answer.Body.String(), tt.says) {
				t.Fatalf("answered with %d, want %d and %q\n%s", answer.Code, tt.want, tt.says, answer.Body)
			}
			in := b.get("/settings").Code == http.StatusOK
			if in != (tt.want == 303) || in && answer.Header().Get("Location") != "/customers?days=28" {
				t.Errorf("signed in: %v, led to %s", in, answer.Header().Get("Location"))
			}
		})
	}
}

// about are the claims of a good id token.
func (v *voucher) about(o *office, asked url.Values, email string) map[string]any {
	return map[string]any{"iss": v.server.URL, "aud": voucherClient, "sub": "1", "nonce": asked.Get("nonce"),
		"iat": o.clock.Now().Unix(), "exp": o.clock.Now().Add(time.Hour).Unix(), "email": email, "email_verified": true, "name": "Ines Rao"}
}

// TestAProvidersAnswerWorksOnce: neither a second time, nor in another browser,
// nor after ten minutes.
func TestAProvidersAnswerWorksOnce(t *testing.T) {
	v := newVoucher(t)
	o := guarded(t, v)
	b := o.someone()
	asked := v.begin(b, "/")
	v.claims = v.about(o, asked, martaEmail)
	back := "/login/oidc/callback?code=c&state=" + asked.Get("state")
	stranger := o.someone()
	if answer := stranger.get(back); answer.Code != http.StatusGone {
		t.Errorf("another browser is answered with %d", answer.Code)
	}
	kept := *b.cookies["__Host-barometer-oidc"]
	if answer := b.get(back); answer.Code != http.StatusSeeOther {
		t.Fatalf("the first time is answered with %d", answer.Code)
	}
	stranger.cookies[kept.Name] = &kept // even for one who has copied the cookie
	if answer := stranger.get(back); answer.Code != http.StatusGone {
		t.Errorf("the second time is answered with %d", answer.Code)
	}
	late := o.someone()
	asked = v.begin(late, "/")
	v.claims = v.about(o, asked, martaEmail)
	o.clock.Advance(11 * time.Minute)
	if answer := late.get("/login/oidc/callback?code=c&state=" + asked.Get("state")); answer.Code != http.StatusGone {
		t.Errorf("after eleven minutes it is answered with %d", answer.Code)
	}
}

// TestWhomAProviderLetsIn: who is invited takes their place; who is not comes in
// only where the settings give the domain a role.
func TestWhomAProviderLetsIn(t *testing.T) {
	v := newVoucher(t)
	open := func(o *server.OIDC) { o.Domains, o.Role = []string{"house.example"}, surveys.Viewer }
	for _, tt := range []struct {
		name, email string
		invited     bool
		more        []func(*server.OIDC)
		want        surveys.Right // empty: not let in
	}{
		{"invited", "ines@house.example", true, nil, surveys.Member},
		{"not invited", "ines@house.example", false, nil, ""},
		{"not invited, of an open domain", "ines@house.example", false, []func(*server.OIDC){open}, surveys.Viewer},
		{"invited, of an open domain", "ines@house.example", true, []func(*server.OIDC){open}, surveys.Member},
		{"of another domain", "ines@evil.example", false, []func(*server.OIDC){open}, ""},
		{"of a domain that ends alike", "ines@not-house.example", false, []func(*server.OIDC){open}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o, ctx := guarded(t, v, tt.more...), context.Background()
			if tt.invited {
				if _, err := o.store.OfferPlace(ctx, surveys.Place{Email: tt.email, Role: surveys.Member}, "secret"); err != nil {
					t.Fatal(err)
				}
			}
			b := o.someone()
			asked := v.begin(b, "/")
			v.claims = v.about(o, asked, tt.email)
			b.get("/login/oidc/callback?code=c&state=" + asked.Get("state"))
			user, err := o.store.UserByEmail(ctx, tt.email)
			if (err == nil) != (tt.want != "") || user.Role != tt.want || user.Money {
				t.Fatalf("on the team: %+v, %v; want the role %q", user, err, tt.want)
			}
			if in := b.get("/settings").Code == http.StatusOK; in != (tt.want != "") {
				t.Errorf("signed in: %v", in)
			}
			if answer := o.someone().post("/login", "email", tt.email, "password", ""); answer.Code == http.StatusSeeOther {
				t.Error("an empty password lets in")
			}
		})
	}
}

// TestAProviderThatIsAway keeps nobody from starting, and says so at the door.
func TestAProviderThatIsAway(t *testing.T) {
	v := newVoucher(t)
	v.down = true
	o := guarded(t, v)
	if page := o.someone().get("/login?next=/outbox").Body.String(); !strings.Contains(page, "Sign in with Acme ID") || !strings.Contains(page, "/login/oidc?next=%2Foutbox") {
		t.Errorf("the door does not offer the provider:\n%s", page)
	}
	if answer := o.someone().get("/login/oidc"); answer.Code != http.StatusServiceUnavailable || !strings.Contains(answer.Body.String(), "Acme ID does not answer") {
		t.Errorf("answered with %d\n%s", answer.Code, answer.Body)
	}
	v.down = false
	o.clock.Advance(11 * time.Second)
	v.begin(o.someone(), "/")
	if answer := openOffice(t, localOffice).someone().get("/login/oidc"); answer.Code != http.StatusNotFound {
		t.Errorf("without a provider the way to it is answered with %d", answer.Code)
	}
}
