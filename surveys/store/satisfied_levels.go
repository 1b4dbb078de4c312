package store

import (
	"cmp"
	"context"
	"fmt"
	"maps"

	"barometer/surveys"
	"barometer/surveys/signal"
)

// CustomerLevel is how satisfied a customer is in one or several periods.
type CustomerLevel struct {
	Levels []surveys.Level // of the periods asked for
	Alarm  bool            // a decline alarm stands
}

// Forecast is the word of the first period, as of now.
func (l CustomerLevel) Forecast() surveys.Forecast { return l.Levels[0].Forecast(l.Alarm) }

// CustomerLevels returns how satisfied every customer with an answer is, in one
// project or, where none is named, in all. The map must not be changed.
func (s *Store) CustomerLevels(ctx context.Context, project surveys.ProjectID, periods ...surveys.Period) (map[surveys.CustomerID]CustomerLevel, error) {
	now := signal.Days(s.now())
	pooled, err := s.pooledStanding(ctx, now)
	if err != nil {
		return nil, err
	}
	b := s.satisfied
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := s.refreshSatisfied(ctx, b, periods...); err != nil {
		return nil, err
	}
	if project != "" {
		return markAlarmed(b.levels(project, periods), b.alarmed(project, now)), nil
	}
	alarmed := b.alarmed("", now)
	for id := range pooled {
		alarmed[surveys.CustomerID(id)] = true
	}
	return b.asked.levels(b, periods, alarmed), nil
}

// askedLevels remembers the levels of all customers in periods that were asked
// for, as long as nobody answers and no alarm comes or goes.
type askedLevels struct {
	of *summaries
	by map[string]levelsAsked // by the periods
}

type levelsAsked struct {
	alarmed map[surveys.CustomerID]bool
	levels  map[surveys.CustomerID]CustomerLevel
}

// askedLevelsMost bounds them.
const askedLevelsMost = 8

func (a *askedLevels) levels(b *satisfiedBook, periods []surveys.Period, alarmed map[surveys.CustomerID]bool) map[surveys.CustomerID]CustomerLevel {
	if a.of != b.of || len(a.by) >= askedLevelsMost {
		a.of, a.by = b.of, map[string]levelsAsked{}
	}
	question := fmt.Sprint(periods)
	known, there := a.by[question]
	if !there || !maps.Equal(known.alarmed, alarmed) {
		known = levelsAsked{alarmed, markAlarmed(b.levels("", periods), alarmed)}
		a.by[question] = known
	}
	return known.levels
}

func markAlarmed(levels map[surveys.CustomerID]CustomerLevel, alarmed map[surveys.CustomerID]bool) map[surveys.CustomerID]CustomerLevel {
	for id := range alarmed {
		if l, there := levels[id]; there {
			l.Alarm = true
			levels[id] = l
		}
	}
	return levels
}

// alarmed are the customers with an alarm that stands in a project, or in any.
func (b *satisfiedBook) alarmed(project surveys.ProjectID, now float64) map[surveys.CustomerID]bool {
	out := map[surveys.CustomerID]bool{}
	for _, cells := range b.shards {
		for _, c := range cells {
			if c.alarm > 0 && (project == "" || c.project == project) && c.stands(now) {
				out[cmp.Or(b.of.into[c.customer], c.customer)] = true
			}
		}
	}
	return out
}

// levels sums what is remembered, without alarms; customers that were merged
// count for what they became.
func (b *satisfiedBook) levels(project surveys.ProjectID, periods []surveys.Period) map[surveys.CustomerID]CustomerLevel {
	type sum struct{ n, k int32 }
	at, sums := map[surveys.CustomerID]int{}, []sum(nil)
	var who []surveys.CustomerID
	for _, cells := range b.shards {
		for _, c := range cells {
			if project != "" && c.project != project {
				continue
			}
			id := cmp.Or(b.of.into[c.customer], c.customer)
			i, known := at[id]
			if !known {
				i = len(who)
				at[id] = i
				who, sums = append(who, id), append(sums, make([]sum, len(periods))...)
			}
			for j, p := range periods {
				n, k := c.in(p)
				sums[i*len(periods)+j].n += n
				sums[i*len(periods)+j].k += k
			}
		}
	}
	out := make(map[surveys.CustomerID]CustomerLevel, len(who))
	for i, id := range who {
		l := CustomerLevel{Levels: make([]surveys.Level, len(periods))}
		for j := range periods {
			of := sums[i*len(periods)+j]
			l.Levels[j] = surveys.NewLevel(int(of.k), int(of.n))
		}
		out[id] = l
	}
	return out
}
