package store

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"barometer/surveys/signal"
)

// ranked is a project or customer in a ranking.
type ranked struct {
	id, name string
	parts    []*part
	sums     signal.Sums
	risk     float64
	alarm    float64 // days: the newest of the parts; 0: none
	answers  int
}

// sources returns where the item's figures are.
func (r *ranked) sources() []source {
	out := make([]source, len(r.parts))
	for i, p := range r.parts {
		out[i] = p.source
	}
	return out
}

// ranking gathers the summaries of projects or customers.
type ranking struct {
	items []*ranked
	at    map[string]*ranked // nil: not asked for yet
}

func newRanking(n int) *ranking { return &ranking{items: make([]*ranked, 0, n)} }

// rankingOf copies what is remembered.
func rankingOf(known []ranked) *ranking {
	all := slices.Clone(known)
	r := newRanking(len(all))
	for i := range all {
		r.items = append(r.items, &all[i])
	}
	return r
}

// copied returns the items as they are now, and the places of their ids.
func (r *ranking) copied() ([]ranked, map[string]int) {
	out, at := make([]ranked, len(r.items)), make(map[string]int, len(r.items))
	for i, item := range r.items {
		out[i], at[item.id] = *item, i
		out[i].settle()
	}
	return out, at
}

// settle sums up the parts in the order of their places, so that the same parts
// make the same sums to the last bit.
func (r *ranked) settle() {
	r.parts = slices.Clip(r.parts)
	slices.SortFunc(r.parts, func(a, b *part) int {
		return cmp.Or(a.shard-b.shard, a.project-b.project, a.customer-b.customer)
	})
	r.sums, r.alarm, r.answers = signal.Sums{}, 0, 0
	for _, p := range r.parts {
		r.count(p)
	}
}

func (r *ranked) count(p *part) {
	r.sums = signal.Add(r.sums, p.sums)
	r.alarm = max(r.alarm, p.alarm)
	r.answers += p.answers
}

// add puts a summary to an item.
func (r *ranking) add(id string, p *part) {
	item := r.meet(id)
	item.parts = append(item.parts, p)
	item.count(p)
}

// put is add for an item that is still to be settled.
func (r *ranking) put(id string, p *part) {
	item := r.meet(id)
	item.parts = append(item.parts, p)
}

// meet returns the item with the id, a new one where there is none.
func (r *ranking) meet(id string) *ranked {
	if r.at == nil {
		r.at = make(map[string]*ranked, max(len(r.items), cap(r.items)))
		for _, item := range r.items {
			r.at[item.id] = item
		}
	}
	item := r.at[id]
	if item == nil {
		item = &ranked{id: id}
		r.at[id] = item
		r.items = append(r.items, item)
	}
	return item
}

// order sorts a ranking. By name it wants the names filled in; by risk those
// without an answer come last. Items that are alike are sorted by id.
func (s *Store) order(ctx context.Context, r *ranking, by string) ([]*ranked, error) {
	switch by {
	case OrderName:
		letters := make(map[*ranked]string, len(r.items))
		for _, item := range r.items {
			letters[item] = strings.ToLower(nameOr(item.name, item.id))
		}
		sortRanked(r.items, func(a, b *ranked) int { return strings.Compare(letters[a], letters[b]) })
	case OrderAnswers:
		sortRanked(r.items, func(a, b *ranked) int { return cmp.Compare(b.answers, a.answers) })
	default:
		if err := s.weighRisks(ctx, r.items); err != nil {
			return nil, err
		}
		sortRanked(r.items, func(a, b *ranked) int { return cmp.Compare(b.risk, a.risk) })
	}
	return r.items, nil
}

func sortRanked(items []*ranked, compare func(a, b *ranked) int) {
	slices.SortFunc(items, func(a, b *ranked) int {
		if c := compare(a, b); c != 0 {
			return c
		}
		return strings.Compare(a.id, b.id)
	})
}

// weighRisks fills in the risks as of now; -1 for those without an answer. The
// sums fade on reading: a ranking needs no tally, and no work while nobody looks.
func (s *Store) weighRisks(ctx context.Context, items []*ranked) error {
	history, err := s.history(ctx, 0)
	if err != nil {
		return err
	}
	now, prior := signal.Days(s.now()), history.Before(s.Today())
	for _, item := range items {
		item.risk = item.riskAt(now, prior)
	}
	return nil
}

func (r *ranked) riskAt(now float64, prior signal.Priors) float64 {
	if r.sums.SlowN > 0 {
		return signal.Risk(r.sums, now, prior)
	}
	return -1
}
