package store

import (
	"cmp"
	"context"
	"slices"

	"barometer/surveys"
	"barometer/surveys/signal"
)

// worstFirst sorts what is in the order of risk by the word of the dial in the
// period.
func (s *Store) worstFirst(ctx context.Context, all []*ranked, kind surveys.AttentionKind, p surveys.Period) error {
	levels, err := s.levelsIn(ctx, s.remembered(p))
	if err != nil {
		return err
	}
	now := signal.Days(s.now())
	pooled, err := s.pooledStanding(ctx, now)
	if err != nil {
		return err
	}
	sortByWord(all, func(r *ranked) surveys.Forecast {
		alarm := kind == surveys.CustomerNeeds && len(r.parts) > 1 && pooled[r.id]
		for _, part := range r.parts {
			alarm = alarm || part.stands(now)
		}
		return levels[kind][r.id].Forecast(alarm)
	})
	return nil
}

// remembered cuts a period to the days that are remembered of everybody: an order
// is not worth reading all tallies of all times.
func (s *Store) remembered(p surveys.Period) surveys.Period {
	p.From = max(p.From, min(s.Today()-satisfiedSpan, p.To))
	return p
}

// sortByWord puts storm first and those without a reading last, because nobody
// has said how they are; those with the same word stay in their order.
func sortByWord(all []*ranked, word func(*ranked) surveys.Forecast) {
	order := []surveys.Forecast{surveys.Storm, surveys.Rain, surveys.Change, surveys.Fair, surveys.SetFair, surveys.NoReading}
	places := make(map[*ranked]int, len(all))
	for _, r := range all {
		places[r] = slices.Index(order, word(r))
	}
	slices.SortStableFunc(all, func(a, b *ranked) int { return cmp.Compare(places[a], places[b]) })
}
