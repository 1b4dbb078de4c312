package mailer_test

import (
	"crypto/tls"
	"strings"
	"testing"

	"barometer/mailer"
	"barometer/mailer/smtptest"
	"barometer/surveys"
	"barometer/surveys/store/storetest"
)

func TestMailServerAddress(t *testing.T) {
	for raw, want := range map[string]string{
		"smtp://mail.example.com":                       "smtp://mail.example.com:587",
		"smtp://ann:s3cret@mail.example.com:2525":       "smtp://mail.example.com:2525",
		"smtps://ann:s3cret@mail.example.com":           "smtps://mail.example.com:465",
		"smtp://127.0.0.1:1025?tls=none":                "smtp://127.0.0.1:1025?tls=none",
		"smtp://[::1]:25/?tls=none":                     "smtp://[::1]:25?tls=none",
		"":                                              "must begin with smtp://",
		"mail.example.com:587":                          "must begin with smtp://",
		"http://mail.example.com":                       "must begin with smtp:// or smtps://",
		"smtp://:587":                                   "names no host",
		"smtp://mail.example.com/inbox":                 "something after host and port",
		"smtp://mail.example.com?tls=maybe":             "tls=none only",
		"smtps://mail.example.com?tls=none":             "cannot be",
		"smtp://mail.example.com?insecure=1":            "unknown setting",
		"smtp://ann:s3cret@mail.example.com:port\x7f25": "must be an address",
	} {
		got, err := mailer.ParseSMTP(raw)
		said := got.String()
		if err != nil {
			said = err.Error()
		}
		if !strings.Contains(said, want) {
			t.Errorf("%q: %s, want %s", raw, said, want)
		}
		if strings.Contains(said, "s3cret") {
			t.Errorf("%q: says the password: %s", raw, said)
		}
	}
}

// way is a way to the next mail server.
type way struct {
	sink   *smtptest.Server
	change func(*mailer.SMTP)
	reason string // why the mail waits; empty: it is sent
}

// privateWays are the ways on which mail may go.
func privateWays(t *testing.T, cert tls.Certificate, trusted *tls.Config) map[string]way {
	return map[string]way{
		"STARTTLS": {
			sink:   smtptest.Start(t, smtptest.StartTLS(cert)),
			change: func(s *mailer.SMTP) { s.TLS, s.Config = mailer.StartTLS, trusted },
		},
		"STARTTLS and log-in": {
			sink: smtptest.Start(t, smtptest.StartTLS(cert), smtptest.LogIn("ann", "s3cret")),
			change: func(s *mailer.SMTP) {
				s.TLS, s.Config, s.User, s.Password = mailer.StartTLS, trusted, "ann", "s3cret"
			},
		},
		"TLS from the first byte": {
			sink:   smtptest.StartImplicit(t, cert),
			change: func(s *mailer.SMTP) { s.TLS, s.Config = mailer.ImplicitTLS, trusted },
		},
	}
}

// open starts a mailer that takes the way, with one mail to send.
func (w way) open(t *testing.T) (*house, surveys.Invitation) {
	h := open(t, w.sink, func(o *mailer.Options) {
		w.change(&o.SMTP)
	})
	return h, storetest.Ask(t, h.store)
}

func TestWayToTheMailServerIsPrivate(t *testing.T) {
	cert, trusted := smtptest.Certificate(t)
	for name, w := range privateWays(t, cert, trusted) {
		t.Run(name, func(t *testing.T) {
			h, inv := w.open(t)
			if got := w.sink.Await(1)[0]; !got.TLS {
				t.Error("came in the clear")
			}
			for _, name := range w.sink.Hellos() {
				if name != "lindqvist.example" {
					t.Errorf("introduced itself as %q", name)
				}
			}
			h.await(inv.ID, surveys.MailSent)
		})
	}
}

func TestMailWaitsForAPrivateWay(t *testing.T) {
	cert, trusted := smtptest.Certificate(t)
	_, stranger := smtptest.Certificate(t)
	for name, w := range map[string]way{
		"STARTTLS is not offered": {
			sink:   smtptest.Start(t),
			change: func(s *mailer.SMTP) { s.TLS, s.Config = mailer.StartTLS, trusted },
			reason: "no TLS with the mail server: it does not offer STARTTLS",
		},
		"a certificate of somebody else": {
			sink:   smtptest.Start(t, smtptest.StartTLS(cert)),
			change: func(s *mailer.SMTP) { s.TLS, s.Config = mailer.StartTLS, stranger },
			reason: "no TLS with the mail server: tls: failed to verify",
		},
		"wrong password": {
			sink: smtptest.Start(t, smtptest.StartTLS(cert), smtptest.LogIn("ann", "s3cret")),
			change: func(s *mailer.SMTP) {
				s.TLS, s.Config, s.User, s.Password = mailer.StartTLS, trusted, "ann", "guess"
			},
			reason: "the mail server refuses our log-in: 535 ",
		},
		"nobody there": {
			sink:   smtptest.Start(t),
			change: func(s *mailer.SMTP) { s.Port = "1" },
			reason: "the mail server cannot be reached",
		},
	} {
		t.Run(name, func(t *testing.T) {
			h, inv := w.open(t)
			h.until(func() bool { inv = h.invitation(inv.ID); return inv.Reason != "" }, func() string { return "no reason" })
			if inv.Mail != surveys.MailScheduled || !strings.HasPrefix(inv.Reason, w.reason) {
				t.Errorf("mail is %s (%s), want scheduled (%s)", inv.Mail, inv.Reason, w.reason)
			}
			if w.sink.Count() != 0 {
				t.Error("was sent all the same")
			}
		})
	}
}
