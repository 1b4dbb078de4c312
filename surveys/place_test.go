package surveys_test

import (
	"testing"
	"time"

	"barometer/surveys"
)

func TestOwnLinks(t *testing.T) {
	id := surveys.NewUserID("alf@firm.example")
	if got, secret := surveys.ParseOwnLink(surveys.OwnLink(id, "SECRET")); got != id || secret != "SECRET" {
		t.Errorf("read %s and %s", got, secret)
	}
	for _, none := range []string{"", "x", string(id)} {
		if got, secret := surveys.ParseOwnLink(none); got != "" || secret != "" {
			t.Errorf("%q is a link of %s", none, got)
		}
	}
}

func TestWhenThingsOfAnAccountEnd(t *testing.T) {
	now := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name string
		over bool
		want bool
	}{
		{"a link before its end", surveys.Place{Until: now.Add(time.Second)}.Over(now), false},
		{"a link at its end", surveys.Place{Until: now}.Over(now), true},
		{"a session in use", surveys.Session{StartedAt: now.Add(-6 * 24 * time.Hour), SeenAt: now.Add(-11 * time.Hour)}.Over(now), false},
		{"a session that nobody used", surveys.Session{StartedAt: now.Add(-13 * time.Hour), SeenAt: now.Add(-12 * time.Hour)}.Over(now), true},
		{"a session of a week", surveys.Session{StartedAt: now.Add(-7 * 24 * time.Hour), SeenAt: now}.Over(now), true},
	} {
		if tt.over != tt.want {
			t.Errorf("%s is over: %t", tt.name, tt.over)
		}
	}
}
