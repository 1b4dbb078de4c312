package mailer_test

import (
	"bytes"
	"context"
	"errors"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"barometer/mailer"
	"barometer/mailer/smtptest"
	"barometer/surveys"
	"barometer/surveys/store/storetest"

	"github.com/emersion/go-smtp"
)

const bounceDomain = "bounce.lindqvist.example"

// returning is a house with a mail server for what comes back.
type returning struct {
	*house
	addr string
}

func openReturning(t *testing.T, sink *smtptest.Server, more ...func(*mailer.Options)) *returning {
	t.Helper()
	r := &returning{house: open(t, sink, func(o *mailer.Options) {
		o.Bounces = bounceDomain
		for _, change := range more {
			change(o)
		}
	})}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	in := r.mailer.Inbound()
	ended := make(chan error, 1)
	go func() { ended <- in.Serve(l) }()
	t.Cleanup(func() { _, _ = in.Close(), l.Close(); <-ended })
	r.addr = l.Addr().String()
	return r
}

// bring hands a mail to the house as another mail server does.
func (r *returning) bring(from, to string, raw []byte) error {
	r.Helper()
	c, err := smtp.Dial(r.addr)
	if err != nil {
		r.Fatal(err)
	}
	defer c.Close()
	return c.SendMail(from, []string{to}, bytes.NewReader(raw))
}

// comeBack sends a notification of the test data to where the mail came from.
func (r *returning) comeBack(name string, sent smtptest.Message) error {
	r.Helper()
	return r.bring("", sent.From, r.notification(name, sent))
}

func (r *returning) notification(name string, sent smtptest.Message) []byte {
	r.Helper()
	raw, err := os.ReadFile("testdata/returned/" + name + ".eml")
	if err != nil {
		r.Fatal(err)
	}
	local, _, _ := strings.Cut(sent.From, "@")
	return bytes.ReplaceAll(raw, []byte("b+TAG"), []byte(local))
}

func (r *returning) contact(id surveys.ContactID) surveys.Contact {
	r.Helper()
	c, err := r.store.Contact(context.Background(), id)
	if err != nil {
		r.Fatal(err)
	}
	return c
}

func TestWhatComesBackChangesTheMailAndTheContact(t *testing.T) {
	for name, want := range map[string]struct {
		mail             surveys.MailState
		reason           string
		silent, optedOut bool
	}{
		"postfix-unknown-user": {surveys.MailBounced, "550 5.1.1 <anna@northwind.example>: Recipient address rejected: User unknown in local recipient table", true, false},
		"exchange-disabled":    {surveys.MailBounced, "550 5.2.1 Mailbox disabled, not accepting messages", true, false},
		"exim-text":            {surveys.MailBounced, "550 5.1.1 The email account that you tried to reach does not exist", true, false},
		"policy":               {surveys.MailBounced, "550 5.7.1 Message rejected as spam by content filtering", false, false},
		"gmail-delayed":        {surveys.MailSent, "4.4.1 The recipient server did not accept our requests to connect.", false, false},
		"delivered":            {surveys.MailSent, "", false, false},
		"out-of-office":        {surveys.MailSent, "", false, false},
		"letter":               {surveys.MailSent, "", false, false},
		"not-spam":             {surveys.MailSent, "", false, false},
		"abuse":                {surveys.MailSent, "the reader marked this mail as spam and is not asked again", false, true},
	} {
		t.Run(name, func(t *testing.T) {
			r := openReturning(t, smtptest.Start(t))
			inv := storetest.Ask(t, r.store)
			sent := r.sink.Await(1)[0]
			inv = r.await(inv.ID, surveys.MailSent)
			if err := r.comeBack(name, sent); err != nil {
				t.Fatal(err)
			}
			got, to := r.invitation(inv.ID), r.contact(inv.Contact)
			if got.Mail != want.mail || got.Reason != want.reason {
				t.Errorf("mail is %s (%s), want %s (%s)", got.Mail, got.Reason, want.mail, want.reason)
			}
			if !to.BouncedAt.IsZero() != want.silent || !to.OptedOutAt.IsZero() != want.optedOut {
				t.Errorf("contact bounced %s, opted out %s", to.BouncedAt, to.OptedOutAt)
			}
		})
	}
}

// A notification about a mail whose end was open ends it, either way.
func TestNotificationsResolveOpenEnds(t *testing.T) {
	for name, want := range map[string]surveys.MailState{
		"delivered": surveys.MailSent, "gmail-delayed": surveys.MailSent, "policy": surveys.MailBounced,
		"abuse": surveys.MailSent, "out-of-office": surveys.MailUnknown,
	} {
		sink := smtptest.Start(t)
		sink.Fail(smtptest.At(smtptest.Taken, smtptest.Drop))
		r := openReturning(t, sink)
		id := storetest.Ask(t, r.store).ID
		r.await(id, surveys.MailUnknown)
		signer := surveys.NewSigner([]byte("0123456789abcdef0123456789abcdef"))
		if err := r.comeBack(name, smtptest.Message{From: "b+" + signer.Bounce(id) + "@" + bounceDomain}); err != nil {
			t.Fatal(err)
		}
		if got := r.invitation(id).Mail; got != want {
			t.Errorf("after %s the mail is %s, want %s", name, got, want)
		}
	}
}

func TestMailToOptOut(t *testing.T) {
	r := openReturning(t, smtptest.Start(t))
	inv := storetest.Ask(t, r.store)
	raw := string(r.sink.Await(1)[0].Raw)
	_, after, _ := strings.Cut(raw, "<mailto:")
	address, _, found := strings.Cut(after, ">")
	if !found || !strings.HasPrefix(address, "u+") {
		t.Fatalf("no address to opt out in\n%s", raw)
	}
	if err := r.bring("anna@northwind.example", strings.ToUpper(address), []byte("Subject: unsubscribe\r\n\r\n")); err != nil {
		t.Fatal(err)
	}
	if r.contact(inv.Contact).OptedOutAt.IsZero() {
		t.Error("is still asked")
	}
}

// Nobody can silence others: not by a tag that was made up, not by that of
// another purpose, not by claiming in the text who the mail was to.
func TestForgedNotificationsAreRefused(t *testing.T) {
	r := openReturning(t, smtptest.Start(t))
	inv := storetest.Ask(t, r.store)
	sent := r.sink.Await(1)[0]
	r.await(inv.ID, surveys.MailSent)
	foreign := surveys.NewSigner(bytes.Repeat([]byte("x"), 32))
	for _, to := range []string{
		"b+" + foreign.Bounce(inv.ID) + "@" + bounceDomain, "u+" + foreign.Stop(inv.ID) + "@" + bounceDomain,
		"b+" + string(inv.ID) + "0000000000000000@" + bounceDomain, "b+@" + bounceDomain, "jonas@" + bounceDomain, "postmaster@evil.example",
		"jonas@lindqvist.example", strings.Replace(sent.From, bounceDomain, "evil.example", 1), strings.Replace(sent.From, "b+", "u+", 1),
	} {
		err := r.bring("", to, r.notification("postfix-unknown-user", sent))
		var refused *smtp.SMTPError
		if !errors.As(err, &refused) || refused.Code != 550 {
			t.Errorf("%s: %v, want 550", to, err)
		}
	}
	// A box for complaints that anybody may write to acts on signed addresses only.
	forged := bytes.ReplaceAll(r.notification("abuse", sent), []byte(sent.From), []byte("b+"+foreign.Bounce(inv.ID)+"@"+bounceDomain))
	if err := r.bring("x@evil.example", "fbl@"+bounceDomain, forged); err != nil {
		t.Fatal(err)
	}
	if err := r.bring("", "fbl@"+bounceDomain, r.notification("postfix-unknown-user", sent)); err != nil {
		t.Fatal(err)
	}
	if got, to := r.invitation(inv.ID), r.contact(inv.Contact); got.Mail != surveys.MailSent || !to.BouncedAt.IsZero() || !to.OptedOutAt.IsZero() {
		t.Fatalf("mail is %s, contact %+v", got.Mail, to)
	}
	if err := r.bring("feedback@isp.example", "fbl@"+bounceDomain, r.notification("abuse", sent)); err != nil {
		t.Fatal(err)
	}
	if r.contact(inv.Contact).OptedOutAt.IsZero() {
		t.Error("a complaint with a signed address is ignored")
	}
}

func TestInboundTakesNoMoreThanANotification(t *testing.T) {
	r := openReturning(t, smtptest.Start(t))
	storetest.Ask(t, r.store)
	sent := r.sink.Await(1)[0]
	huge := append([]byte("From: x\r\n\r\n"), bytes.Repeat([]byte(strings.Repeat("x", 70)+"\r\n"), 10_000)...)
	var refused *smtp.SMTPError
	if err := r.bring("", sent.From, huge); !errors.As(err, &refused) || refused.Code != 552 {
		t.Errorf("700 kB: %v, want 552", err)
	}
}

// Complaints and bounces count towards the pause, each mail once.
func TestComplaintsPauseAsking(t *testing.T) {
	r := openReturning(t, smtptest.Start(t))
	for i, who := range []string{"a", "b", "c"} {
		storetest.Ask(t, r.store, storetest.ID("T-"+who), storetest.To(who+"@northwind.example", ""))
		sent := r.sink.Await(i + 1)[i]
		for range 3 {
			if err := r.comeBack("abuse", sent); err != nil {
				t.Fatal(err)
			}
		}
		b, err := r.store.Brake(context.Background())
		if err != nil || b.On(r.clock.Now()) != (who == "c") {
			t.Fatalf("after the complaint of %s: %+v, %v", who, b, err)
		}
	}
}

// An old notification that comes once more silences nobody who is asked again.
func TestOldNotificationSilencesNobody(t *testing.T) {
	ctx := context.Background()
	r := openReturning(t, smtptest.Start(t))
	inv := storetest.Ask(t, r.store)
	sent := r.sink.Await(1)[0]
	r.await(inv.ID, surveys.MailSent)
	for _, c := range []struct {
		after  time.Duration
		silent bool
	}{{time.Hour, true}, {15 * 24 * time.Hour, false}} {
		r.clock.Advance(c.after)
		if err := r.comeBack("postfix-unknown-user", sent); err != nil {
			t.Fatal(err)
		}
		if got := !r.contact(inv.Contact).BouncedAt.IsZero(); got != c.silent {
			t.Errorf("%s later the contact is silenced: %v", c.after, got)
		}
		if err := r.store.LiftSuppression(ctx, inv.Contact, surveys.SuppressBounced); err != nil {
			t.Fatal(err)
		}
	}
}

// What was answered has arrived, whatever a notification says.
func TestAnsweredMailHasNotComeBack(t *testing.T) {
	r := openReturning(t, smtptest.Start(t))
	inv := r.complain(surveys.Words{})
	if err := r.comeBack("postfix-unknown-user", r.sink.Messages()[0]); err != nil {
		t.Fatal(err)
	}
	if got, to := r.invitation(inv.ID), r.contact(inv.Contact); got.Mail != surveys.MailSent || !to.BouncedAt.IsZero() {
		t.Errorf("mail is %s, contact bounced %s", got.Mail, to.BouncedAt)
	}
}
