package mailer_test

import (
	"context"
	"crypto/tls"
	"strings"
	"testing"

	"barometer/mailer"
	"barometer/mailer/smtptest"
	"barometer/surveys/store/storetest"

	"github.com/emersion/go-smtp"
)

// Whoever wants to tell the owner of the bounce domain something is heard.
func TestLettersToThePostmasterAreKept(t *testing.T) {
	r := openReturning(t, smtptest.Start(t))
	for i, to := range []string{"postmaster@" + bounceDomain, "ABUSE@" + strings.ToUpper(bounceDomain)} {
		raw := "From: Tom <tom@isp.example>\r\nSubject: =?utf-8?q?Your_mails_f=C3=BCr_uns?=\r\n\r\nPlease sign\r\nthem.\r\n"
		if err := r.bring("tom@isp.example", to, []byte(raw)); err != nil {
			t.Fatalf("%s: %v", to, err)
		}
		all, err := r.store.Letters(context.Background())
		if err != nil || len(all) != i+1 {
			t.Fatalf("%s: %d letters, %v", to, len(all), err)
		}
		got := all[0]
		if want := strings.ToLower(strings.Split(to, "@")[0]); got.Box != want || got.From != "tom@isp.example" || got.Subject != "Your mails für uns" ||
			got.Text != "Please sign them." || got.At.Unix() != r.clock.Now().Unix() {
			t.Errorf("%s: kept as %+v", to, got)
		}
	}
	for range 30 {
		if err := r.bring("", "abuse@"+bounceDomain, []byte("no header at all")); err != nil {
			t.Fatal(err)
		}
	}
	if all, err := r.store.Letters(context.Background()); err != nil || len(all) != 20 {
		t.Errorf("%d letters are kept, %v", len(all), err)
	}
}

// The listener offers TLS where it has a certificate, and takes mail over it.
func TestBouncesComeOverTLS(t *testing.T) {
	cert, trusted := smtptest.Certificate(t)
	r := openReturning(t, smtptest.Start(t), func(o *mailer.Options) { o.BounceTLS = &tls.Config{Certificates: []tls.Certificate{cert}} })
	inv := storetest.Ask(t, r.store)
	sent := r.sink.Await(1)[0]
	c, err := smtp.DialStartTLS(r.addr, trusted)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.SendMail("", []string{sent.From}, strings.NewReader(string(r.notification("policy", sent)))); err != nil {
		t.Fatal(err)
	}
	r.await(inv.ID, "bounced")
}
