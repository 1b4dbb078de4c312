package store_test

import (
	"context"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"
)

// hire adds somebody with the role.
func hire(t *testing.T, s *store.Store, email string, role surveys.Right) surveys.User {
	t.Helper()
	u, err := s.AddUser(context.Background(), surveys.User{Email: email, Name: "Ada of " + email, Role: role, Hash: "argon"})
	must(t, err)
	return u
}

func placeFor(email string) surveys.Place {
	return surveys.Place{Email: email, Role: surveys.Member, Money: true, ByName: "The Boss", Post: "0000000000000001"}
}

// A place is taken once, by its own link, and says itself what its taker may.
func TestAPlaceOnTheTeam(t *testing.T) {
	ctx := context.Background()
	s, clock := storetest.Open(t)
	hire(t, s, "boss@firm.example", surveys.Admin)
	_, err := s.OfferPlace(ctx, placeFor("Boss@firm.example"), "x")
	wantCode(t, err, surveys.Conflict)

	_, err = s.OfferPlace(ctx, placeFor("alf@firm.example"), "first secret")
	must(t, err)
	place, err := s.OfferPlace(ctx, placeFor("alf@firm.example"), "secret") // sent again
	must(t, err)
	waiting, err := s.Places(ctx)
	must(t, err)
	if len(waiting) != 1 || waiting[0] != place || !place.Until.Equal(clock.Now().Add(7*24*time.Hour)) {
		t.Fatalf("%+v wait, want %+v alone", waiting, place)
	}
	for _, wrong := range []string{"first secret", "guess", ""} {
		_, err := s.PlaceOf(ctx, place.ID, wrong)
		wantCode(t, err, surveys.Unauthorized)
		_, err = s.TakePlace(ctx, place.ID, wrong, "Alf", "argon")
		wantCode(t, err, surveys.Unauthorized)
	}
	found, err := s.PlaceOf(ctx, place.ID, "secret")
	must(t, err)
	if found != place {
		t.Errorf("the link leads to %+v, want %+v", found, place)
	}
	if taken := useAtOnce(t, 8, func() error { _, err := s.TakePlace(ctx, place.ID, "secret", "Alf", "argon"); return err }); taken != 1 {
		t.Errorf("the place was taken %d times, want once", taken)
	}
	alf, err := s.UserByEmail(ctx, "alf@firm.example")
	must(t, err)
	if alf.Name != "Alf" || alf.Role != surveys.Member || !alf.Money || alf.Hash != "argon" || !alf.CreatedAt.Equal(clock.Now()) {
		t.Errorf("who took it is %+v", alf)
	}
	waiting, err = s.Places(ctx)
	must(t, err)
	if len(waiting) != 0 {
		t.Errorf("%d places wait still", len(waiting))
	}
}

func TestPlacesThatNobodyTakes(t *testing.T) {
	ctx := context.Background()
	s, clock := storetest.Open(t)
	late, err := s.OfferPlace(ctx, placeFor("late@firm.example"), "secret")
	must(t, err)
	gone, err := s.OfferPlace(ctx, placeFor("gone@firm.example"), "secret")
	must(t, err)
	must(t, s.DropPlace(ctx, gone.ID))
	wantCode(t, s.DropPlace(ctx, gone.ID), surveys.NotFound)
	clock.Advance(surveys.PlaceKept)
	for _, id := range []surveys.UserID{late.ID, gone.ID} {
		_, err = s.PlaceOf(ctx, id, "secret")
		wantCode(t, err, surveys.Unauthorized)
		_, err = s.TakePlace(ctx, id, "secret", "Alf", "argon")
		wantCode(t, err, surveys.Unauthorized)
	}
	_, err = s.TakePlaceOf(ctx, "late@firm.example", "Alf")
	wantCode(t, err, surveys.Unauthorized)
	hire(t, s, "late@firm.example", surveys.Viewer) // by hand after all
	if waiting, err := s.Places(ctx); err != nil || len(waiting) != 0 {
		t.Errorf("%+v wait still, %v", waiting, err)
	}
}

// Somebody whose address a provider vouches for needs no link and no password.
func TestAPlaceTakenThroughAProvider(t *testing.T) {
	ctx := context.Background()
	s, _ := storetest.Open(t)
	_, err := s.TakePlaceOf(ctx, "nobody@firm.example", "Nobody")
	wantCode(t, err, surveys.Unauthorized)
	_, err = s.OfferPlace(ctx, placeFor("alf@firm.example"), "secret")
	must(t, err)
	alf, err := s.TakePlaceOf(ctx, "ALF@firm.example", "Alf")
	must(t, err)
	if alf.Hash != "" || alf.Role != surveys.Member {
		t.Errorf("joined as %+v", alf)
	}
	must(t, s.BeginSession(ctx, alf, surveys.Session{ID: "one"}))
}

func TestThereIsAlwaysAnAdmin(t *testing.T) {
	ctx := context.Background()
	s, _ := storetest.Open(t)
	boss := hire(t, s, "boss@firm.example", surveys.Admin)
	alf := hire(t, s, "alf@firm.example", surveys.Member)
	wantCode(t, s.ChangeUser(ctx, boss.ID, surveys.Viewer, false), surveys.Conflict)
	wantCode(t, s.RemoveUser(ctx, boss.ID), surveys.Conflict)
	must(t, s.ChangeUser(ctx, boss.ID, surveys.Admin, true)) // money alone
	must(t, s.ChangeUser(ctx, alf.ID, surveys.Admin, false))
	lowered := make(chan error, 2) // each the other, at once: one must stay
	for _, id := range []surveys.UserID{boss.ID, alf.ID} {
		go func() { lowered <- s.ChangeUser(ctx, id, surveys.Member, false) }()
	}
	first, second := <-lowered, <-lowered
	if (first == nil) == (second == nil) {
		t.Errorf("both were lowered, or neither: %v, %v", first, second)
	}
	wantCode(t, s.ChangeUser(ctx, "nobody", surveys.Admin, false), surveys.NotFound)
	wantCode(t, s.RemoveUser(ctx, "nobody"), surveys.NotFound)
}

// Who has left is signed out and locked out, and is still called by name.
func TestLeavingTheTeam(t *testing.T) {
	ctx := context.Background()
	s, _ := storetest.Open(t)
	hire(t, s, "boss@firm.example", surveys.Admin)
	alf := hire(t, s, "alf@firm.example", surveys.Member)
	must(t, s.BeginSession(ctx, alf, surveys.Session{ID: "one"}))
	_, err := s.ResetLink(ctx, alf.ID, "secret", time.Hour, false)
	must(t, err)
	must(t, s.TurnFactorOn(ctx, alf.ID, "KEY", 1, []string{"code"}))
	must(t, s.RemoveUser(ctx, alf.ID))

	_, err = s.UserOfSession(ctx, alf.ID, "one")
	wantCode(t, err, surveys.NotFound)
	wantCode(t, s.UseReset(ctx, alf.ID, "secret", "argon"), surveys.Unauthorized)
	if ok, err := s.UseRecoveryCode(ctx, alf.ID, "code"); ok || err != nil {
		t.Errorf("a recovery code works: %t, %v", ok, err)
	}
	names, err := s.TeamNames(ctx)
	must(t, err)
	if names[alf.ID] != alf.Name || len(names) != 2 {
		t.Errorf("called %v", names)
	}
	again := hire(t, s, "alf@firm.example", surveys.Viewer)
	_, err = s.UserOfSession(ctx, again.ID, "one")
	wantCode(t, err, surveys.NotFound)
}

func TestALinkToAnotherPassword(t *testing.T) {
	ctx := context.Background()
	s, _ := storetest.Open(t)
	boss := hire(t, s, "boss@firm.example", surveys.Admin)
	elsewhere, err := s.AddUser(ctx, surveys.User{Email: "oidc@firm.example", Role: surveys.Viewer})
	must(t, err)
	for _, ask := range []struct {
		name  string
		id    surveys.UserID
		first bool
		want  bool
	}{
		{"nobody", "0000000000000000", false, false}, {"nobody, by an admin", "0000000000000000", true, false},
		{"without a password", elsewhere.ID, false, false}, {"without a password, by an admin", elsewhere.ID, true, true},
		{"with one", boss.ID, false, true}, {"once more", boss.ID, false, true},
	} {
		if ok, err := s.ResetLink(ctx, ask.id, "secret of "+ask.name, time.Hour, ask.first); err != nil || ok != ask.want {
			t.Errorf("%s: a link is open: %t, %v", ask.name, ok, err)
		}
	}
	must(t, s.BeginSession(ctx, boss, surveys.Session{ID: "one"}))
	wantCode(t, s.UseReset(ctx, boss.ID, "secret of with one", "new"), surveys.Unauthorized)
	if used := useAtOnce(t, 8, func() error { return s.UseReset(ctx, boss.ID, "secret of once more", "new") }); used != 1 {
		t.Errorf("the link was used %d times", used)
	}
	_, err = s.UserOfSession(ctx, boss.ID, "one")
	wantCode(t, err, surveys.NotFound)
	if ok, err := s.ResetValid(ctx, boss.ID, "secret of once more"); ok || err != nil {
		t.Errorf("the spent link looks open: %t, %v", ok, err)
	}
	_, err = s.ResetLink(ctx, boss.ID, "open", time.Hour, false)
	must(t, err)
	must(t, s.SetPassword(ctx, boss.ID, "newer", ""))
	wantCode(t, s.UseReset(ctx, boss.ID, "open", "newest"), surveys.Unauthorized)
}
