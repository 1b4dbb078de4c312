package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store/storetest"
)

func TestInvitationsComeInTheOrderAsked(t *testing.T) {
	ctx := context.Background()
	s, _ := storetest.Open(t)
	a := storetest.Ask(t, s, storetest.ID("T-1"))
	b := storetest.Ask(t, s, storetest.ID("T-2"), storetest.To(storetest.Carla, "Carla"), storetest.For(storetest.Website(), storetest.Lakeside()))
	gone := surveys.NewInvitationID("support", "never", "csat5", 0)
	got, err := s.Invitations(ctx, []surveys.InvitationID{b.ID, gone, a.ID, b.ID})
	must(t, err)
	if len(got) != 3 || got[0].ID != b.ID || got[1].ID != a.ID || got[2].ID != b.ID {
		t.Errorf("invitations %+v, want b, a, b", got)
	}
	if got[0].Customer != "lakeside" || got[1].Customer != "northwind" {
		t.Errorf("customers %s and %s, want lakeside and northwind", got[0].Customer, got[1].Customer)
	}
	_, err = s.Invitation(ctx, gone)
	wantCode(t, err, surveys.NotFound)
}

func TestNewestInvitationsOfAllShards(t *testing.T) {
	ctx := context.Background()
	s, clock := storetest.Open(t)
	for i := range 30 {
		clock.Advance(time.Second)
		storetest.Ask(t, s, storetest.ID(fmt.Sprint("T-", i)), storetest.To(fmt.Sprintf("p%d@mail.example", i), ""),
			storetest.For(surveys.ProjectRef{ID: surveys.ProjectID(fmt.Sprint("project-", i%7))}, surveys.CustomerRef{}))
	}
	newest, err := s.NewestInvitations(ctx, 12)
	must(t, err)
	if len(newest) != 12 {
		t.Fatalf("%d invitations, want 12", len(newest))
	}
	for i, inv := range newest {
		if want := fmt.Sprint("T-", 29-i); string(inv.Interaction) != want {
			t.Errorf("number %d is %s, want %s", i, inv.Interaction, want)
		}
	}
	none, err := s.NewestInvitations(ctx, 0)
	must(t, err)
	if len(none) != 0 {
		t.Errorf("no invitation asked for, %d given", len(none))
	}
}

func TestTheListOfTheNewestStaysShort(t *testing.T) {
	ctx, rdb := context.Background(), storetest.Redis(t)
	s, clock := storetest.OpenAt(t, rdb)
	for i := range 1003 {
		clock.Advance(time.Millisecond)
		storetest.Ask(t, s, storetest.ID(fmt.Sprint("T-", i)), storetest.To("", ""))
	}
	all, err := s.NewestInvitations(ctx, 2000)
	must(t, err)
	if len(all) != 1000 || all[0].Interaction != "T-1002" || all[999].Interaction != "T-3" {
		t.Errorf("%d kept, from %s to %s; want 1000, from T-1002 to T-3", len(all), all[0].Interaction, all[len(all)-1].Interaction)
	}
}

func TestTroubledInvitationsAreTheNewestTroubles(t *testing.T) {
	ctx := context.Background()
	s, clock := storetest.Open(t)
	for i, address := range []string{storetest.Anna, storetest.Ben, storetest.Carla} {
		inv := storetest.Ask(t, s, storetest.ID(fmt.Sprint("T-", i)), storetest.To(address, ""))
		clock.Advance(time.Minute)
		if i != 1 {
			must(t, s.MailFailed(ctx, inv.ID, "550 no such user here"))
		}
	}
	got, err := s.TroubledInvitations(ctx, 10)
	must(t, err)
	if len(got) != 2 || got[0].Interaction != "T-2" || got[1].Interaction != "T-0" || got[0].Reason != "550 no such user here" {
		t.Errorf("troubled %+v, want T-2 and T-0", got)
	}
}
