package main

import (
	"context"
	"crypto/x509"
	"errors"
	"net/http"
	"time"

	"barometer/surveys"
)

// checkRedis asks what Redis promises to keep.
func (d doctor) checkRedis(ctx context.Context) []surveys.Finding {
	const about = "Redis"
	r, err := d.store.Durability(ctx)
	switch {
	case err != nil:
		return one(surveys.Fail, about, "Look whether it runs, and at BAROMETER_REDIS.", "does not answer: %v", err)
	case r.InMemory:
		return one(surveys.Fail, about, "Install redis-server or set BAROMETER_REDIS.", "keeps everything in memory only")
	case r.Evicts():
		return one(surveys.Fail, about, "Set maxmemory-policy to noeviction; with any other policy Redis throws ratings away when memory runs out.",
			"throws data away when memory runs out (maxmemory-policy %s)", r.Policy)
	case !r.PolicyKnown || !r.AOFKnown:
		return one(surveys.Warn, about, "Ask whoever runs it: maxmemory-policy must be noeviction, and appendonly should be yes.",
			"does not say what it promises to keep")
	case !r.AOF:
		return one(surveys.Warn, about, "Set appendonly yes; without it, ratings since the last snapshot are lost when Redis stops.",
			"has no append-only file")
	}
	return one(surveys.Good, about, "", "keeps what it is given (appendfsync %s)", orUnknown(r.Fsync))
}

func orUnknown(s string) string {
	if s == "" {
		return "not known"
	}
	return s
}

// soon is how long before its end a certificate should have been renewed.
const soon = 14 * 24 * time.Hour

// checkPublic asks the public URL whether the server answers there.
func (d doctor) checkPublic(ctx context.Context) []surveys.Finding {
	about := "Public URL " + d.conf.publicURL.String()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, d.conf.publicURL.JoinPath("healthz").String(), nil)
	if err != nil {
		return one(surveys.Fail, about, "", "%v", err)
	}
	res, err := d.web.Do(req)
	var untrusted x509.UnknownAuthorityError
	var mismatch x509.HostnameError
	var invalid x509.CertificateInvalidError
	switch {
	case errors.As(err, &untrusted), errors.As(err, &mismatch), errors.As(err, &invalid):
		return one(surveys.Fail, about, "Give the proxy a certificate for this name from an authority that browsers trust.", "its certificate is not accepted: %v", err)
	case err != nil:
		return one(surveys.Fail, about, "Customers reach the rating pages there: look at DNS, proxy and firewall, and whether serve runs.", "cannot be reached: %v", err)
	}
	defer res.Body.Close()
	switch {
	case res.StatusCode != http.StatusOK:
		return one(surveys.Fail, about, "Lead the proxy to BAROMETER_ADDR, and look whether serve runs.", "answers %s to /healthz", res.Status)
	case d.conf.publicURL.Scheme != "https":
		return one(surveys.Warn, about, "Put a proxy with TLS before the server; over plain http ratings and passwords travel unprotected, and mail programs warn.", "answers, but over plain http")
	case res.TLS != nil && res.TLS.PeerCertificates[0].NotAfter.Before(d.now().Add(soon)):
		return one(surveys.Warn, about, "Renew it.", "answers, its certificate ends on %s", res.TLS.PeerCertificates[0].NotAfter.Format(time.DateOnly))
	}
	return one(surveys.Good, about, "", "answers, its certificate is accepted")
}

// How far clocks may be apart.
const (
	clockWarns = 5 * time.Second
	clockFails = time.Minute
)

// checkClock compares this machine's clock with Redis's and the public URL's.
func (d doctor) checkClock(ctx context.Context) []surveys.Finding {
	const about = "Clock"
	far, from := time.Duration(0), ""
	look := func(other time.Time, name string, exact time.Duration) {
		if off := d.now().Sub(other).Abs(); off > exact && off-exact > far {
			far, from = off-exact, name
		}
	}
	asked := false
	if at, err := d.redis.Time(ctx).Result(); err == nil {
		look(at, "that of Redis", 0)
		asked = true
	}
	if at, ok := d.webTime(ctx); ok {
		look(at, "that of the public URL", time.Second)
		asked = true
	}
	const do = "Let the machines keep time by NTP; sending times, quiet periods and the scan window go by the clock."
	switch {
	case !asked:
		return one(surveys.Warn, about, do, "there was none to compare with")
	case far >= clockFails:
		return one(surveys.Fail, about, do, "is %s apart from %s", far.Round(time.Second), from)
	case far >= clockWarns:
		return one(surveys.Warn, about, do, "is %s apart from %s", far.Round(time.Second), from)
	}
	return one(surveys.Good, about, "", "agrees with the others")
}

// webTime is the Date that the public URL answers with, which has seconds only.
func (d doctor) webTime(ctx context.Context) (time.Time, bool) {
	req, err := http.NewRequestWithContext(ctx, http.MethodHead, d.conf.publicURL.JoinPath("healthz").String(), nil)
	if err != nil {
		return time.Time{}, false
	}
	res, err := d.web.Do(req)
	if err != nil {
		return time.Time{}, false
	}
	defer res.Body.Close()
	at, err := http.ParseTime(res.Header.Get("Date"))
	return at, err == nil
}

// troubleLooked is how many mails in trouble are looked at.
const troubleLooked = 1000

// checkOpenEnds counts the mails whose end nobody knows, and says whether
// asking pauses.
func (d doctor) checkOpenEnds(ctx context.Context) []surveys.Finding {
	const about = "Mails"
	trouble, err := d.store.TroubledInvitations(ctx, troubleLooked)
	if err != nil {
		return one(surveys.Fail, about, "", "cannot be read: %v", err)
	}
	open := 0
	for _, inv := range trouble {
		if inv.Mail == surveys.MailUnknown {
			open++
		}
	}
	var out []surveys.Finding
	if open > 0 {
		out = one(surveys.Warn, about, "Look at them in the outbox: a tap or a notification resolves them; else decide yourself whether to send again.",
			"nobody knows whether %d of them arrived", open)
	}
	pause, err := d.store.Brake(ctx)
	if err == nil && pause.On(d.now()) {
		out = append(out, finding(surveys.Warn, about, "asking pauses until "+pause.Until.Format(time.RFC3339)+", because too many were refused, came back or were complained about",
			"Read the reasons in the outbox, mend their cause, then let it go on there."))
	}
	if len(out) > 0 {
		return out
	}
	return one(surveys.Good, about, "", "none is left open")
}
