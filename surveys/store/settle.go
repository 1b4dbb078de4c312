package store

import (
	"context"

	"barometer/surveys"
)

// Settle ends the holding back at an invitation: of the taps that wait, the
// latest that nothing was found against counts, with its own time; the others
// stay visits. Safe to repeat. counted reports whether one counts now.
func (s *Store) Settle(ctx context.Context, id surveys.InvitationID) (counted bool, err error) {
	for range 20 {
		fields, visits, err := s.visitsOf(ctx, id)
		if err != nil || len(fields) == 0 {
			return false, err
		}
		settling, err := s.settling(ctx, id, fields, visits)
		if err != nil {
			return false, err
		}
		out, err := s.record(ctx, settling)
		if err != nil {
			return false, err
		}
		if out.code != recordAgain {
			return out.code == 1, nil
		}
	}
	return false, surveys.Errorf(surveys.Unavailable, "the invitation does not come to rest")
}

// settling chooses what is to be recorded: a tap, or that nothing waits any more.
func (s *Store) settling(ctx context.Context, id surveys.InvitationID, fields map[string]string, visits surveys.Visits) (record, error) {
	r := record{id: id, seen: visits.Seen, wanted: "u", by: surveys.BySettled}
	visit, ok := surveys.Settle(visits)
	if !ok {
		return r, nil
	}
	invs, err := s.decodeInvitations(ctx, []invitationRow{{id: id, fields: fields}})
	if err != nil {
		return record{}, err
	}
	r.wanted, r.scale = visitLetters()[surveys.VisitCounted], invs[0].Scale
	r.visit, r.choice, r.client, r.tapped = visit.Number, visit.Chosen, visit.Client, visit.Acted
	return r, nil
}
