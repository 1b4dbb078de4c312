package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"sync/atomic"
	"time"

	"barometer/mailer"
	"barometer/server"
	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/templates"
)

// app is the program with its parts built.
type app struct {
	conf   config
	store  *store.Store
	server *server.Server
	mailer atomic.Pointer[mailer.Mailer] // from before the first request on; another one for another sender
	log    *slog.Logger
	secret []byte

	library *templates.Library
	failed  chan error // the first failure of a part
}

// open checks the database, opens the store on it and builds the server.
func (a *app) open(ctx context.Context, db *database, x extras) (err error) {
	a.store, err = store.Open(ctx, db.client, store.Options{
		Zone: a.conf.redis.Timezone, Rules: surveys.Rules{QuietPeriod: a.conf.quiet},
		Chats: len(a.conf.alerts) > 0})
	if err != nil {
		return err
	}
	a.store.TellWrites()
	if wish := a.conf.redis.Timezone; wish != "" && wish != a.store.Zone().String() {
		a.log.Warn("days stay in the zone of the first start", "zone", a.store.Zone().String(), "wished", wish)
	}
	if err := a.checkDurability(ctx); err != nil {
		return err
	}
	if a.secret = a.conf.secret; a.secret == nil {
		if a.secret, err = a.store.Secret(ctx, newSecret); err != nil {
			return err
		}
	}
	if x.ready == nil { // demo makes its own user
		if err := a.offerSetUp(ctx); err != nil {
			return err
		}
	}
	networks, err := a.networks()
	if err != nil {
		return err
	}
	if a.library, err = templates.Open(a.conf.dev); err != nil {
		return err
	}
	a.server, err = server.New(server.Options{
		Store: a.store, PublicURL: a.conf.publicURL, Secret: a.secret, OldSecret: a.conf.oldSecret,
		ScanWindow: a.conf.scanWindow, Networks: networks, OIDC: a.conf.oidc, Alerts: a.conf.told(), Given: a.conf.given(), TrySender: tryServer, Proxies: a.conf.proxies, Inside: a.conf.inside, Log: a.log, Version: version(), Dev: a.conf.dev, Templates: a.library,
		Notices: x.notices, Caught: x.caught, Doctor: a.doctor(db, x),
		Hooks: server.Hooks{Topic: a.conf.topic, Postmark: a.conf.postmark, Take: a.takeFeedback},
	})
	return err
}

// networks are those of mail scanners, told with their date because such lists
// age.
func (a *app) networks() (*surveys.Networks, error) {
	list, given := a.conf.networks, a.conf.networks != nil
	if !given {
		own, err := surveys.DefaultNetworks()
		if err != nil {
			return nil, err
		}
		list = &own
	}
	asOf := "unknown"
	if !list.AsOf.IsZero() {
		asOf = list.AsOf.Format(time.DateOnly)
	}
	a.log.Info("networks of mail scanners", "count", list.Len(), "as_of", asOf, "own_list", given)
	return list, nil
}

func newSecret() ([]byte, error) {
	secret := make([]byte, 32)
	_, err := rand.Read(secret)
	return secret, err
}

// checkDurability refuses a Redis that throws data away when memory runs out,
// and warns where a restart would lose some.
func (a *app) checkDurability(ctx context.Context) error {
	d, err := a.store.Durability(ctx)
	if err != nil {
		return err
	}
	switch {
	case d.PolicyKnown && d.Policy != "noeviction":
		return fmt.Errorf("this Redis evicts data (maxmemory-policy %s): set it to noeviction", d.Policy)
	case !d.PolicyKnown && !d.InMemory:
		a.log.Warn("Redis does not say its maxmemory-policy; anything but noeviction loses ratings")
	}
	if d.AOFKnown && !d.AOF {
		a.log.Warn("Redis runs without an append-only file: ratings since its last snapshot are lost when it stops; set appendonly yes")
	}
	return nil
}

// setUpTTL is how long the first user's link works.
const setUpTTL = 24 * time.Hour

// offerSetUp logs a one-time link for the first user. It is the one secret
// that the log holds: whoever can read the log owns the machine anyway.
func (a *app) offerSetUp(ctx context.Context) error {
	secret := randomText(20)
	offered, err := a.store.SetUpLink(ctx, secret, setUpTTL)
	if err != nil || !offered {
		return err
	}
	a.log.Info("nobody can sign in yet: open this link, which works once, or run barometer user add",
		"link", a.conf.publicURL.JoinPath("setup", secret).String())
	return nil
}

// warnPublic says loudly that nobody has said where we are reached, and what
// plain http means.
func warnPublic(log *slog.Logger, u *url.URL, given bool) {
	if !given {
		log.Warn("BAROMETER_PUBLIC_URL is not set: links in mails lead to this machine and work for nobody else; set it before you ask customers", "links", u.String())
		return
	}
	if host := u.Hostname(); u.Scheme == "https" || host == "localhost" || net.ParseIP(host).IsLoopback() {
		return
	}
	log.Warn("BAROMETER_PUBLIC_URL is plain http: passwords, cookies and ratings travel unprotected; put TLS before the server")
}

// warnUnknown names variables that look like settings but are none.
func warnUnknown(log *slog.Logger, env map[string]string) {
	for _, name := range unknownSettings(env) {
		log.Warn("this variable is no setting of barometer", "name", name)
	}
}
