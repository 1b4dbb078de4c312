package store

import (
	"context"

	"barometer/surveys"
)

// RevenueRetention sets what the customers of the start paid in the period
// beside what they paid in the stretch of the same length before.
func (s *Store) RevenueRetention(ctx context.Context, p surveys.Period) (out surveys.RevenueKept, err error) {
	all, err := s.Lives(ctx)
	if err != nil {
		return out, err
	}
	before, err := s.CustomerWorths(ctx, p.Before(), "")
	if err != nil {
		return out, err
	}
	during, err := s.CustomerWorths(ctx, p, "")
	for id, life := range all {
		if life.IsCustomer(p.From - 1) {
			out.Count(before[id].Revenue, during[id].Revenue)
		}
	}
	return out, err
}
