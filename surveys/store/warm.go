package store

import (
	"context"
	"errors"

	"barometer/surveys"
)

// Warm reads what this process remembers of all customers, so that the first
// page after a start need not wait for it.
func (s *Store) Warm(ctx context.Context) error {
	today := s.Today()
	_, low := s.levelsIn(ctx, surveys.Last(levelSpan, today))
	_, _, said := s.CountSaid(ctx)
	_, worth := s.worths(ctx)
	_, lives := s.Lives(ctx)
	_, voices := s.Voices(ctx, surveys.Period{From: today - satisfiedSpan, To: today})
	_, days := s.PortfolioDays(ctx, surveys.Last(365, today))
	return errors.Join(low, said, worth, lives, voices, days)
}
