package store

import (
	"cmp"
	"context"
	"fmt"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// lowOnes are those whose satisfied share in a period calls for a person.
type lowOnes map[surveys.AttentionKind]map[string]bool

// lowPeriodsMost bounds the periods that are remembered of them.
const lowPeriodsMost = 8

// lowIn finds the customers and projects whose share in the period is low,
// without a look at their tallies.
func (s *Store) lowIn(ctx context.Context, p surveys.Period) (lowOnes, error) {
	b := s.satisfied
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := s.refreshSatisfied(ctx, b, p); err != nil {
		return nil, err
	}
	if found, known := b.low[p]; known {
		return found, nil
	}
	if b.low == nil || len(b.low) >= lowPeriodsMost {
		b.low = map[surveys.Period]lowOnes{}
	}
	b.low[p] = b.lowOnes(p)
	return b.low[p], nil
}

func (b *satisfiedBook) lowOnes(p surveys.Period) lowOnes {
	type who struct {
		kind surveys.AttentionKind
		id   string
	}
	type sum struct{ n, k int32 }
	sums := map[who]sum{}
	for _, cells := range b.shards {
		for _, c := range cells {
			n, k := c.in(p)
			if n == 0 {
				continue
			}
			for _, w := range []who{{surveys.CustomerNeeds, string(cmp.Or(b.of.into[c.customer], c.customer))}, {surveys.ProjectNeeds, string(c.project)}} {
				sums[w] = sum{sums[w].n + n, sums[w].k + k}
			}
		}
	}
	out := lowOnes{surveys.CustomerNeeds: {}, surveys.ProjectNeeds: {}}
	for w, of := range sums {
		if isLow(surveys.NewLevel(int(of.k), int(of.n)).Forecast(false)) {
			out[w.kind][w.id] = true
		}
	}
	return out
}

func isLow(f surveys.Forecast) bool { return f == surveys.Rain || f == surveys.Storm }

// mayCall returns the places of those among candidates that may call for a
// person, in their order, by what is known without their tallies.
func (s *Store) mayCall(ctx context.Context, part []candidate, low lowOnes) ([]int, error) {
	calls, open := make([]bool, len(part)), map[int]*redis.IntCmd{}
	pipe := s.rdb.Pipeline()
	for i, c := range part {
		calls[i] = c.oldest != 0 || c.alarm || len(c.silences) > 0 || low[c.kind][c.id]
		if !calls[i] && c.kind == surveys.CustomerNeeds {
			open[i] = pipe.SCard(ctx, customerCasesKey(surveys.CustomerID(c.id)))
		}
	}
	if len(open) > 0 {
		if _, err := pipe.Exec(ctx); err != nil {
			return nil, fmt.Errorf("count cases: %w", err)
		}
	}
	var out []int
	for i := range part {
		if calls[i] || open[i] != nil && open[i].Val() > 0 {
			out = append(out, i)
		}
	}
	return out, nil
}
