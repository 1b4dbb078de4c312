package surveys_test

import (
	"strings"
	"testing"

	"barometer/surveys"

	"pgregory.net/rapid"
)

func TestTagsOfAddresses(t *testing.T) {
	s := surveys.NewSigner(secretOf('a'))
	for name, c := range map[string]struct {
		sign  func(surveys.InvitationID) string
		parse func(string) (surveys.InvitationID, bool)
		other string
	}{
		"bounce": {s.Bounce, s.ParseBounce, s.Stop(anInvitation())},
		"stop":   {s.Stop, s.ParseStop, s.Bounce(anInvitation())},
	} {
		tag := c.sign(anInvitation())
		if len(tag) != surveys.TagLength || strings.ToLower(tag) != tag || len("b+"+tag) > 64 {
			t.Errorf("%s: tag %q", name, tag)
		}
		for _, spelled := range []string{tag, strings.ToUpper(tag), strings.ToUpper(tag[:9]) + tag[9:]} {
			if id, ok := c.parse(spelled); !ok || id != anInvitation() {
				t.Errorf("%s: %q is read as %q %v", name, spelled, id, ok)
			}
		}
		for _, forged := range []string{
			"", tag[:31], tag + "0", " " + tag[1:], c.other, s.Unsubscribe(anInvitation())[:surveys.TagLength],
			strings.Repeat("0", surveys.TagLength), string(anInvitation()) + string(anInvitation()),
		} {
			if _, ok := c.parse(forged); ok {
				t.Errorf("%s: %q is taken", name, forged)
			}
		}
	}
}

func TestTagIsRefusedWhenALetterChanged(t *testing.T) {
	s := surveys.NewSigner(secretOf('a'))
	tag := s.Bounce(anInvitation())
	for i := range tag {
		for _, c := range "0123456789abcdefghjkmnpqrstvwxyzilou-" {
			changed := tag[:i] + string(c) + tag[i+1:]
			if _, ok := s.ParseBounce(changed); ok != (changed == tag) {
				t.Fatalf("letter %d changed to %c: ok is %v", i, c, ok)
			}
		}
	}
}

func TestTagsOutliveARotation(t *testing.T) {
	old := surveys.NewSigner(secretOf('a')).Bounce(anInvitation())
	if _, ok := surveys.NewSigner(secretOf('b'), secretOf('a')).ParseBounce(old); !ok {
		t.Error("the tag of the secret before is refused")
	}
	if _, ok := surveys.NewSigner(secretOf('b')).ParseBounce(old); ok {
		t.Error("the tag of a secret that is gone is taken")
	}
}

func TestNoTagIsGuessed(t *testing.T) {
	s := surveys.NewSigner(secretOf('a'))
	rapid.Check(t, func(t *rapid.T) {
		tag := rapid.StringOfN(rapid.RuneFrom([]rune("0123456789abcdefghjkmnpqrstvwxyz")), surveys.TagLength, surveys.TagLength, -1).Draw(t, "tag")
		if _, ok := s.ParseBounce(tag); ok {
			t.Fatalf("%q is taken", tag)
		}
	})
}
