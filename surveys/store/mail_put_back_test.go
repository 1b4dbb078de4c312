package store_test

import (
	"context"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store/storetest"
)

// A mail that goes back untried is claimed as if for the first time, whoever
// claims it in the same moment; saying so once more moves nothing of theirs.
func TestAMailThatGoesBackUntriedCountsNoClaim(t *testing.T) {
	ctx := context.Background()
	s, clock := storetest.Open(t)
	inv := storetest.Ask(t, s)
	claim := func() surveys.Due {
		t.Helper()
		due, err := s.Claim(ctx, inv.ID.Shard(), time.Minute, 10)
		must(t, err)
		if len(due) != 1 {
			t.Fatalf("claimed %+v", due)
		}
		return due[0]
	}
	claim()
	claimed, _, err := s.ClaimMails(ctx, inv.ID.Shard(), []surveys.InvitationID{inv.ID})
	must(t, err)
	must(t, s.MailsToData(ctx, claimed))
	must(t, s.MailPutBack(ctx, claimed[0], clock.Now(), ""))
	if theirs := claim(); theirs.Attempt != 1 {
		t.Errorf("the next claim is number %d", theirs.Attempt)
	}
	must(t, s.MailPutBack(ctx, claimed[0], clock.Now(), ""))
	clock.Advance(time.Minute)
	if next := claim(); next.Attempt != 2 {
		t.Errorf("the claim after that is number %d", next.Attempt)
	}
}
