package store

import (
	"context"
	"fmt"

	"barometer/surveys"
)

// untouched are the letters of evidence that the machine may take back.
const untouched = "as"

// suspect weighs a visit and notes for good what speaks of a scanner, so that
// it is still known when the visits behind it are gone. What the client was
// counted for without a touch is taken back: here, and at every invitation
// that it opened within the minute.
func (s *Store) suspect(ctx context.Context, sight Sight, found surveys.Doubts, lookBack []surveys.InvitationID) (Sight, error) {
	sight.Doubts = surveys.Weigh(sight.Visits, sight.Visit) | found
	lasting := sight.Doubts.Lasting()
	client := sight.Visit.Client
	if known := sight.Visits.Flagged[client]; lasting != 0 && known|lasting != known {
		if _, err := s.flag(ctx, sight.Invitation.ID, client, lasting, untouched); err != nil {
			return Sight{}, err
		}
		sight.Visits.Flagged[client] = known | lasting
		sight.Visits.Seen++
	}
	for _, id := range lookBack {
		if id == sight.Invitation.ID {
			continue
		}
		if _, err := s.flag(ctx, id, client, found, untouched); err != nil {
			return Sight{}, err
		}
	}
	return sight, nil
}

// flag notes doubts against a client at one invitation and takes its answer
// back where it rests on the given evidence.
func (s *Store) flag(ctx context.Context, id surveys.InvitationID, client surveys.Client, d surveys.Doubts, evidence string) (voided bool, err error) {
	code, err := s.void(ctx, id, voiding{reason: surveys.TakenBack(d), client: client.String(), doubts: d, evidence: evidence})
	if err != nil {
		return false, fmt.Errorf("look back: %w", err)
	}
	return code == voidDone, nil
}
