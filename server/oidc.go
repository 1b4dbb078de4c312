package server

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"barometer/surveys"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// OIDC says by whom people may sign in instead of a password (OpenID Connect
// Core 1.0, code flow with PKCE).
type OIDC struct {
	Issuer       string // empty: nobody
	ClientID     string
	ClientSecret string
	Name         string        // on the button
	Domains      []string      // of addresses that may enter; none: any
	Role         surveys.Right // of people of the domains who are not on the team yet; empty: they are not let in
}

// askProvider is how long a provider may take to answer.
const askProvider = 5 * time.Second

// provider is who vouches for people. What it says about itself is asked for
// when somebody first wants in, so that one that is away keeps nobody from
// starting the program.
type provider struct {
	OIDC
	redirect string
	client   *http.Client
	now      func() time.Time

	mu     sync.Mutex
	known  *knownProvider
	failed error // of the last try
	rests  time.Time
}

// restProvider is how long a provider that does not answer is left alone.
const restProvider = 10 * time.Second

// knownProvider is what a provider has said about itself.
type knownProvider struct {
	oauth    oauth2.Config
	verifier *oidc.IDTokenVerifier
}

// newProvider returns nil where people only sign in by a password.
func newProvider(o Options) *provider {
	if o.OIDC.Issuer == "" {
		return nil
	}
	return &provider{OIDC: o.OIDC, redirect: o.PublicURL.JoinPath(oidcCallback).String(), now: o.Store.Now,
		client: &http.Client{Timeout: askProvider}}
}

// ask returns what the provider says about itself, asking once.
func (p *provider) ask(ctx context.Context) (*knownProvider, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.known != nil {
		return p.known, nil
	}
	if p.failed != nil && p.now().Before(p.rests) {
		return nil, p.failed
	}
	// The keys are fetched again later, so the context must outlive the request.
	long := oidc.ClientContext(context.WithoutCancel(ctx), p.client)
	found, err := oidc.NewProvider(long, p.Issuer)
	if err != nil {
		p.failed, p.rests = err, p.now().Add(restProvider)
		return nil, err
	}
	p.known = &knownProvider{
		oauth: oauth2.Config{ClientID: p.ClientID, ClientSecret: p.ClientSecret, Endpoint: found.Endpoint(), RedirectURL: p.redirect,
			Scopes: []string{oidc.ScopeOpenID, "email", "profile"}},
		verifier: found.VerifierContext(long, &oidc.Config{ClientID: p.ClientID, Now: p.now}),
	}
	return p.known, nil
}

// vouched is what a provider says about somebody.
type vouched struct {
	Account  surveys.ProviderAccount
	Email    string
	Verified bool
	Name     string
}

// errNonce is an answer to another question than ours.
var errNonce = errors.New("the id token has another nonce")

// redeem trades the code for what the provider says about the person, and
// checks its signature, whom it is for, its age and that it answers us.
func (p *provider) redeem(ctx context.Context, code string, t ticket) (v vouched, err error) {
	known, err := p.ask(ctx)
	if err != nil {
		return v, err
	}
	ctx = oidc.ClientContext(ctx, p.client)
	answer, err := known.oauth.Exchange(ctx, code, oauth2.VerifierOption(t.Verifier))
	if err != nil {
		return v, err
	}
	raw, ok := answer.Extra("id_token").(string)
	if !ok {
		return v, errors.New("the provider sent no id token")
	}
	token, err := known.verifier.Verify(ctx, raw)
	if err != nil {
		return v, err
	}
	if token.Nonce != t.Nonce || t.Nonce == "" {
		return v, errNonce
	}
	var claims struct {
		Email    string `json:"email"`
		Verified any    `json:"email_verified"` // some write it as a text
		Name     string `json:"name"`
	}
	if err := token.Claims(&claims); err != nil {
		return v, err
	}
	// Google writes its own name in two ways: the one of the settings is kept.
	account := surveys.ProviderAccount{Issuer: p.Issuer, Subject: token.Subject}
	if !account.Valid() {
		return v, errors.New("the id token does not say whose it is")
	}
	return vouched{account, claims.Email, claims.Verified == true || claims.Verified == "true", claims.Name}, nil
}
