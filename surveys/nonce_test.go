package surveys_test

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"barometer/surveys"
)

func aNonce() surveys.Nonce {
	opened := time.UnixMilli(1795000000123)
	return surveys.Nonce{
		Invitation: anInvitation(), Scale: surveys.NPS11, Choice: 10, Visit: 4321, Seen: 70000,
		OpenedAt: opened, IssuedAt: opened.Add(29 * time.Minute), Client: surveys.Client{1, 2, 3, 4, 5, 255},
		Doubts: surveys.DoubtListed | surveys.DoubtRival,
	}
}

func seal(t testing.TB, s *surveys.Sealer, n surveys.Nonce) string {
	t.Helper()
	text, err := s.Seal(n)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestNonceKeepsEverything(t *testing.T) {
	s := surveys.NewSealer(rand.Reader, secretOf('a'))
	text := seal(t, s, aNonce())
	got, ok := s.Open(text)
	if !ok || got != aNonce() {
		t.Errorf("opened %+v %v, want %+v", got, ok, aNonce())
	}
	if len(text) != 86 {
		t.Errorf("%d characters, want 86", len(text))
	}
}

func TestNonceIsRefusedWhenAnythingChanged(t *testing.T) {
	s := surveys.NewSealer(rand.Reader, secretOf('a'))
	text := seal(t, s, aNonce())
	for i := range text {
		changed := []byte(text)
		changed[i] ^= 1
		if _, ok := s.Open(string(changed)); ok {
			t.Fatalf("opens with character %d changed", i)
		}
	}
	for _, bad := range []string{"", strings.Repeat("\n", 86), text[:85] + "\n", text[1:], text + "A", text + "=", s.Keepsake(anInvitation())} {
		if _, ok := s.Open(bad); ok {
			t.Errorf("%q opens", bad)
		}
	}
	if _, ok := surveys.NewSealer(rand.Reader, secretOf('b')).Open(text); ok {
		t.Error("opens under another secret")
	}
	if _, ok := surveys.NewSealer(rand.Reader, secretOf('b'), secretOf('a')).Open(text); !ok {
		t.Error("does not open after a rotation of the secret")
	}
}

func TestNonceGoesStale(t *testing.T) {
	n := aNonce()
	if n.Stale(n.IssuedAt.Add(surveys.NonceValid)) || !n.Stale(n.IssuedAt.Add(surveys.NonceValid+time.Millisecond)) {
		t.Error("is not valid for exactly its time")
	}
}

func TestKeepsakeBelongsToOneInvitation(t *testing.T) {
	s := surveys.NewSealer(rand.Reader, secretOf('a'))
	other := surveys.NewInvitationID("support", "T-1002", "csat5", 0)
	if !s.IsKeepsake(anInvitation(), s.Keepsake(anInvitation())) {
		t.Error("its own keepsake is refused")
	}
	if s.IsKeepsake(other, s.Keepsake(anInvitation())) || s.IsKeepsake(other, "") {
		t.Error("a foreign keepsake, or none, is taken")
	}
}

func FuzzOpenNonce(f *testing.F) {
	s := surveys.NewSealer(rand.Reader, secretOf('a'))
	text, err := s.Seal(aNonce())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add("")
	f.Add(strings.Repeat("\r", 86))
	f.Fuzz(func(t *testing.T, text string) {
		if n, ok := s.Open(text); ok && n != aNonce() {
			t.Errorf("%q opens as %+v", text, n)
		}
	})
}

// A clock that goes back makes no page that is good for weeks.
func TestNonceOfAClockThatWentBack(t *testing.T) {
	sealer := surveys.NewSealer(rand.Reader, []byte("a secret of thirty-two bytes 123"))
	opened := time.UnixMilli(1_770_000_000_000)
	text, err := sealer.Seal(surveys.Nonce{OpenedAt: opened, IssuedAt: opened.Add(-time.Minute)})
	if err != nil {
		t.Fatal(err)
	}
	if n, ok := sealer.Open(text); !ok || !n.Stale(opened.Add(time.Hour)) {
		t.Errorf("opened %t, issued at %s: want it stale after an hour", ok, n.IssuedAt)
	}
}
