package surveys_test

import (
	"bytes"
	"strings"
	"testing"

	"barometer/surveys"
)

func secretOf(letter byte) []byte { return bytes.Repeat([]byte{letter}, 32) }

func anInvitation() surveys.InvitationID {
	return surveys.NewInvitationID("support", "T-1001", "csat5", 0)
}

func TestTokenCarriesInvitationAndChoice(t *testing.T) {
	s := surveys.NewSigner(secretOf('a'))
	for choice := range 11 {
		token := s.Rate(anInvitation(), choice)
		if len(token) != surveys.TokenLength || strings.Trim(token, "0123456789abcdefghjkmnpqrstvwxyz") != "" {
			t.Fatalf("token %q is not %d letters of lower-case base32", token, surveys.TokenLength)
		}
		id, got, ok := s.ParseRate(token)
		if !ok || id != anInvitation() || got != choice {
			t.Errorf("choice %d: read %s %d %v", choice, id, got, ok)
		}
	}
}

// Every other spelling is refused: scanners turn letters, cases and endings.
func TestTokenIsRefusedWhenAnythingChanged(t *testing.T) {
	s := surveys.NewSigner(secretOf('a'))
	token := s.Rate(anInvitation(), 5)
	for i := range token {
		for _, c := range "0123456789abcdefghjkmnpqrstvwxyz" {
			changed := token[:i] + string(c) + token[i+1:]
			if _, _, ok := s.ParseRate(changed); ok != (changed == token) {
				t.Fatalf("letter %d changed to %c: ok is %v", i, c, ok)
			}
		}
	}
	for _, bad := range []string{
		"", "../../admin", "*", strings.ToUpper(token), token + "=", token + "..", token + "%27", " " + token, token[1:],
		s.Unsubscribe(anInvitation()), strings.Repeat("a", 100000),
	} {
		if _, _, ok := s.ParseRate(bad); ok {
			t.Errorf("%.60q is taken for a token", bad)
		}
	}
}

func TestTokenWithPunctuationOfASentence(t *testing.T) {
	s := surveys.NewSigner(secretOf('a'))
	for _, glued := range ".,;)>\"'" {
		if _, choice, ok := s.ParseRate(s.Rate(anInvitation(), 4) + string(glued)); !ok || choice != 4 {
			t.Errorf("with %q at the end: %d %v", glued, choice, ok)
		}
	}
}

func TestTokenForOptingOutRatesNothing(t *testing.T) {
	s := surveys.NewSigner(secretOf('a'))
	if id, ok := s.ParseUnsubscribe(s.Unsubscribe(anInvitation())); !ok || id != anInvitation() {
		t.Errorf("read %s %v", id, ok)
	}
	if _, ok := s.ParseUnsubscribe(s.Rate(anInvitation(), 0)); ok {
		t.Error("a rating link opts out")
	}
}

func TestTokenOutlivesARotationOfTheSecret(t *testing.T) {
	before := surveys.NewSigner(secretOf('a'))
	after, later := surveys.NewSigner(secretOf('b'), secretOf('a')), surveys.NewSigner(secretOf('b'))
	token := before.Rate(anInvitation(), 1)
	if _, _, ok := after.ParseRate(token); !ok {
		t.Error("a link of before the rotation is refused")
	}
	if _, _, ok := later.ParseRate(token); ok {
		t.Error("a link is valid although its secret is gone")
	}
	if _, _, ok := later.ParseRate(after.Rate(anInvitation(), 1)); !ok {
		t.Error("new links are made with the old secret")
	}
}

func FuzzParseRate(f *testing.F) {
	s := surveys.NewSigner(secretOf('a'))
	f.Add(s.Rate(anInvitation(), 5))
	f.Add(s.Unsubscribe(anInvitation()) + ".")
	f.Add("")
	f.Fuzz(func(t *testing.T, token string) {
		id, choice, ok := s.ParseRate(token)
		if ok && !strings.HasPrefix(token, s.Rate(id, choice)) {
			t.Errorf("%q reads as %s %d, which is written differently", token, id, choice)
		}
	})
}
