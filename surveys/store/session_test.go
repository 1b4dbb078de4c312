package store_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store/storetest"
)

func TestWhereSomebodyIsSignedIn(t *testing.T) {
	ctx := context.Background()
	s, clock := storetest.Open(t)
	boss := hire(t, s, "boss@firm.example", surveys.Admin)
	began := clock.Now()
	for _, id := range []string{"desk", "phone", "cafe"} {
		must(t, s.BeginSession(ctx, boss, surveys.Session{ID: id, Browser: "si"}))
		clock.Advance(time.Minute)
	}
	must(t, s.SeeSession(ctx, boss.ID, "desk"))
	must(t, s.SeeSession(ctx, boss.ID, "made up"))
	wantIDs(t, s.UserSessions, boss.ID, "desk", "cafe", "phone")
	all, err := s.UserSessions(ctx, boss.ID)
	must(t, err)
	if want := (surveys.Session{ID: "desk", StartedAt: began, SeenAt: clock.Now(), Browser: "si"}); all[0] != want {
		t.Errorf("%+v, want %+v", all[0], want)
	}
	seen, err := s.UserOfSession(ctx, boss.ID, "desk")
	must(t, err)
	if !seen.SeenAt.Equal(clock.Now()) {
		t.Errorf("last here %s, want now", seen.SeenAt)
	}
	for _, end := range []struct {
		id   string
		want bool
	}{{"cafe", true}, {"cafe", false}, {"made up", false}} {
		if ended, err := s.EndSession(ctx, boss.ID, end.id); err != nil || ended != end.want {
			t.Errorf("%s has ended: %t, %v", end.id, ended, err)
		}
	}
	must(t, s.SetPassword(ctx, boss.ID, "other", "phone"))
	wantIDs(t, s.UserSessions, boss.ID, "phone")
	wantCode(t, s.BeginSession(ctx, boss, surveys.Session{ID: "by the old password"}), surveys.NotFound)
	if n, err := s.EndSessions(ctx, boss.ID, "phone"); n != 0 || err != nil {
		t.Errorf("%d others have ended, %v", n, err)
	}
	if n, err := s.EndSessions(ctx, boss.ID, ""); n != 1 || err != nil {
		t.Errorf("%d have ended, %v", n, err)
	}
	wantIDs(t, s.UserSessions, boss.ID)
}

func TestSessionsEndByThemselves(t *testing.T) {
	ctx := context.Background()
	s, clock := storetest.Open(t)
	boss := hire(t, s, "boss@firm.example", surveys.Admin)
	must(t, s.BeginSession(ctx, boss, surveys.Session{ID: "idle"}))
	must(t, s.BeginSession(ctx, boss, surveys.Session{ID: "used"}))
	for range 15 {
		clock.Advance(11 * time.Hour)
		must(t, s.SeeSession(ctx, boss.ID, "used"))
	}
	_, err := s.UserOfSession(ctx, boss.ID, "used")
	must(t, err)
	_, err = s.UserOfSession(ctx, boss.ID, "idle")
	wantCode(t, err, surveys.NotFound)
	clock.Advance(4 * time.Hour) // a week and an hour after its beginning
	_, err = s.UserOfSession(ctx, boss.ID, "used")
	wantCode(t, err, surveys.NotFound)
	must(t, s.BeginSession(ctx, boss, surveys.Session{ID: "next"}))
	wantIDs(t, s.UserSessions, boss.ID, "next")
}

// wantIDs compares the ids of a person's sessions, the last used first.
func wantIDs(t *testing.T, of func(context.Context, surveys.UserID) ([]surveys.Session, error), id surveys.UserID, want ...string) {
	t.Helper()
	all, err := of(context.Background(), id)
	must(t, err)
	var got []string
	for _, one := range all {
		got = append(got, one.ID)
	}
	if !slices.Equal(got, want) {
		t.Errorf("signed in at %v, want %v", got, want)
	}
}

// A code works once, and no code before it does.
func TestCodesOfTheSecondFactor(t *testing.T) {
	ctx := context.Background()
	s, _ := storetest.Open(t)
	boss := hire(t, s, "boss@firm.example", surveys.Admin)
	wantCode(t, s.TurnFactorOff(ctx, boss.ID), surveys.Conflict)
	must(t, s.TurnFactorOn(ctx, boss.ID, "KEY", 100, []string{"red", "blue"}))
	wantCode(t, s.TurnFactorOn(ctx, boss.ID, "OTHER", 100, []string{"green"}), surveys.Conflict)
	wantCode(t, s.TurnFactorOn(ctx, "nobody", "KEY", 100, []string{"green"}), surveys.NotFound)
	for _, code := range []struct {
		name, secret string
		step         int64
		want         bool
	}{
		{"that proved it", "KEY", 100, false}, {"the next", "KEY", 101, true}, {"the same again", "KEY", 101, false},
		{"the one before", "KEY", 100, false}, {"of another key", "OTHER", 102, false}, {"one later", "KEY", 102, true},
	} {
		if ok, err := s.UseCode(ctx, boss.ID, code.secret, code.step); err != nil || ok != code.want {
			t.Errorf("the code %s counts: %t, %v", code.name, ok, err)
		}
	}
	for _, code := range []struct {
		code string
		want bool
	}{{"red", true}, {"red", false}, {"green", false}, {"blue", true}} {
		if ok, err := s.UseRecoveryCode(ctx, boss.ID, code.code); err != nil || ok != code.want {
			t.Errorf("the recovery code %s counts: %t, %v", code.code, ok, err)
		}
	}
	if n, err := s.RecoveryCodes(ctx, boss.ID); n != 0 || err != nil {
		t.Errorf("%d recovery codes left, %v", n, err)
	}
	must(t, s.TurnFactorOff(ctx, boss.ID))
	if secret, err := s.Factor(ctx, boss.ID); secret != "" || err != nil {
		t.Errorf("the key is still there: %q, %v", secret, err)
	}
}
