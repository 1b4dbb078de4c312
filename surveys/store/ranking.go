package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"barometer/surveys"
	"barometer/surveys/signal"

	"github.com/redis/go-redis/v9"
)

// ranked is a project or customer in a ranking.
type ranked struct {
	id, name string
	parts    []part
	sums     signal.Sums
	risk     float64
	answers  int
}

// part is one source of an item, with its summary as it lies in Redis.
type part struct {
	source
	text string
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
	at    map[string]*ranked
}

func newRanking(n int) *ranking {
	return &ranking{items: make([]*ranked, 0, n), at: make(map[string]*ranked, n)}
}

// add puts a summary to an item: of its signal only what the risk is made of.
func (r *ranking) add(id, text string, src source) error {
	stream, _, _ := strings.Cut(text, "|")
	sums, err := signal.UnmarshalSums(stream)
	if err != nil {
		return fmt.Errorf("summary of %s: %w", id, err)
	}
	item := r.meet(id)
	item.parts = append(item.parts, part{src, text})
	item.sums = signal.Add(item.sums, sums)
	return nil
}

// meet returns the item with the id, a new one where there is none.
func (r *ranking) meet(id string) *ranked {
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
		sortRanked(r.items, func(a, b *ranked) int {
			return strings.Compare(strings.ToLower(nameOr(a.name, a.id)), strings.ToLower(nameOr(b.name, b.id)))
		})
	case OrderAnswers:
		for _, item := range r.items {
			for _, p := range item.parts {
				item.answers += answersIn(p.text)
			}
		}
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
		item.risk = -1
		if item.sums.SlowN > 0 {
			item.risk = signal.Risk(item.sums, now, prior)
		}
	}
	return nil
}

// rankAll reads the summaries of every shard; of tells where a field's figures
// are and the number of the item that they belong to.
func (s *Store) rankAll(ctx context.Context, key func(shard int) string, of func(shard int, field string) (source, int)) (*ranking, error) {
	pipe := s.rdb.Pipeline()
	var hashes [surveys.Shards]*redis.MapStringStringCmd
	for shard := range surveys.Shards {
		hashes[shard] = pipe.HGetAll(ctx, key(shard))
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, fmt.Errorf("read summaries: %w", err)
	}
	r := newRanking(1024)
	for shard, cmd := range hashes {
		if err := s.rankShard(ctx, r, shard, cmd.Val(), of); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// rankShard puts one shard's summaries into a ranking.
func (s *Store) rankShard(ctx context.Context, r *ranking, shard int, summaries map[string]string, of func(int, string) (source, int)) error {
	numbers := make([]int, 0, len(summaries))
	for field := range summaries {
		_, n := of(shard, field)
		numbers = append(numbers, n)
	}
	names, err := s.namesOf(ctx, shard, numbers)
	if err != nil {
		return err
	}
	for field, text := range summaries {
		src, n := of(shard, field)
		name, ok := names[n]
		if !ok {
			continue // the shard as a whole
		}
		if err := r.add(name[len(projectText):], text, src); err != nil {
			return err
		}
	}
	return nil
}
