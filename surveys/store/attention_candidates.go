package store

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync/atomic"

	"barometer/surveys"
	"barometer/surveys/signal"
)

// candidate is a customer or project with what is known before its tallies are
// read. Its ranking is remembered, and must not be changed.
type candidate struct {
	kind surveys.AttentionKind
	*ranked
	worth    float64
	money    bool           // worth is by revenue
	oldest   surveys.CaseID // that waits; 0: none
	alarm    bool
	silences []surveys.Silence
}

// calls reports whether a person is needed, the low level included.
func (c candidate) calls(st surveys.Standing) bool {
	return c.oldest != 0 || c.alarm || len(c.silences) > 0 || st.Cases > 0 && c.kind == surveys.CustomerNeeds || isLow(st.Forecast)
}

// urgency orders before risk and worth do.
func (c candidate) urgency() int {
	switch {
	case c.oldest != 0:
		return 2
	case c.alarm:
		return 1
	}
	return 0
}

// candidateBook remembers all customers and projects with their weights, until
// something of that moves. Safe for concurrent use.
type candidateBook struct{ now atomic.Pointer[weighed] }

// weighed never change.
type weighed struct {
	of     *summaries
	lives  *allLives
	worths *worths
	all    []candidate
}

// candidates ranks all customers and projects.
func (s *Store) candidates(ctx context.Context) ([]candidate, error) {
	waiting, err := s.waiting(ctx)
	if err != nil {
		return nil, err
	}
	silent, err := s.SilentCustomers(ctx)
	if err != nil {
		return nil, err
	}
	now := signal.Days(s.now())
	pooled, err := s.pooledStanding(ctx, now)
	if err != nil {
		return nil, err
	}
	known, err := s.weighed(ctx)
	if err != nil {
		return nil, err
	}
	all := slices.Clone(known.all)
	for i := range all {
		c := &all[i]
		c.alarm = signal.Standing(signal.Stream{Alarm: c.ranked.alarm}, now)
		if c.kind != surveys.CustomerNeeds {
			continue
		}
		id := surveys.CustomerID(c.id)
		c.oldest, c.silences = waiting[id], silent[id]
		c.alarm = c.alarm || len(c.parts) > 1 && pooled[c.id]
	}
	return s.rankCandidates(ctx, all)
}

// weighed returns all but those who are lost: nobody there is to be kept any
// more.
func (s *Store) weighed(ctx context.Context) (*weighed, error) {
	worths, err := s.worths(ctx)
	if err != nil {
		return nil, err
	}
	sums, err := s.summariesNow(ctx)
	if err != nil {
		return nil, err
	}
	lives, err := s.livesNow(ctx)
	if err != nil {
		return nil, err
	}
	known := s.attention.now.Load()
	if known != nil && known.of == sums && known.lives == lives && known.worths == worths {
		return known, nil
	}
	out := &weighed{of: sums, lives: lives, worths: worths}
	out.weigh()
	s.attention.now.Store(out)
	return out, nil
}

// weight is what a project weighs: as much as its best customer.
type weight struct {
	worth float64
	money bool // any of its customers is weighed by revenue
}

func (w *weighed) weigh() {
	w.all = make([]candidate, 0, len(w.of.customers)+len(w.of.projects))
	weights := map[source]weight{} // of projects
	for i := range w.of.customers {
		c := candidate{kind: surveys.CustomerNeeds, ranked: &w.of.customers[i]}
		id := surveys.CustomerID(c.id)
		if w.lives.by[id].Stage == surveys.Lost {
			continue
		}
		c.worth, c.money = w.worths.of(id)
		for _, p := range c.parts {
			at := source{shard: p.shard, project: p.project}
			of := weights[at]
			weights[at] = weight{max(of.worth, c.worth), of.money || c.money}
		}
		w.all = append(w.all, c)
	}
	for i := range w.of.projects {
		item := &w.of.projects[i]
		of := weights[source{shard: item.parts[0].shard, project: item.parts[0].project}]
		w.all = append(w.all, candidate{kind: surveys.ProjectNeeds, ranked: item, worth: cmp.Or(of.worth, 1), money: of.money})
	}
}

// rankCandidates orders by urgency, then by risk times worth.
func (s *Store) rankCandidates(ctx context.Context, all []candidate) ([]candidate, error) {
	history, err := s.history(ctx, 0)
	if err != nil {
		return nil, err
	}
	type place struct {
		at, urgency int
		weight      float64
	}
	now, prior := signal.Days(s.now()), history.Before(s.Today())
	places := make([]place, len(all))
	for i, c := range all {
		places[i] = place{i, c.urgency(), c.riskAt(now, prior) * c.worth}
	}
	slices.SortFunc(places, func(a, b place) int {
		if order := cmp.Or(cmp.Compare(b.urgency, a.urgency), cmp.Compare(b.weight, a.weight)); order != 0 {
			return order
		}
		return cmp.Or(strings.Compare(string(all[a.at].kind), string(all[b.at].kind)), strings.Compare(all[a.at].id, all[b.at].id))
	})
	out := make([]candidate, len(all))
	for i, p := range places {
		out[i] = all[p.at]
	}
	return out, nil
}
