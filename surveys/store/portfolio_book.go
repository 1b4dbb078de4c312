package store

import (
	"context"
	"sync"

	"barometer/surveys"
)

// portfolioBook remembers the daily tallies of everything together in this
// process, because every overview asks for years of them: only the shards that
// have moved are read again. Safe for concurrent use.
type portfolioBook struct {
	mu       sync.Mutex
	versions [surveys.Shards]string
	shards   [surveys.Shards]surveys.Days
	all      surveys.Days
	span     surveys.Period // that is remembered
}

const (
	portfolioSpan  surveys.Day = 3 * 366 // is remembered from the first question on
	portfolioAhead surveys.Day = 400     // … and after today, so that it lasts
)

// portfolioDays returns the daily tallies of a period, which must not be changed.
func (s *Store) portfolioDays(ctx context.Context, p surveys.Period) (surveys.Days, error) {
	versions, err := s.summaryVersions(ctx)
	if err != nil {
		return nil, err
	}
	b := s.portfolio
	b.mu.Lock()
	defer b.mu.Unlock()
	b.widen(surveys.Period{From: min(bounded(p), s.Today()-portfolioSpan), To: max(p.To, s.Today())})
	moved := false
	for shard, version := range versions {
		if b.shards[shard] != nil && b.versions[shard] == version {
			continue
		}
		days, err := s.days(ctx, []source{{shard: shard}}, b.span)
		if err != nil {
			return nil, err
		}
		b.shards[shard], b.versions[shard], moved = days, version, true
	}
	if moved || b.all == nil {
		b.all = surveys.Days{}
		for _, days := range b.shards {
			for day, t := range days {
				sum := b.all[day]
				sum.Add(t)
				b.all[day] = sum
			}
		}
	}
	out := surveys.Days{}
	for day := bounded(p); day <= p.To; day++ {
		if t, there := b.all[day]; there {
			out[day] = t
		}
	}
	return out, nil
}

// widen forgets what is remembered where it does not hold the period.
func (b *portfolioBook) widen(p surveys.Period) {
	if b.all != nil && p.From >= b.span.From && p.To <= b.span.To {
		return
	}
	if b.all != nil {
		p.From, p.To = min(p.From, b.span.From), max(p.To, b.span.To)
	}
	p.To += portfolioAhead
	b.span, b.shards, b.all = p, [surveys.Shards]surveys.Days{}, nil
}
