package store

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// worthMerge goes through lists of entries together, the newest day first. It
// reads of each list about as much as the others leave to it.
type worthMerge struct {
	s     *Store
	from  string // lowest member, as ZRANGEBYLEX writes it
	chunk int    // members of a list that are read at once
	lists []worthList
}

// worthList is one of them.
type worthList struct {
	key   string
	below string   // what is read next lies below, as ZRANGEBYLEX writes it
	ahead []string // highest first
	done  bool     // nothing is below
}

// worthWalk begins below a member, empty: with the newest.
func (s *Store) worthWalk(keys []string, p surveys.Period, before string, chunk int) *worthMerge {
	m := &worthMerge{s: s, from: "-", chunk: chunk, lists: make([]worthList, len(keys))}
	below := "+"
	if p != (surveys.Period{}) {
		m.from, below = "["+worthMember(p.From, ""), "("+worthMember(p.To+1, "")
	}
	if before != "" {
		below = "(" + before
	}
	for i, key := range keys {
		m.lists[i] = worthList{key: key, below: below}
	}
	return m
}

// next returns the next members, so many; less at the end.
func (m *worthMerge) next(ctx context.Context, n int) ([]string, error) {
	out := make([]string, 0, n)
	for len(out) < n {
		highest := -1
		for i := range m.lists {
			if l := &m.lists[i]; len(l.ahead) == 0 && !l.done {
				if err := m.fill(ctx); err != nil {
					return nil, err
				}
			}
			if l := &m.lists[i]; len(l.ahead) > 0 && (highest < 0 || l.ahead[0] > m.lists[highest].ahead[0]) {
				highest = i
			}
		}
		if highest < 0 {
			break
		}
		l := &m.lists[highest]
		out, l.ahead = append(out, l.ahead[0]), l.ahead[1:]
	}
	return out, nil
}

// fill reads on in all lists that have not much ahead.
func (m *worthMerge) fill(ctx context.Context) error {
	pipe := m.s.rdb.Pipeline()
	cmds := make([]*redis.StringSliceCmd, len(m.lists))
	for i, l := range m.lists {
		if !l.done && len(l.ahead) <= m.chunk/2 {
			cmds[i] = pipe.ZRevRangeByLex(ctx, l.key, &redis.ZRangeBy{Min: m.from, Max: l.below, Count: int64(m.chunk)})
		}
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return fmt.Errorf("list entries: %w", err)
	}
	for i, cmd := range cmds {
		if cmd == nil {
			continue
		}
		l, found := &m.lists[i], cmd.Val()
		if l.done = len(found) < m.chunk; len(found) > 0 {
			l.ahead, l.below = append(slices.Clip(l.ahead), found...), "("+found[len(found)-1]
		}
	}
	return nil
}

// worthAtOnce is how many entries a walk through all of them reads at once.
const worthAtOnce = 1000

// EachWorthEntry walks through all entries that are asked for, the newest day
// first, whatever limit and cursor say.
func (s *Store) EachWorthEntry(ctx context.Context, q WorthQuery) iter.Seq2[surveys.WorthEntry, error] {
	return func(yield func(surveys.WorthEntry, error) bool) {
		keys, err := s.worthLists(ctx, q)
		if err != nil {
			yield(surveys.WorthEntry{}, err)
			return
		}
		walk := s.worthWalk(keys, q.Period, "", worthAtOnce/4)
		for {
			members, err := walk.next(ctx, worthAtOnce)
			if err != nil {
				yield(surveys.WorthEntry{}, err)
				return
			}
			found, err := s.worthEntries(ctx, q.Kind, members)
			if err != nil {
				yield(surveys.WorthEntry{}, err)
				return
			}
			for _, e := range found {
				if e.ID != "" && (q.Project == "" || e.Project == q.Project) && !yield(e, nil) {
					return
				}
			}
			if len(members) < worthAtOnce {
				return
			}
		}
	}
}
