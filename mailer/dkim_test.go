package mailer

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"fmt"
	"io"
	"net/mail"
	"slices"
	"strings"
	"testing"

	"barometer/surveys/hostiletest"

	"github.com/emersion/go-msgauth/dkim"
)

func edKey(t testing.TB) DKIMKey {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return DKIMKey{Selector: "e1", Private: private}
}

func rsaKey(t testing.TB) DKIMKey {
	t.Helper()
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return DKIMKey{Selector: "r1", Private: private}
}

// signingWriter is testWriter with keys.
func signingWriter(t testing.TB, keys ...DKIMKey) *writer {
	t.Helper()
	w := testWriter(t)
	var err error
	if w.dkim, err = newDKIMSigner(w.domain, keys); err != nil {
		t.Fatal(err)
	}
	return w
}

// verify returns what a receiver finds who sees the records of the keys.
func verify(t testing.TB, raw []byte, keys ...DKIMKey) []*dkim.Verification {
	t.Helper()
	lookUp := func(name string) ([]string, error) {
		for _, k := range keys {
			if name == k.Selector+"._domainkey.lindqvist.example" {
				record, err := k.Record()
				return []string{record}, err
			}
		}
		return nil, errors.New("no record at " + name)
	}
	found, err := dkim.VerifyWithOptions(bytes.NewReader(raw), &dkim.VerifyOptions{LookupTXT: lookUp})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// broken returns what is wrong with the signatures of a mail.
func broken(t testing.TB, raw []byte, keys ...DKIMKey) error {
	t.Helper()
	found := verify(t, raw, keys...)
	if len(found) != len(keys) {
		return fmt.Errorf("%d signatures, want %d", len(found), len(keys))
	}
	for _, v := range found {
		if v.Err != nil || v.Domain != "lindqvist.example" {
			return fmt.Errorf("signature of %s: %w", v.Domain, v.Err)
		}
	}
	return nil
}

// finished writes an invitation and an alert to their end.
func finished(t testing.TB, w *writer) (ask, tell []byte) {
	t.Helper()
	inv, to := testInvitation()
	ask, err := w.invitation(nil, askingOf(inv, to, "Support"), testTime())
	if err == nil {
		ask, err = w.finish(ask)
	}
	if err != nil {
		t.Fatal(err)
	}
	if tell, err = w.alert(testComplaint(t), mail.Address{Address: "marta@lindqvist.example"}, testTime()); err != nil {
		t.Fatal(err)
	}
	return ask, tell
}

func TestSignaturesVerify(t *testing.T) {
	ed, rsa := edKey(t), rsaKey(t)
	for name, keys := range map[string][]DKIMKey{"RSA": {rsa}, "Ed25519": {ed}, "both": {ed, rsa}} {
		t.Run(name, func(t *testing.T) {
			ask, tell := finished(t, signingWriter(t, keys...))
			for _, raw := range [][]byte{ask, tell} {
				if err := broken(t, raw, keys...); err != nil {
					t.Errorf("%v in\n%s", err, raw)
				}
				if err := checkLines(raw); err != nil {
					t.Error(err)
				}
			}
		})
	}
	ask, _ := finished(t, signingWriter(t, ed, rsa))
	if !bytes.HasPrefix(ask, []byte("DKIM-Signature: a=rsa-sha256; ")) {
		t.Errorf("the first signature is not the one that everybody can verify:\n%.300s", ask)
	}
}

func TestWhatIsSigned(t *testing.T) {
	key := edKey(t)
	ask, tell := finished(t, signingWriter(t, key))
	common := []string{"From", "From", "Subject", "Subject", "To", "Date", "Message-ID", "Reply-To", "MIME-Version", "Content-Type"}
	for _, c := range []struct {
		raw  []byte
		want []string
	}{
		{ask, append(slices.Clone(common), "List-Unsubscribe", "List-Unsubscribe-Post", "Feedback-ID", "Auto-Submitted")},
		{tell, append(slices.Clone(common), "Auto-Submitted")},
	} {
		if got := verify(t, c.raw, key)[0].HeaderKeys; !slices.Equal(got, c.want) {
			t.Errorf("signed are %v, want %v", got, c.want)
		}
		signature, _, _ := strings.Cut(string(c.raw), "\r\nFrom:")
		if !strings.Contains(signature, "c=relaxed/relaxed;") || strings.Contains(signature, " l=") {
			t.Errorf("signature is\n%s", signature)
		}
	}
}

// What servers on the way may do to blanks breaks nothing; whatever a reader
// would see otherwise does.
func TestWhatBreaksASignature(t *testing.T) {
	key := edKey(t)
	ask, _ := finished(t, signingWriter(t, key))
	for _, c := range []struct {
		name, old, new string
		holds          bool
	}{
		{"nothing", "", "", true},
		{"a header folded anew", "Subject: One question", "Subject:  One\r\n\tquestion", true},
		{"a trace before it", "DKIM-Signature:", "Received: from a by b\r\nDKIM-Signature:", true},
		{"blank lines at the end", "--\r\n", "--\r\n\r\n\r\n", true},
		{"another body", "Hello", "Hullo", false},
		{"another subject", "ticket 4127\r\nDate", "ticket 4128\r\nDate", false},
		{"a second subject", "From: ", "Subject: You won\r\nFrom: ", false},
		{"a second sender", "From: ", "From: boss@lindqvist.example\r\nFrom: ", false},
		{"another way to stop", "/u/", "/x/", false},
		{"no way to stop", "List-Unsubscribe-Post: ", "X-Post: ", false},
		{"a word appended", "--\r\n", "--\r\nPS: send money\r\n", false},
	} {
		raw := ask
		if i := strings.LastIndex(string(ask), c.old); c.old != "" {
			if first := strings.Index(string(ask), c.old); c.old != "--\r\n" {
				i = first
			}
			raw = slices.Concat(ask[:i], []byte(c.new), ask[i+len(c.old):])
		}
		if err := broken(t, raw, key); (err == nil) != c.holds {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestHostileValuesVerify(t *testing.T) {
	key := edKey(t)
	w := signingWriter(t, key)
	for _, field := range []string{"recipient.name", "comment", "survey.subject"} {
		for _, in := range hostiletest.Inputs(t, field) {
			id, value := in.ID, in.Text(t)
			inv, to := testInvitation()
			to.Name, inv.Type, inv.Subject, inv.Interaction = value, "other", value, ""
			c := testComplaint(t)
			c.contact.Name, c.customer, c.project, c.invitation.Words.Comment = value, value, value, value
			ask, err := w.invitation(nil, askingOf(inv, to, value), testTime())
			if err == nil {
				ask, err = w.finish(ask)
			}
			if err != nil {
				t.Errorf("%s: %v", id, err)
				continue
			}
			tell, err := w.alert(c, mail.Address{Name: "Team", Address: "team@lindqvist.example"}, testTime())
			if err != nil {
				t.Errorf("%s: %v", id, err)
				continue
			}
			for _, raw := range [][]byte{ask, tell} {
				if err := broken(t, raw, key); err != nil {
					t.Errorf("%s: %v in\n%s", id, err, raw)
				}
			}
		}
	}
}

func TestNoKeyNoSignature(t *testing.T) {
	inv, to := testInvitation()
	w := signingWriter(t)
	raw, err := w.invitation(nil, askingOf(inv, to, "Support"), testTime())
	if err != nil {
		t.Fatal(err)
	}
	same, err := w.finish(raw)
	if err != nil || len(same) != len(raw) || &same[0] != &raw[0] {
		t.Errorf("finishing a mail without a key changes it (%v)", err)
	}
}

// A key that cannot sign is told at the start, not with the first mail.
func TestKeysAreTriedAtTheStart(t *testing.T) {
	for name, k := range map[string]DKIMKey{
		"no selector": {Private: edKey(t).Private},
		"no key":      {Selector: "e1"},
		"it fails":    {Selector: "e1", Private: deadKey{edKey(t).Private}},
	} {
		if _, err := newDKIMSigner("lindqvist.example", []DKIMKey{k}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// deadKey is a key that cannot sign.
type deadKey struct{ crypto.Signer }

func (deadKey) Sign(_ io.Reader, _ []byte, _ crypto.SignerOpts) ([]byte, error) {
	return nil, errors.New("no hand to sign with")
}

// BenchmarkSign signs one invitation as a worker does.
func BenchmarkSign(b *testing.B) {
	ed, rsa := edKey(b), rsaKey(b)
	for _, c := range []struct {
		name string
		keys []DKIMKey
	}{{"none", nil}, {"ed25519", []DKIMKey{ed}}, {"rsa2048", []DKIMKey{rsa}}, {"both", []DKIMKey{rsa, ed}}} {
		b.Run(c.name, func(b *testing.B) {
			w := signingWriter(b, c.keys...)
			inv, to := testInvitation()
			raw, err := w.invitation(nil, askingOf(inv, to, "Support"), testTime())
			if err != nil {
				b.Fatal(err)
			}
			paper := make([]byte, 0, 2*paperSize)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := w.finish(append(paper, raw...)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
