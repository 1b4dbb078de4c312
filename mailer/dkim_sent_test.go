package mailer_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"testing"

	"barometer/mailer"
	"barometer/mailer/smtptest"
	"barometer/surveys"
	"barometer/surveys/store/storetest"

	"github.com/emersion/go-msgauth/dkim"
)

func dkimKeys(t testing.TB) (rsaKey, edKey mailer.DKIMKey) {
	t.Helper()
	long, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	_, short, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return mailer.DKIMKey{Selector: "r1", Private: long}, mailer.DKIMKey{Selector: "e1", Private: short}
}

// Signatures hold for what a mail server has taken: both kinds of mail, both
// kinds of key, and values that try to break out of the header.
func TestSignaturesHoldAtTheMailServer(t *testing.T) {
	rsaKey, edKey := dkimKeys(t)
	h := open(t, smtptest.Start(t), func(o *mailer.Options) {
		o.DKIM = []mailer.DKIMKey{edKey, rsaKey}
		alertTo("marta@lindqvist.example")(o)
	})
	h.complain(surveys.Words{Comment: ".\r\n.\r\nSubject: You won\r\n\r\n..", ContactWanted: true})
	storetest.Ask(h, h.store, storetest.ID("T-9"), storetest.To("eve@northwind.example", "Ünï \"Eve\" Smith\t. . ."),
		storetest.For(surveys.ProjectRef{ID: "p9", Name: "From: boss  =?utf-8?q?x?=  " + string(bytes.Repeat([]byte("long "), 20))}, storetest.Northwind()))
	records := map[string]mailer.DKIMKey{
		"r1._domainkey.lindqvist.example": rsaKey,
		"e1._domainkey.lindqvist.example": edKey,
	}
	for _, m := range h.sink.Await(3) {
		found, err := dkim.VerifyWithOptions(bytes.NewReader(m.Raw), &dkim.VerifyOptions{LookupTXT: func(name string) ([]string, error) {
			record, err := records[name].Record()
			return []string{record}, err
		}})
		if err != nil || len(found) != 2 {
			t.Fatalf("%d signatures on the mail to %s (%v)", len(found), m.To, err)
		}
		for _, v := range found {
			if v.Err != nil || v.Domain != "lindqvist.example" {
				t.Errorf("mail to %s, signature of %q: %v in\n%s", m.To, v.Domain, v.Err, m.Raw)
			}
		}
	}
	h.settled()
}

// BenchmarkSendSigned is BenchmarkSend with a key of either kind.
func BenchmarkSendSigned(b *testing.B) {
	rsaKey, edKey := dkimKeys(b)
	for _, c := range []struct {
		name string
		key  mailer.DKIMKey
	}{{"ed25519", edKey}, {"rsa2048", rsaKey}} {
		b.Run(c.name, func(b *testing.B) {
			sink := smtptest.Start(b, smtptest.Forget())
			s, clock := storetest.Open(b)
			invite(b, s, 0, b.N, 0)
			b.ResetTimer()
			took := send(b, s, clock, sink, b.N, func(o *mailer.Options) { o.DKIM = []mailer.DKIMKey{c.key} })
			b.ReportMetric(float64(b.N)/took.Seconds(), "mails/s")
		})
	}
}
