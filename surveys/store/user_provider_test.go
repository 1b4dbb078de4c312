package store_test

import (
	"fmt"
	"sync"
	"testing"

	"barometer/surveys"
	"barometer/surveys/store/storetest"
)

func TestAnAccountAtAProviderIsOnePersons(t *testing.T) {
	ctx := t.Context()
	s, _ := storetest.Open(t)
	boss, err := s.AddUser(ctx, boss())
	must(t, err)
	alf, err := s.AddUser(ctx, surveys.User{Email: "alf@firm.example", Role: surveys.Viewer})
	must(t, err)
	at := func(issuer, subject string) surveys.ProviderAccount {
		return surveys.ProviderAccount{Issuer: "https://" + issuer + ".example", Subject: subject}
	}

	// Several at once have the address: one is remembered.
	var wait sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		wait.Go(func() { errs[i] = s.BindAccount(ctx, alf.ID, at("old", fmt.Sprint(i))) })
	}
	wait.Wait()
	bound := 0
	for i, err := range errs {
		if err != nil {
			wantCode(t, err, surveys.Conflict)
			continue
		}
		bound++
		found, err := s.UserByAccount(ctx, at("old", fmt.Sprint(i)))
		must(t, err)
		must(t, s.BindAccount(ctx, alf.ID, found.Provider)) // a repeat
		wantCode(t, s.BindAccount(ctx, boss.ID, found.Provider), surveys.Conflict)
		must(t, s.BindAccount(ctx, alf.ID, at("new", "a"))) // the house has another provider now
		_, err = s.UserByAccount(ctx, found.Provider)
		wantCode(t, err, surveys.NotFound)
	}
	if bound != 1 {
		t.Errorf("%d accounts were remembered, want 1", bound)
	}
	found, err := s.UserByAccount(ctx, at("new", "a"))
	must(t, err)
	if found.ID != alf.ID || found.Provider != at("new", "a") {
		t.Errorf("found %+v, want Alf", found)
	}
	must(t, s.FreeAccount(ctx, alf.ID))
	must(t, s.BindAccount(ctx, boss.ID, at("new", "a")))
	must(t, s.RemoveUser(ctx, alf.ID))
	wantCode(t, s.BindAccount(ctx, alf.ID, at("new", "b")), surveys.NotFound)
	wantCode(t, s.FreeAccount(ctx, alf.ID), surveys.NotFound)
	_, err = s.AddUser(ctx, surveys.User{Email: "ann@firm.example", Role: surveys.Admin})
	must(t, err)
	must(t, s.RemoveUser(ctx, boss.ID))
	_, err = s.UserByAccount(ctx, at("new", "a"))
	wantCode(t, err, surveys.NotFound)
}
