package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"
)

// A scanner that goes on for minutes stays a scanner: what it opens now is
// seen, however much it opened before.
func TestLongBurstIsSeenToItsEnd(t *testing.T) {
	s, clock := storetest.Open(t)
	ctx := context.Background()
	open := func(id surveys.InvitationID) surveys.Doubts {
		sight, err := s.Visit(ctx, store.Opening{Invitation: id, Choice: 5, Client: surveys.Client{7}, Window: 10 * time.Minute})
		if err != nil && surveys.CodeOf(err) != surveys.NotFound {
			t.Fatal(err)
		}
		clock.Advance(500 * time.Millisecond)
		return sight.Doubts
	}
	id := storetest.Sent(t, s).ID
	for i := range 360 {
		open(surveys.NewInvitationID("support", surveys.InteractionID(fmt.Sprint("other-", i)), "csat5", 0))
	}
	if d := open(id); !d.Has(surveys.DoubtFleet) {
		t.Errorf("doubts %v after 360 invitations in 3 minutes, want a fleet", d.Names())
	}
}
