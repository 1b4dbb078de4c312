package main

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net"
	"net/mail"
	"strconv"
	"time"

	"barometer/mailer"
	"barometer/server"
	"barometer/surveys"
	"barometer/surveys/store"
)

// senderEvery is how often each process looks whether mails are from somebody
// else by now.
const senderEvery = time.Second

// given is what the settings say of the sender; it wins over what the browser
// says.
func (c config) given() surveys.Sender {
	var out surveys.Sender
	if c.from != nil {
		out.Name, out.Address = c.from.Name, c.from.Address
	}
	if c.smtp.Host != "" {
		out.Host, out.User, out.Password = c.smtp.Host, c.smtp.User, c.smtp.Password
		out.Port, _ = strconv.Atoi(c.smtp.Port)
		out.Privacy = map[mailer.TLSMode]surveys.Privacy{mailer.StartTLS: surveys.StartTLS, mailer.ImplicitTLS: surveys.TLS, mailer.NoTLS: surveys.Clear}[c.smtp.TLS]
	}
	return out
}

// told is who is told of what, for the pages to say.
func (c config) told() server.Alerts {
	out := server.Alerts{To: len(c.alertTo), Chats: len(c.alerts)}
	if c.alarmHours.To > 0 {
		out.Hours = surveys.FormatClock(c.alarmHours.From) + "–" + surveys.FormatClock(c.alarmHours.To)
	}
	if c.digest >= 0 {
		out.Digest = surveys.FormatClock(c.digest)
	}
	return out
}

// serverOf is the mail server of a sender whose password is open.
func serverOf(s surveys.Sender) mailer.SMTP {
	modes := map[surveys.Privacy]mailer.TLSMode{surveys.StartTLS: mailer.StartTLS, surveys.TLS: mailer.ImplicitTLS, surveys.Clear: mailer.NoTLS}
	return mailer.SMTP{Host: s.Host, Port: strconv.Itoa(s.Port), TLS: modes[s.Privacy], User: s.User, Password: s.Password}
}

// tryServer goes the way to a mail server, for a person who waits.
func tryServer(ctx context.Context, s surveys.Sender) error {
	_, err := mailer.TryServer(ctx, serverOf(s), s.Address)
	return err
}

// sender is who mails are from now: what the settings say over what the browser
// said. A password that was locked with another secret is left out, so that the
// mail server says what is wrong.
func (a *app) sender(ctx context.Context, st *store.Store) (surveys.Sender, error) {
	kept, err := st.Sender(ctx)
	if err != nil {
		return surveys.Sender{}, err
	}
	if kept.Locked != "" {
		safe := surveys.NewSafe(nil, surveys.SenderSafe, a.secret, a.older()...)
		text, ok := safe.Open(kept.Locked)
		if kept.Password = text; !ok {
			a.log.Warn("the password of the mail server was kept under another BAROMETER_SECRET; type it in again at /settings/sender")
		}
	}
	return a.conf.given().Over(kept), nil
}

// withSender fills in who mails are from as it was said in the browser.
func withSender(ctx context.Context, conf config, st *store.Store) (config, error) {
	a := &app{conf: conf, log: slog.New(slog.DiscardHandler), secret: conf.secret}
	if a.secret == nil {
		var err error
		if a.secret, err = st.Secret(ctx, newSecret); err != nil {
			return conf, err
		}
	}
	sender, err := a.sender(ctx, st)
	return conf.with(sender), err
}

// with puts a sender in, where there is one.
func (c config) with(s surveys.Sender) config {
	if s.Ready() {
		c.smtp, c.from = serverOf(s), &mail.Address{Name: s.Name, Address: s.Address}
	}
	return c
}

// startMailer sends what is due: invitations and alerts. It has connections of
// its own, so that an alert does not stand in the queue of the taps. When the
// sender changes, the mails on their way end as they were begun, and another
// mailer goes on.
func (a *app) startMailer() (stop func(), err error) {
	own, closeOwn := a.store.Follower()
	sender, err := a.sender(context.Background(), own)
	if err != nil {
		_ = closeOwn()
		return nil, err
	}
	stopOne, err := a.startOne(own, sender)
	if err != nil {
		_ = closeOwn()
		return nil, err
	}
	stopAll := startTask(func(ctx context.Context) error {
		defer func() { stopOne() }()
		tick := time.NewTicker(senderEvery)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return nil
			case <-tick.C:
			}
			now, err := a.newSender(ctx, own, sender)
			if err != nil || now == sender {
				continue // Redis is asked again in a second
			}
			stopOne()
			if stopOne, err = a.startOne(own, now); err != nil {
				stopOne = func() {}
				return err
			}
			sender = now
		}
	}, a.fail)
	return func() {
		stopAll()
		_ = closeOwn()
	}, nil
}

// newSender is the sender that holds now; the one before as long as nothing was
// changed in the browser.
func (a *app) newSender(ctx context.Context, st *store.Store, before surveys.Sender) (surveys.Sender, error) {
	kept, err := st.Sender(ctx)
	if err != nil || kept.Revision == before.Revision {
		return before, err
	}
	return a.sender(ctx, st)
}

// startOne starts a mailer for a sender. One that cannot be used leaves mails
// waiting instead of ending the program: the browser can mend it.
func (a *app) startOne(own *store.Store, sender surveys.Sender) (stop func(), err error) {
	m, err := mailer.New(a.mailerOptions(own, sender))
	if err != nil && sender.Revision > 0 {
		a.log.Error("the sender that was set in the browser cannot be used; mails wait", "error", err)
		m, err = mailer.New(a.mailerOptions(own, surveys.Sender{}))
	}
	if err != nil {
		return nil, err
	}
	a.mailer.Store(m)
	if sender.Revision > 0 {
		a.log.Info("another sender holds", "revision", sender.Revision)
	}
	if !sender.Ready() {
		a.log.Warn("nobody has said yet who mails are from: they wait; set it at /settings/sender, or BAROMETER_FROM and BAROMETER_SMTP")
	}
	stopInbound, err := a.startInbound(m)
	if err != nil {
		return nil, err
	}
	stopSending := startTask(func(ctx context.Context) error {
		defer m.Close()
		return m.Run(ctx)
	}, a.fail)
	return func() { stopInbound(); stopSending() }, nil
}

// links locks the links of mails about accounts.
func (a *app) links() *surveys.Safe {
	return surveys.NewSafe(rand.Reader, surveys.PostSafe, a.secret, a.older()...)
}

func (a *app) mailerOptions(own *store.Store, sender surveys.Sender) mailer.Options {
	var resolver mailer.Resolver
	if a.conf.scanWindow > 0 {
		resolver = net.DefaultResolver
	}
	return mailer.Options{
		Store: own, SMTP: serverOf(sender), From: mail.Address{Name: sender.Name, Address: sender.Address}, Mute: !sender.Ready(),
		PublicURL: a.conf.publicURL, Signer: surveys.NewSigner(a.secret, a.older()...), Links: a.links(), DKIM: a.conf.dkim,
		Bounces: a.conf.bounces.domain, BounceTLS: a.conf.bounces.tls, AlertTo: a.conf.alertTo, Chats: a.conf.alerts, Inside: a.conf.inside,
		AlarmHours: a.conf.alarmHours, Digest: a.conf.digest, Log: a.log, Resolver: resolver, QuietPeriod: a.conf.quiet, Lease: a.conf.lease, Templates: a.library,
	}
}
