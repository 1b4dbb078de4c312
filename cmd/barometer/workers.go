package main

import (
	"context"
	"crypto/rand"
	"net"

	"barometer/mailer"
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

// startMailer starts sending what is due: invitations and alerts.
func (a *app) startMailer() (stop func(), err error) {
	var resolver mailer.Resolver
	if a.conf.scanWindow > 0 {
		resolver = net.DefaultResolver
	}
	m, err := mailer.New(mailer.Options{
		Store: a.store, SMTP: a.conf.smtp, From: *a.conf.from, PublicURL: a.conf.publicURL,
		Signer: surveys.NewSigner(a.secret, a.older()...), DKIM: a.conf.dkim, AlertTo: a.conf.alertTo,
		Log: a.log, Resolver: resolver, QuietPeriod: a.conf.quiet, Lease: a.conf.lease,
	})
	if err != nil {
		return nil, err
	}
	return startTask(func(ctx context.Context) error {
		defer m.Close()
		return m.Run(ctx)
	}, a.fail), nil
}

// older returns the secrets whose links stay valid.
func (a *app) older() [][]byte {
	if a.conf.oldSecret == nil {
		return nil
	}
	return [][]byte{a.conf.oldSecret}
}
