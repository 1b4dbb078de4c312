package store

import (
	"context"
	"fmt"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// periodLevels are how satisfied customers and projects were in a period, those
// without an answer in it left out.
type periodLevels map[surveys.AttentionKind]map[string]surveys.Level

// low reports whether a share calls for a person.
func (l periodLevels) low(kind surveys.AttentionKind, id string) bool {
	return isLow(l[kind][id].Forecast(false))
}

// levelPeriodsMost bounds the periods that are remembered of them.
const levelPeriodsMost = 8

// levelsIn returns how satisfied all customers and projects were in the period,
// without a look at their tallies. The result must not be changed.
func (s *Store) levelsIn(ctx context.Context, p surveys.Period) (periodLevels, error) {
	b := s.satisfied
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := s.refreshSatisfied(ctx, b, p); err != nil {
		return nil, err
	}
	if found, known := b.inPeriod[p]; known {
		return found, nil
	}
	if b.inPeriod == nil || len(b.inPeriod) >= levelPeriodsMost {
		b.inPeriod = map[surveys.Period]periodLevels{}
	}
	b.inPeriod[p] = b.levelsOfAll(p)
	return b.inPeriod[p], nil
}

// levelsOfAll sums what is remembered; customers that were merged count for what
// they became.
func (b *satisfiedBook) levelsOfAll(p surveys.Period) periodLevels {
	customers, projects := make([]satisfiedDay, len(b.customers.text)), make([]satisfiedDay, len(b.projects.text))
	for _, cells := range b.shards {
		for _, c := range cells {
			n, k := c.in(p)
			customers[c.who].n, customers[c.who].k = customers[c.who].n+n, customers[c.who].k+k
			projects[c.what].n, projects[c.what].k = projects[c.what].n+n, projects[c.what].k+k
		}
	}
	if len(b.of.into) > 0 {
		customers = b.merged(customers)
	}
	return periodLevels{surveys.CustomerNeeds: levelsAt(b.customers, customers), surveys.ProjectNeeds: levelsAt(b.projects, projects)}
}

// merged gives what customers counted to those that they became.
func (b *satisfiedBook) merged(sums []satisfiedDay) []satisfiedDay {
	out := make([]satisfiedDay, len(sums))
	for at, sum := range sums {
		to := at
		if id, became := b.of.into[surveys.CustomerID(b.customers.text[at])]; became {
			to = int(b.customers.place(string(id)))
		}
		for to >= len(out) {
			out = append(out, satisfiedDay{})
		}
		out[to].n, out[to].k = out[to].n+sum.n, out[to].k+sum.k
	}
	return out
}

func levelsAt(of table, sums []satisfiedDay) map[string]surveys.Level {
	out := make(map[string]surveys.Level, len(sums))
	for at, sum := range sums {
		if sum.n > 0 {
			out[of.text[at]] = surveys.NewLevel(int(sum.k), int(sum.n))
		}
	}
	return out
}

func isLow(f surveys.Forecast) bool { return f == surveys.Rain || f == surveys.Storm }

// mayCall returns the places of those among candidates that may call for a
// person, in their order, by what is known without their tallies.
func (s *Store) mayCall(ctx context.Context, part []candidate, levels periodLevels) ([]int, error) {
	calls, open := make([]bool, len(part)), map[int]*redis.IntCmd{}
	pipe := s.rdb.Pipeline()
	for i, c := range part {
		calls[i] = c.oldest != 0 || c.alarm || len(c.silences) > 0 || levels.low(c.kind, c.id)
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
