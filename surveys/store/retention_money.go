package store

import (
	"cmp"
	"context"
	"slices"

	"barometer/surveys"
)

// Paid is what one customer of the start paid before and in a period.
type Paid struct {
	Customer       surveys.CustomerID
	Before, During surveys.Amount
}

// RevenueRetention sets what the customers of the start paid in the period
// beside what they paid in the stretch of the same length before.
func (s *Store) RevenueRetention(ctx context.Context, p surveys.Period) (out surveys.RevenueKept, err error) {
	all, err := s.RevenueOfStart(ctx, p)
	for _, one := range all {
		out.Count(one.Before, one.During)
	}
	return out, err
}

// RevenueOfStart names the customers behind it, who paid most before first; who
// paid nothing in either is not among them.
func (s *Store) RevenueOfStart(ctx context.Context, p surveys.Period) (out []Paid, err error) {
	all, err := s.Lives(ctx)
	if err != nil {
		return nil, err
	}
	before, err := s.CustomerWorths(ctx, p.Before(), "")
	if err != nil {
		return nil, err
	}
	during, err := s.CustomerWorths(ctx, p, "")
	for id, life := range all {
		if paid := (Paid{id, before[id].Revenue, during[id].Revenue}); life.IsCustomer(p.From-1) && (paid.Before != 0 || paid.During != 0) {
			out = append(out, paid)
		}
	}
	slices.SortFunc(out, func(a, b Paid) int {
		return cmp.Or(cmp.Compare(b.Before, a.Before), cmp.Compare(b.During, a.During), cmp.Compare(a.Customer, b.Customer))
	})
	return out, err
}
