package store

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"barometer/surveys"
)

// worths are what customers are worth to us as a ratio to the mean. They never
// change, but for the store's memory of them.
type worths struct {
	paid map[surveys.CustomerID]float64 // by the revenue of twelve months
	told map[surveys.CustomerID]float64 // by what callers said, in a unit of theirs
	// what they were made of
	view *worthView
	year surveys.Period
	said map[string]string
	into map[surveys.CustomerID]surveys.CustomerID
}

// YearOf is the twelve months that end with a day: those that revenue at risk
// and the weight of customers are taken from.
func YearOf(day surveys.Day) surveys.Period {
	return surveys.Period{From: surveys.DayFromDate(day.Time().AddDate(-1, 0, 1).Date()), To: day}
}

// worths reads what customers are worth: the revenue of twelve months where
// there is any, else what callers said. Each is set against the mean of its own
// kind, because the caller's unit is not known; 1 stands for the others.
func (s *Store) worths(ctx context.Context) (*worths, error) {
	look, err := s.worthLook(ctx)
	if err != nil {
		return nil, err
	}
	into, err := s.aliasesNow(ctx)
	if err != nil {
		return nil, err
	}
	said, err := s.rdb.HGetAll(ctx, worthKey()).Result()
	if err != nil {
		return nil, fmt.Errorf("worth of customers: %w", err)
	}
	year := YearOf(s.Today())
	known := s.weights.Load()
	if known != nil && known.view == look.worthView && known.year == year && maps.Equal(known.said, said) && maps.Equal(known.into, into) {
		return known, nil
	}
	sums, err := s.CustomerWorths(ctx, year, "")
	if err != nil {
		return nil, err
	}
	paid := make(map[surveys.CustomerID]float64, len(sums))
	for id, w := range sums {
		if w.Revenue > 0 {
			paid[id] = float64(w.Revenue)
		}
	}
	out := &worths{paid: againstMean(paid), told: againstMean(toldWorths(said, into)), view: look.worthView, year: year, said: said, into: into}
	s.weights.Store(out)
	return out, nil
}

// againstMean divides by the mean.
func againstMean(by map[surveys.CustomerID]float64) map[surveys.CustomerID]float64 {
	mean := 0.0
	for _, id := range slices.Sorted(maps.Keys(by)) { // a sum of fractions depends on its order
		mean += by[id] / float64(len(by))
	}
	for id := range by {
		by[id] /= mean
	}
	return by
}

// toldWorths reads what callers said.
func toldWorths(said map[string]string, into map[surveys.CustomerID]surveys.CustomerID) map[surveys.CustomerID]float64 {
	out := make(map[surveys.CustomerID]float64, len(said))
	for _, text := range slices.Sorted(maps.Keys(said)) { // of several that became one, always the same counts
		one := said[text]
		id := surveys.CustomerID(text)
		other, merged := into[id]
		if w, err := strconv.ParseFloat(one, 64); err == nil && w > 0 && (!merged || said[string(other)] == "") {
			out[cmp.Or(other, id)] = w
		}
	}
	return out
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

// of is what a customer weighs; money tells whether it was weighed by revenue,
// which not everybody may see.
func (w *worths) of(id surveys.CustomerID) (weight float64, money bool) {
	if known := w.paid[id]; known > 0 {
		return known, true
	}
	if known := w.told[id]; known > 0 {
		return known, false
	}
	return 1, false
}

// known is what a customer weighs, 0 where nothing says so.
func (w *worths) known(id surveys.CustomerID) float64 {
	if _, paid := w.paid[id]; paid {
		return w.paid[id]
	}
	return w.told[id]
}
