package store_test

import (
	"fmt"
	"sync"
	"testing"

	"barometer/surveys"
	"barometer/surveys/store/storetest"
)

// However many are saved at once, there are never more than there may be.
func TestViewsHaveALimit(t *testing.T) {
	ctx := t.Context()
	s, _ := storetest.Open(t)
	view := func(i int) surveys.View {
		return surveys.View{ID: surveys.ViewID(fmt.Sprintf("v%d", i)), Name: fmt.Sprintf("View %d", i), Address: "/responses", Owner: "ada"}
	}
	errs := make([]error, surveys.MaxViews+20)
	var wait sync.WaitGroup
	for i := range errs {
		wait.Go(func() { errs[i] = s.SaveView(ctx, view(i)) })
	}
	wait.Wait()
	refused := 0
	for i, err := range errs {
		if err != nil {
			wantCode(t, err, surveys.Conflict)
			refused++
			continue
		}
		changed := view(i)
		changed.Shared = true
		must(t, s.SaveView(ctx, changed)) // one that is there may change
	}
	all, err := s.Views(ctx, "bob")
	must(t, err)
	if len(all) != surveys.MaxViews || refused != 20 {
		t.Errorf("%d views, %d refused; want %d and 20", len(all), refused, surveys.MaxViews)
	}
}

// Somebody who is removed while the team is read is not on it: nobody without a
// name and a role is.
func TestTheTeamHoldsNobodyEmpty(t *testing.T) {
	ctx := t.Context()
	rdb := storetest.Redis(t)
	s, _ := storetest.OpenAt(t, rdb)
	added, err := s.AddUser(ctx, boss())
	must(t, err)
	gone, err := s.AddUser(ctx, surveys.User{Email: "alf@firm.example", Role: surveys.Member})
	must(t, err)
	if n := rdb.Del(ctx, "x:{team}:u:"+string(gone.ID)).Val(); n != 1 {
		t.Fatalf("%d hashes of Alf", n)
	}
	team, err := s.Users(ctx)
	must(t, err)
	if len(team) != 1 || team[0].ID != added.ID {
		t.Errorf("the team is %+v", team)
	}
}
