package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"net"

	"barometer/mailer"
	"barometer/server"
	"barometer/surveys"
)

// startRelay starts moving the figures behind the responses.
func (a *app) startRelay() (stop func(), err error) {
	relay, err := mailer.NewRelay(a.store, a.log, rand.Reader)
	if err != nil {
		return nil, err
	}
	return startTask(relay.Run, a.fail), nil
}

// startMailer starts sending what is due: invitations and alerts. It has
// connections of its own, so that an alert does not stand in the queue of the
// taps.
func (a *app) startMailer() (stop func(), err error) {
	var resolver mailer.Resolver
	if a.conf.scanWindow > 0 {
		resolver = net.DefaultResolver
	}
	own, closeOwn := a.store.Follower()
	m, err := mailer.New(mailer.Options{
		Store: own, SMTP: a.conf.smtp, From: *a.conf.from, PublicURL: a.conf.publicURL,
		Signer: surveys.NewSigner(a.secret, a.older()...), DKIM: a.conf.dkim, Bounces: a.conf.bounces.domain, BounceTLS: a.conf.bounces.tls, AlertTo: a.conf.alertTo,
		Chats: a.conf.alerts, Inside: a.conf.inside, AlarmHours: a.conf.alarmHours, Digest: a.conf.digest, Log: a.log, Resolver: resolver, QuietPeriod: a.conf.quiet, Lease: a.conf.lease,
	})
	if err != nil {
		_ = closeOwn()
		return nil, err
	}
	a.mailer = m
	stopInbound, err := a.startInbound(m)
	if err != nil {
		_ = closeOwn()
		return nil, err
	}
	stopSending := startTask(func(ctx context.Context) error {
		defer m.Close()
		return m.Run(ctx)
	}, a.fail)
	return func() {
		stopInbound()
		stopSending()
		_ = closeOwn()
	}, nil
}

// startInbound listens for what comes back of the mails, where there is a
// domain for it.
func (a *app) startInbound(m *mailer.Mailer) (stop func(), err error) {
	if a.conf.bounces.addr == "" {
		return func() {}, nil
	}
	listener, err := net.Listen("tcp", a.conf.bounces.addr)
	if err != nil {
		return nil, fmt.Errorf("listening for bounces (BAROMETER_BOUNCE_ADDR): %w", err)
	}
	in := m.Inbound()
	a.log.Info("listening for bounces", "addr", listener.Addr().String(), "domain", a.conf.bounces.domain)
	return startTask(func(ctx context.Context) error {
		end := context.AfterFunc(ctx, func() { _ = in.Close() })
		defer end()
		return in.Serve(listener)
	}, a.fail), nil
}

// takeFeedback hands what a mail provider tells to the mailer.
func (a *app) takeFeedback(ctx context.Context, id surveys.InvitationID, said surveys.Feedback) error {
	return a.mailer.TakeFeedback(ctx, id, said)
}

// doctor looks at the set-up for a page; not at that of the demo, which has none.
func (a *app) doctor(db *database, x extras) server.Doctor {
	if x.ready != nil {
		return nil
	}
	return newDoctor(a.conf, a.store, db.client).examine
}

// older returns the secrets whose links stay valid.
func (a *app) older() [][]byte {
	if a.conf.oldSecret == nil {
		return nil
	}
	return [][]byte{a.conf.oldSecret}
}
