package main

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"barometer/surveys"
)

// checkRedis asks what Redis promises to keep.
func (d doctor) checkRedis(ctx context.Context) []surveys.Finding {
	return only(d.lookAtRedis(ctx))
}

func (d doctor) lookAtRedis(ctx context.Context) surveys.Finding {
	const check = surveys.CheckRedis
	r, err := d.store.Durability(ctx)
	switch {
	case err != nil:
		return found(surveys.Fail, check, surveys.RedisSilent, "Words", err.Error())
	case r.InMemory:
		return found(surveys.Fail, check, surveys.RedisInMemory)
	case r.Replica:
		return found(surveys.Fail, check, surveys.RedisReplica)
	case r.Unable:
		return found(surveys.Fail, check, surveys.RedisUnable)
	case r.Evicts():
		return found(surveys.Fail, check, surveys.RedisEvicts, "Policy", r.Policy)
	case !r.PolicyKnown || !r.AOFKnown:
		return found(surveys.Warn, check, surveys.RedisMum)
	case !r.AOF:
		return found(surveys.Warn, check, surveys.RedisNoAOF)
	case r.Fsync == "no":
		return found(surveys.Warn, check, surveys.RedisLazy)
	case r.Fsync == "":
		return found(surveys.Good, check, surveys.RedisKeepsHow)
	}
	return found(surveys.Good, check, surveys.RedisKeeps, "Fsync", r.Fsync)
}

// soon is how long before its end a certificate should have been renewed.
const soon = 14 * 24 * time.Hour

// checkPublic asks the public URL whether the server answers there.
func (d doctor) checkPublic(ctx context.Context) []surveys.Finding {
	f := d.lookAtPublic(ctx)
	f.Values = append(f.Values, "URL", d.conf.publicURL.String())
	return only(f)
}

func (d doctor) lookAtPublic(ctx context.Context) surveys.Finding {
	const check = surveys.CheckPublic
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, d.conf.publicURL.JoinPath("healthz").String(), nil)
	if err != nil {
		return found(surveys.Fail, check, surveys.PublicWrong, "Words", err.Error())
	}
	res, err := d.web.Do(req)
	var untrusted x509.UnknownAuthorityError
	var mismatch x509.HostnameError
	var invalid x509.CertificateInvalidError
	switch {
	case errors.As(err, &untrusted), errors.As(err, &mismatch), errors.As(err, &invalid):
		return found(surveys.Fail, check, surveys.PublicUntrusted, "Words", err.Error())
	case err != nil:
		return found(surveys.Fail, check, surveys.PublicSilent, "Words", err.Error())
	}
	defer res.Body.Close()
	where, leads := res.Location()
	switch {
	case leads == nil && res.StatusCode/100 == 3:
		return found(surveys.Fail, check, surveys.PublicLeads, "Where", where.Scheme+"://"+where.Host)
	case res.StatusCode != http.StatusOK:
		return found(surveys.Fail, check, surveys.PublicAnswers, "Status", res.Status)
	case !isOurs(res):
		return found(surveys.Fail, check, surveys.PublicStranger)
	case d.conf.publicURL.Scheme != "https":
		return found(surveys.Warn, check, surveys.PublicPlain)
	case res.TLS != nil && res.TLS.PeerCertificates[0].NotAfter.Before(d.now().Add(soon)):
		f := found(surveys.Warn, check, surveys.PublicEnds)
		f.At = res.TLS.PeerCertificates[0].NotAfter
		return f
	}
	return found(surveys.Good, check, surveys.PublicFine)
}

// isOurs reports that the answer is that of /healthz, and not the page of a
// parked domain, or of a proxy that answers everything.
func isOurs(res *http.Response) bool {
	var said struct{ Status string }
	return json.NewDecoder(io.LimitReader(res.Body, 4<<10)).Decode(&said) == nil && said.Status == "ok"
}

// How far clocks may be apart.
const (
	clockWarns = 5 * time.Second
	clockFails = time.Minute
)

// checkClock compares this machine's clock with Redis's and the public URL's. What
// is told between the question and its answer is no different, however slow that
// comes.
func (d doctor) checkClock(ctx context.Context) []surveys.Finding {
	f := found(surveys.Warn, surveys.CheckClock, surveys.ClockAlone)
	look := func(asked, other time.Time, code surveys.Found, exact time.Duration) {
		off := max(asked.Sub(other), other.Sub(d.now()))
		if f.Found == surveys.ClockAlone {
			f.Grade, f.Found = surveys.Good, surveys.ClockFine
		}
		if off > exact && off-exact > f.Apart {
			f.Apart = off - exact
			if f.Apart >= clockWarns {
				f.Grade, f.Found = surveys.Warn, code
			}
			if f.Apart >= clockFails {
				f.Grade = surveys.Fail
			}
		}
	}
	asked := d.now()
	if at, err := d.redis.Time(ctx).Result(); err == nil {
		look(asked, at, surveys.ClockRedis, 0)
	}
	asked = d.now()
	if at, ok := d.webTime(ctx); ok {
		look(asked, at, surveys.ClockPublic, time.Second)
	}
	return only(f)
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
	const check = surveys.CheckMails
	trouble, err := d.store.TroubledInvitations(ctx, troubleLooked)
	if err != nil {
		return only(found(surveys.Fail, check, surveys.MailsUnread, "Words", err.Error()))
	}
	open := found(surveys.Warn, check, surveys.MailsOpen)
	for _, inv := range trouble {
		if inv.Mail == surveys.MailUnknown {
			open.Count++
		}
	}
	var out []surveys.Finding
	if open.Count > 0 {
		out = append(out, open)
	}
	if pause, err := d.store.Brake(ctx); err == nil && pause.On(d.now()) {
		f := found(surveys.Warn, check, surveys.MailsPaused)
		f.At = pause.Until
		out = append(out, f)
	}
	if len(out) > 0 {
		return out
	}
	return only(found(surveys.Good, check, surveys.MailsFine))
}
