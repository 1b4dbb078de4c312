package store_test

import (
	"context"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store/storetest"
)

func TestContacts(t *testing.T) {
	ctx := context.Background()
	s, clock := storetest.Open(t)
	anna, dora := surveys.NewContactID(storetest.Anna), surveys.NewContactID(storetest.Dora)
	storetest.Ask(t, s)
	storetest.Ask(t, s, storetest.ID("T-2"), func(in *surveys.Interaction) {
		in.Contact = surveys.Contact{Address: storetest.Anna, Role: surveys.DecisionMaker, TimeZone: "Europe/Vienna"}
	})
	first := clock.Now()
	must(t, s.OptOut(ctx, anna))
	clock.Advance(day)
	must(t, s.OptOut(ctx, anna))
	must(t, s.BounceContact(ctx, anna, "550 no such user here"))
	must(t, s.PauseContact(ctx, anna, clock.Now().Add(day)))

	all, err := s.Contacts(ctx, []surveys.ContactID{anna, dora})
	must(t, err)
	want := surveys.Contact{ID: anna, Address: storetest.Anna, Name: "Anna Berg", Language: "en", TimeZone: "Europe/Vienna",
		Role: surveys.DecisionMaker, Customer: "northwind", OptedOutAt: first, BouncedAt: clock.Now(),
		BounceReason: "550 no such user here", PausedUntil: clock.Now().Add(day), ActiveAt: first, Project: "support"}
	if len(all) != 1 || all[anna] != want {
		t.Errorf("contacts %+v, want only Anna: %+v", all, want)
	}
	_, err = s.Contact(ctx, dora)
	wantCode(t, err, surveys.NotFound)
	wantCode(t, s.PauseContact(ctx, dora, time.Time{}), surveys.NotFound)
	must(t, s.OptOut(ctx, dora))
	if got := storetest.Ask(t, s, storetest.ID("T-3"), storetest.To(storetest.Dora, "")); got.Reason != string(surveys.SkipOptedOut) {
		t.Errorf("who opted out before we knew her: %s %q", got.Mail, got.Reason)
	}
}
