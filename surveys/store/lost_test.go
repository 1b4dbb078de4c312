package store_test

import (
	"context"
	"testing"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"
)

// A Redis that lost its last writes, in a failover or without power, gives
// numbers away anew. A process that remembers the old ones must not write
// answers to somebody else's name.
func TestNumbersThatRedisLostAreNotWritten(t *testing.T) {
	ctx, rdb := context.Background(), storetest.Redis(t)
	old, clock := storetest.OpenAt(t, rdb)
	storetest.Ask(t, old)
	storetest.Empty(t, rdb)
	fresh, _ := storetest.OpenAt(t, rdb)
	storetest.Ask(t, fresh, storetest.ID("T-2"), storetest.To(storetest.Carla, ""), storetest.By("kim"),
		storetest.For(storetest.Support(), storetest.Lakeside()), storetest.At(clock.Now()))

	asked := storetest.Ask(t, old, storetest.ID("T-3"))
	row := store.Imported{Interaction: storetest.Interaction(storetest.ID("T-4"), storetest.By("")), Scale: surveys.CSAT5, Choice: 5,
		AnsweredAtMS: clock.Now().UnixMilli()}
	if n, err := old.Import(ctx, []store.Imported{row}); n != 1 || err != nil {
		t.Fatalf("imported %d, %v", n, err)
	}
	imported := surveys.NewInvitationID("support", "T-4", surveys.DefaultSurvey().ID, 0)
	for _, id := range []surveys.InvitationID{asked.ID, imported} {
		got, err := fresh.Invitation(ctx, id)
		must(t, err)
		if got.Project != "support" || got.Customer != "northwind" || (id == asked.ID && got.Agent != "sam") {
			t.Errorf("%s is of %q, %q, served by %q", got.Interaction, got.Project, got.Customer, got.Agent)
		}
	}
}
