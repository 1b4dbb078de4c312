package store

import (
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// WorthQuery asks for entries of a kind, the newest day first.
type WorthQuery struct {
	Kind     surveys.WorthKind
	Customer surveys.CustomerID // empty: of all
	Project  surveys.ProjectID  // empty: of all
	Period   surveys.Period     // of their first day; zero: all time
	Cursor   string             // from the page before; empty: the newest
	Limit    int                // 1..1000
}

// worthRounds bounds how much one question reads where few entries are of the
// project; the next page goes on.
const worthRounds = 20

// WorthEntries returns a page of entries and the cursor of the next, empty at
// the end. Invalid for a cursor that is none.
func (s *Store) WorthEntries(ctx context.Context, q WorthQuery) (items []surveys.WorthEntry, next string, err error) {
	before, err := readWorthCursor(q.Cursor)
	if err != nil {
		return nil, "", err
	}
	keys, err := s.worthLists(ctx, q)
	if err != nil {
		return nil, "", err
	}
	limit := min(max(1, q.Limit), 1000)
	for range worthRounds {
		members, err := s.worthMembers(ctx, keys, q.Period, before, limit)
		if err != nil {
			return nil, "", err
		}
		found, err := s.worthEntries(ctx, q.Kind, members)
		if err != nil {
			return nil, "", err
		}
		for i, e := range found {
			before = members[i]
			if e.ID == "" || q.Project != "" && e.Project != q.Project {
				continue
			}
			if items = append(items, e); len(items) == limit {
				return items, base64.RawURLEncoding.EncodeToString([]byte(before)), nil
			}
		}
		if len(members) < limit {
			return items, "", nil
		}
	}
	return items, base64.RawURLEncoding.EncodeToString([]byte(before)), nil
}

func readWorthCursor(cursor string) (string, error) {
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || cursor != "" && !strings.Contains(string(raw), ":") {
		return "", surveys.InvalidField("cursor", "must be the next of the page before")
	}
	return string(raw), nil
}

// worthLists are the lists of every shard that hold what is asked for.
func (s *Store) worthLists(ctx context.Context, q WorthQuery) ([]string, error) {
	var keys []string
	if q.Customer == "" {
		for shard := range surveys.Shards {
			keys = append(keys, worthListKey(shard, q.Kind))
		}
		return keys, nil
	}
	customer, err := s.Canonical(ctx, q.Customer)
	if err != nil {
		return nil, err
	}
	old, err := s.Formerly(ctx, customer)
	if err != nil {
		return nil, err
	}
	var wanted []shardText
	for _, id := range append([]surveys.CustomerID{customer}, old...) {
		for shard := range surveys.Shards {
			wanted = append(wanted, shardText{shard, customerText + string(id)})
		}
	}
	numbers, err := s.findNumbers(ctx, wanted)
	for i, n := range numbers {
		if n != 0 {
			keys = append(keys, worthCustomerKey(wanted[i].shard, n, q.Kind))
		}
	}
	return keys, err
}

// worthMembers returns up to limit members of lists below another, highest first.
func (s *Store) worthMembers(ctx context.Context, keys []string, p surveys.Period, before string, limit int) ([]string, error) {
	by := &redis.ZRangeBy{Min: "-", Max: "+", Count: int64(limit)}
	if p != (surveys.Period{}) {
		by.Min, by.Max = "["+worthMember(p.From, ""), "("+worthMember(p.To+1, "")
	}
	if before != "" {
		by.Max = "(" + before
	}
	pipe := s.rdb.Pipeline()
	cmds := make([]*redis.StringSliceCmd, len(keys))
	for i, key := range keys {
		cmds[i] = pipe.ZRevRangeByLex(ctx, key, by)
	}
	if len(keys) == 0 {
		return nil, nil
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, fmt.Errorf("list entries: %w", err)
	}
	var all []string
	for _, cmd := range cmds {
		all = append(all, cmd.Val()...)
	}
	slices.SortFunc(all, func(a, b string) int { return strings.Compare(b, a) })
	return all[:min(limit, len(all))], nil
}

// worthEntries reads entries by their members; the zero entry for one that is
// gone by now.
func (s *Store) worthEntries(ctx context.Context, kind surveys.WorthKind, members []string) ([]surveys.WorthEntry, error) {
	changes, which := make([]worthChange, len(members)), make([]int, len(members))
	for i, m := range members {
		_, id, _ := strings.Cut(m, ":")
		changes[i], which[i] = worthChange{kind: kind, id: id}, i
	}
	if len(members) == 0 {
		return nil, nil
	}
	texts, err := s.worthTexts(ctx, changes, which)
	if err != nil {
		return nil, err
	}
	out := make([]surveys.WorthEntry, len(members))
	for i, text := range texts {
		if text == "" {
			continue
		}
		if out[i], err = readWorth(kind, changes[i].id, text); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// WorthEntry reads one entry. NotFound.
func (s *Store) WorthEntry(ctx context.Context, kind surveys.WorthKind, id string) (surveys.WorthEntry, error) {
	text, err := s.rdb.Get(ctx, worthEntryKey(kind, id)).Result()
	if isNil(err) {
		return surveys.WorthEntry{}, surveys.Errorf(surveys.NotFound, "there is no such entry")
	}
	if err != nil {
		return surveys.WorthEntry{}, fmt.Errorf("read an entry: %w", err)
	}
	return readWorth(kind, id, text)
}
