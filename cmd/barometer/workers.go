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

// startWarm reads what pages show of all customers, beside the first requests:
// without it they read that themselves.
func (a *app) startWarm() (stop func()) {
	return startTask(a.store.Warm, func(err error) { a.log.Warn("the first pages will be slow", "error", err.Error()) })
}

// startWatch looks whether Redis is still the one that was written to.
func (a *app) startWatch() (stop func()) {
	lost := func() {
		a.log.Error("Redis was restored, emptied or has lost its last writes: all that was remembered of it is dropped. Start barometer anew where secrets or the time zone of the backup are others")
	}
	return startTask(func(ctx context.Context) error { a.store.Watch(ctx, lost); return nil }, a.fail)
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
		end := context.AfterFunc(ctx, func() {
			_ = in.Close()
			_ = listener.Close() // a server that is closed before it serves does not know of it
		})
		defer end()
		return in.Serve(listener)
	}, a.fail), nil
}

// takeFeedback hands what a mail provider tells to the mailer.
func (a *app) takeFeedback(ctx context.Context, id surveys.InvitationID, said surveys.Feedback) error {
	return a.mailer.Load().TakeFeedback(ctx, id, said)
}

// doctor looks at the set-up for a page; not at that of the demo, which has none.
func (a *app) doctor(db *database, x extras) server.Doctor {
	if x.ready != nil {
		return nil
	}
	return func(ctx context.Context) []surveys.Finding {
		sender, err := a.sender(ctx, a.store)
		if err != nil {
			return only(found(surveys.Fail, surveys.CheckRedis, surveys.RedisSilent, "Words", err.Error()))
		}
		return newDoctor(a.conf.with(sender), a.store, db.client).examine(ctx)
	}
}

// older returns the secrets whose links stay valid.
func (a *app) older() [][]byte {
	if a.conf.oldSecret == nil {
		return nil
	}
	return [][]byte{a.conf.oldSecret}
}
