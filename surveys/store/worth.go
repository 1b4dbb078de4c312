package store

import (
	"context"
	"fmt"
	"strconv"

	"barometer/surveys"
)

// worths are what customers are worth to us, in the caller's own unit.
type worths struct {
	by   map[surveys.CustomerID]float64
	mean float64
}

// worths reads what callers said. Only ratios count: 1 is the mean of those
// that are known, and what is taken for the others.
func (s *Store) worths(ctx context.Context) (worths, error) {
	kept, err := s.rdb.HGetAll(ctx, worthKey()).Result()
	if err != nil {
		return worths{}, fmt.Errorf("worth of customers: %w", err)
	}
	out := worths{by: make(map[surveys.CustomerID]float64, len(kept))}
	for id, text := range kept {
		if w, err := strconv.ParseFloat(text, 64); err == nil && w > 0 {
			out.by[surveys.CustomerID(id)] = w
			out.mean += w / float64(len(kept))
		}
	}
	return out, nil
}

// Valued reports whether the founders are told at once of a customer's cases
// because of what the customer is worth.
func (s *Store) Valued(ctx context.Context, id surveys.CustomerID) (bool, error) {
	if id == "" {
		return false, nil
	}
	rule, err := s.rdb.HGet(ctx, ownersKey(), ownersWorth).Float64()
	if isNil(err) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("worth that counts: %w", err)
	}
	worth, err := s.rdb.HGet(ctx, worthKey(), string(id)).Float64()
	if err != nil && !isNil(err) {
		return false, fmt.Errorf("worth of a customer: %w", err)
	}
	return worth >= rule, nil
}

func (w worths) of(id surveys.CustomerID) float64 {
	if known := w.by[id]; known > 0 {
		return known / w.mean
	}
	return 1
}
