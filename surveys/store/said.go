package store

import (
	"context"

	"barometer/surveys"
)

// Said returns the newest responses with words, newest first.
func (s *Store) Said(ctx context.Context, limit int) ([]surveys.Invitation, error) {
	found, err := s.topInvitations(ctx, saidKey, limit)
	if err != nil {
		return nil, err
	}
	out := found[:0]
	for _, inv := range found {
		if inv.Answer == surveys.Answered {
			out = append(out, inv)
		}
	}
	return out, nil
}
