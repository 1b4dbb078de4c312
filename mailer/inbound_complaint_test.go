package mailer_test

import (
	"bytes"
	"strings"
	"testing"

	"barometer/mailer/smtptest"
	"barometer/surveys"
	"barometer/surveys/store/storetest"
)

// Outlook.com hands mails on as they are, without a report, and programs on the
// way break our address in two; whose mail it is shows all the same.
func TestComplaintsWithoutAReport(t *testing.T) {
	r := openReturning(t, smtptest.Start(t))
	inv := storetest.Ask(t, r.store)
	sent := r.sink.Await(1)[0]
	r.await(inv.ID, surveys.MailSent)
	raw := r.notification("outlook-complaint", sent)
	bring := func(address string) {
		t.Helper()
		half := len(address) / 2
		one := bytes.Replace(raw, []byte("TO-STOP-IN-=\nTWO"), []byte(address[:half]+"=\n"+address[half:]), 1)
		if err := r.bring("staff@hotmail.example", "fbl@"+bounceDomain, one); err != nil {
			t.Fatal(err)
		}
	}
	signer := surveys.NewSigner([]byte("0123456789abcdef0123456789abcdef"))
	forged := surveys.NewSigner(bytes.Repeat([]byte("x"), 32))
	if bring("u+" + forged.Stop(inv.ID) + "@" + bounceDomain); !r.contact(inv.Contact).OptedOutAt.IsZero() {
		t.Fatal("a made-up address is believed")
	}
	bring(strings.ToUpper("u+" + signer.Stop(inv.ID) + "@" + bounceDomain))
	if to := r.contact(inv.Contact); to.OptedOutAt.IsZero() || to.OptedOutHow != surveys.OptOutComplaint {
		t.Errorf("contact is %+v", to)
	}
}

// A report may hold a wish instead of a complaint (RFC 5965, 7.3).
func TestOptOutAsAReport(t *testing.T) {
	r := openReturning(t, smtptest.Start(t))
	inv := storetest.Ask(t, r.store)
	sent := r.sink.Await(1)[0]
	r.await(inv.ID, surveys.MailSent)
	raw := bytes.Replace(r.notification("abuse", sent), []byte("Feedback-Type: abuse"), []byte("Feedback-Type: opt-out"), 1)
	if err := r.bring("feedback@isp.example", "fbl@"+bounceDomain, raw); err != nil {
		t.Fatal(err)
	}
	if to := r.contact(inv.Contact); to.OptedOutAt.IsZero() || to.OptedOutHow != surveys.OptOutItself {
		t.Errorf("contact is %+v", to)
	}
}
