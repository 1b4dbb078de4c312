package store_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store/storetest"
)

func boss() surveys.User {
	return surveys.User{Email: "Boss@firm.example", Name: "The Boss", Role: surveys.Admin, Hash: "argon"}
}

func TestTheTeam(t *testing.T) {
	ctx := context.Background()
	s, clock := storetest.Open(t)
	added, err := s.AddUser(ctx, boss())
	must(t, err)
	if added.ID == "" || !added.CreatedAt.Equal(clock.Now()) {
		t.Errorf("added %+v, want an id and a time", added)
	}
	again := boss()
	again.Email, again.Role = "boss@FIRM.example", surveys.Viewer
	_, err = s.AddUser(ctx, again)
	wantCode(t, err, surveys.Conflict)
	_, err = s.AddUser(ctx, surveys.User{Email: "alf@firm.example", Role: surveys.Member})
	must(t, err)

	found, err := s.UserByEmail(ctx, "BOSS@firm.example")
	must(t, err)
	if found != added {
		t.Errorf("by address %+v, want %+v", found, added)
	}
	must(t, s.SetPassword(ctx, added.ID, "argon again", ""))
	found, err = s.User(ctx, added.ID)
	must(t, err)
	if found.Hash != "argon again" || found.Role != surveys.Admin {
		t.Errorf("after the new password: %+v", found)
	}
	team, err := s.Users(ctx)
	must(t, err)
	if len(team) != 2 || team[0].Email != "Boss@firm.example" || team[1].Email != "alf@firm.example" {
		t.Errorf("team %+v, want both, sorted", team)
	}
	wantCode(t, s.SetPassword(ctx, "nobody", "x", ""), surveys.NotFound)
	_, err = s.UserByEmail(ctx, "nobody@firm.example")
	wantCode(t, err, surveys.NotFound)
}

func TestTheSetUpLinkMakesTheFirstUserOnce(t *testing.T) {
	ctx := context.Background()
	s, _ := storetest.Open(t)
	for _, secret := range []string{"old secret", "secret"} {
		ok, err := s.SetUpLink(ctx, secret, time.Hour)
		must(t, err)
		if !ok {
			t.Fatal("no link although the team is empty")
		}
	}
	for secret, want := range map[string]bool{"secret": true, "old secret": false, "guess": false, "": false} {
		valid, err := s.SetUpValid(ctx, secret)
		must(t, err)
		if valid != want {
			t.Errorf("%q is valid: %t, want %t", secret, valid, want)
		}
	}
	for _, secret := range []string{"old secret", "guess", ""} {
		_, err := s.UseSetUp(ctx, secret, boss())
		wantCode(t, err, surveys.Unauthorized)
	}
	if made := useAtOnce(t, 8, func() error { _, err := s.UseSetUp(ctx, "secret", boss()); return err }); made != 1 {
		t.Errorf("the secret made %d users, want 1", made)
	}
	valid, err := s.SetUpValid(ctx, "secret")
	must(t, err)
	ok, err := s.SetUpLink(ctx, "another", time.Hour)
	must(t, err)
	if valid || ok {
		t.Errorf("after the first user: secret valid %t, new link %t", valid, ok)
	}
}

// useAtOnce runs do n times at the same time and counts those that succeed;
// the others must be Unauthorized.
func useAtOnce(t *testing.T, n int, do func() error) (made int) {
	t.Helper()
	errs, start, done := make([]error, n), make(chan struct{}), sync.WaitGroup{}
	for i := range n {
		done.Go(func() {
			<-start
			errs[i] = do()
		})
	}
	close(start)
	done.Wait()
	for _, err := range errs {
		if err == nil {
			made++
		} else if surveys.CodeOf(err) != surveys.Unauthorized {
			t.Errorf("error %v, want unauthorized", err)
		}
	}
	return made
}

func TestTheSetUpLinkEndsWhenSomebodyIsAdded(t *testing.T) {
	ctx := context.Background()
	s, _ := storetest.Open(t)
	_, err := s.SetUpLink(ctx, "secret", time.Hour)
	must(t, err)
	_, err = s.AddUser(ctx, boss())
	must(t, err)
	other := boss()
	other.Email = "thief@firm.example"
	_, err = s.UseSetUp(ctx, "secret", other)
	wantCode(t, err, surveys.Unauthorized)
}
