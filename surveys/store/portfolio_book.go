package store

import (
	"context"
	"fmt"
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
	span     surveys.Period          // that is remembered
	sums     map[surveys.Period]sums // that were asked for since it was read
}

// portfolioSumsMost bounds the periods whose sums are remembered.
const portfolioSumsMost = 64

const (
	portfolioSpan  surveys.Day = 3 * 366 // is remembered from the first question on
	portfolioAhead surveys.Day = 400     // … and after today, so that it lasts
)

// portfolioDays returns the daily tallies of a period, which must not be changed.
func (s *Store) portfolioDays(ctx context.Context, p surveys.Period) (surveys.Days, error) {
	b := s.portfolio
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := s.refreshPortfolio(ctx, b, p); err != nil {
		return nil, err
	}
	out := make(surveys.Days, max(0, min(p.Days(), len(b.all))))
	for day := bounded(p); day <= p.To; day++ {
		if t, there := b.all[day]; there {
			out[day] = t
		}
	}
	return out, nil
}

// portfolioSums adds up a period and the one before.
func (s *Store) portfolioSums(ctx context.Context, p surveys.Period) (in, before sums, err error) {
	b := s.portfolio
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := s.refreshPortfolio(ctx, b, surveys.Period{From: p.Before().From, To: p.To}); err != nil {
		return in, before, err
	}
	return b.sum(p), b.sum(p.Before()), nil
}

func (b *portfolioBook) sum(p surveys.Period) sums {
	out, known := b.sums[p]
	if known {
		return out
	}
	out = sumsOf(b.all.Sum(surveys.Period{From: bounded(p), To: p.To}))
	if b.sums == nil || len(b.sums) >= portfolioSumsMost {
		b.sums = map[surveys.Period]sums{}
	}
	b.sums[p] = out
	return out
}

// refreshPortfolio reads what moved. The caller holds the lock.
func (s *Store) refreshPortfolio(ctx context.Context, b *portfolioBook, p surveys.Period) error {
	versions, err := s.summaryVersions(ctx)
	if err != nil {
		return err
	}
	b.widen(surveys.Period{From: min(bounded(p), s.Today()-portfolioSpan), To: max(p.To, s.Today())})
	all := b.all
	for shard, version := range versions {
		if b.shards[shard] != nil && b.versions[shard] == version {
			continue
		}
		b.all, b.sums = nil, nil // in case that this breaks off
		t := talliesOf([]source{{shard: shard}}, b.span)
		if err := s.fetchTallies(ctx, t.reads); err != nil {
			return fmt.Errorf("read tallies: %w", err)
		}
		before := b.shards[shard]
		b.shards[shard], b.versions[shard] = t.days(b.span), version
		if all != nil {
			b.moveDays(all, before, b.shards[shard])
		}
	}
	if b.all = all; all == nil {
		b.all = surveys.Days{}
		for _, days := range b.shards {
			b.all.Add(days)
		}
	}
	return nil
}

// forget drops all that is remembered.
func (b *portfolioBook) forget() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.shards, b.all, b.sums = [surveys.Shards]surveys.Days{}, nil, nil
}

// moveDays adds up those days anew that are other than before in one shard. What
// was given away keeps its tallies: days get new ones.
func (b *portfolioBook) moveDays(all, before, after surveys.Days) {
	moved := map[surveys.Day]bool{}
	for day, t := range after {
		if !t.Equal(before[day]) {
			moved[day] = true
		}
	}
	for day, t := range before {
		if !t.Equal(after[day]) {
			moved[day] = true
		}
	}
	for day := range moved {
		var sum surveys.Tally
		there := false
		for _, days := range b.shards {
			if t, has := days[day]; has {
				sum.Add(t)
				there = true
			}
		}
		if all[day] = sum; !there {
			delete(all, day)
		}
	}
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
