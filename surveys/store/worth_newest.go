package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// NewestWorth returns the newest entries of a customer, the newest day first: of
// what was earned, bought and worked together, and of what is worth beyond
// sales; at most so many of each.
func (s *Store) NewestWorth(ctx context.Context, id surveys.CustomerID, most, mostBeyond int) (entries, beyond []surveys.WorthEntry, err error) {
	kinds := []surveys.WorthKind{surveys.WorthRevenue, surveys.WorthCost, surveys.WorthTime, surveys.WorthBeyond}
	found, err := s.newestMembers(ctx, id, kinds, max(most, mostBeyond))
	if err != nil {
		return nil, nil, err
	}
	last := len(kinds) - 1
	read := slices.Concat(found[:last]...)
	slices.SortStableFunc(read, func(a, b worthName) int { return cmp.Compare(b.day(), a.day()) })
	read = read[:min(most, len(read))]
	n := len(read)
	read = append(read, found[last][:min(mostBeyond, len(found[last]))]...)
	all, err := s.worthNamed(ctx, read)
	if err != nil {
		return nil, nil, err
	}
	gone := func(e surveys.WorthEntry) bool { return e.ID == "" }
	return slices.DeleteFunc(all[:n:n], gone), slices.DeleteFunc(all[n:], gone), nil
}

// worthName is a member of a list of entries.
type worthName struct {
	kind   surveys.WorthKind
	member string
}

// day is the first day of the entry, in letters that sort.
func (n worthName) day() string {
	day, _, _ := strings.Cut(n.member, ":")
	return day
}

// newestMembers returns the members of each kind, the newest first.
func (s *Store) newestMembers(ctx context.Context, id surveys.CustomerID, kinds []surveys.WorthKind, most int) ([][]worthName, error) {
	places, err := s.worthPlaces(ctx, id)
	if err != nil {
		return nil, err
	}
	pipe := s.rdb.Pipeline()
	cmds := make([][]*redis.StringSliceCmd, len(kinds))
	for i, kind := range kinds {
		for _, at := range places { // all members have one score: they come by letters
			cmds[i] = append(cmds[i], pipe.ZRevRange(ctx, worthCustomerKey(at.shard, at.customer, kind), 0, int64(most-1)))
		}
	}
	out := make([][]worthName, len(kinds))
	if pipe.Len() == 0 {
		return out, nil
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, fmt.Errorf("list entries: %w", err)
	}
	for i, lists := range cmds {
		for _, cmd := range lists {
			for _, member := range cmd.Val() {
				out[i] = append(out[i], worthName{kinds[i], member})
			}
		}
		slices.SortFunc(out[i], func(a, b worthName) int { return strings.Compare(b.member, a.member) })
		out[i] = out[i][:min(most, len(out[i]))]
	}
	return out, nil
}

// worthNamed reads entries by their names; the zero entry for one that is gone
// by now.
func (s *Store) worthNamed(ctx context.Context, names []worthName) ([]surveys.WorthEntry, error) {
	if len(names) == 0 {
		return nil, nil
	}
	changes, which := make([]worthChange, len(names)), make([]int, len(names))
	for i, n := range names {
		_, id, _ := strings.Cut(n.member, ":")
		changes[i], which[i] = worthChange{kind: n.kind, id: id}, i
	}
	texts, err := s.worthTexts(ctx, changes, which)
	if err != nil {
		return nil, err
	}
	out := make([]surveys.WorthEntry, len(names))
	for i, text := range texts {
		if text == "" {
			continue
		}
		if out[i], err = readWorth(names[i].kind, changes[i].id, text); err != nil {
			return nil, err
		}
	}
	return out, nil
}
