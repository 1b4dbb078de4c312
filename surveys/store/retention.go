package store

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"barometer/surveys"
)

// Retention is how many customers stayed in a period.
type Retention struct {
	surveys.Flows
	Groups []RetentionGroup // where a grouping was asked for, by Group
	By     surveys.Grouping
}

// RetentionGroup is one group of it; Group is empty for those of whom nothing
// is known.
type RetentionGroup struct {
	Group string
	surveys.Flows
}

// Retention counts the customers of a period.
func (s *Store) Retention(ctx context.Context, p surveys.Period, by surveys.Grouping) (Retention, error) {
	out := Retention{By: by}
	if err := by.Check("by"); err != nil {
		return out, err
	}
	all, err := s.Lives(ctx)
	if err != nil {
		return out, err
	}
	groupOf, err := s.grouper(ctx, p, by)
	if err != nil {
		return out, err
	}
	groups := map[string]*surveys.Flows{}
	for id, life := range all {
		out.Count(life, p)
		if by == "" {
			continue
		}
		group := groupOf(id, life)
		if groups[group] == nil {
			groups[group] = &surveys.Flows{}
		}
		groups[group].Count(life, p)
	}
	for group, flows := range groups {
		if !flows.Empty() {
			out.Groups = append(out.Groups, RetentionGroup{group, *flows})
		}
	}
	slices.SortFunc(out.Groups, func(a, b RetentionGroup) int { return strings.Compare(a.Group, b.Group) })
	return out, nil
}

// grouper tells the group of each customer. What a customer had last told us
// counts before the period, or before it left within it; of one that came
// within it, before the end.
func (s *Store) grouper(ctx context.Context, p surveys.Period, by surveys.Grouping) (func(surveys.CustomerID, surveys.Life) string, error) {
	if by != surveys.BySaid {
		return func(_ surveys.CustomerID, l surveys.Life) string { return by.Of(l) }, nil
	}
	said, err := s.Voices(ctx, surveys.Period{From: p.From - surveys.SaidDays, To: p.To})
	return func(id surveys.CustomerID, l surveys.Life) string { return string(said[id].Said(saidBefore(l, p))) }, err
}

// saidBefore is the day before which the last word of a customer counts.
func saidBefore(l surveys.Life, p surveys.Period) surveys.Day {
	if day, left := leftIn(l, p); left {
		return day
	}
	if l.IsCustomer(p.From - 1) {
		return p.From
	}
	return p.To + 1
}

// leftIn returns the last day in the period on which a customer left.
func leftIn(l surveys.Life, p surveys.Period) (day surveys.Day, left bool) {
	for _, sp := range l.Spells {
		if sp.Won != 0 && sp.Lost != 0 && p.Has(sp.Lost) {
			day, left = sp.Lost, true
		}
	}
	return day, left
}

// RetentionTrend counts the customers of several periods.
func (s *Store) RetentionTrend(ctx context.Context, periods []surveys.Period) ([]surveys.Flows, error) {
	all, err := s.Lives(ctx)
	out := make([]surveys.Flows, len(periods))
	for _, life := range all {
		for i, p := range periods {
			out[i].Count(life, p)
		}
	}
	return out, err
}

// AttributeKeys returns the attributes that most customers have, at most so
// many, by their names.
func (s *Store) AttributeKeys(ctx context.Context, most int) ([]string, error) {
	all, err := s.Lives(ctx)
	counts := map[string]int{}
	for _, life := range all {
		for key := range life.Attributes {
			counts[key]++
		}
	}
	keys := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), strings.Compare(a, b))
	})
	keys = keys[:min(most, len(keys))]
	slices.Sort(keys)
	return keys, err
}
