package store

import (
	"context"
	"encoding/base64"
	"fmt"
	"strings"

	"barometer/surveys"
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
	walk := s.worthWalk(keys, q.Period, before, limit/8+8)
	for range worthRounds {
		members, err := walk.next(ctx, limit)
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
	at, err := s.worthPlaces(ctx, q.Customer)
	for _, src := range at {
		keys = append(keys, worthCustomerKey(src.shard, src.customer, q.Kind))
	}
	return keys, err
}

// worthPlaces are where the entries of a customer are, with those of the ones that
// became it.
func (s *Store) worthPlaces(ctx context.Context, id surveys.CustomerID) (out []source, err error) {
	if id, err = s.Canonical(ctx, id); err != nil {
		return nil, err
	}
	old, err := s.Formerly(ctx, id)
	if err != nil {
		return nil, err
	}
	var wanted []shardText
	for _, id := range append([]surveys.CustomerID{id}, old...) {
		for shard := range surveys.Shards {
			wanted = append(wanted, shardText{shard, customerText + string(id)})
		}
	}
	numbers, err := s.findNumbers(ctx, wanted)
	for i, n := range numbers {
		if n != 0 {
			out = append(out, source{shard: wanted[i].shard, customer: n})
		}
	}
	return out, err
}

// worthEntries reads entries by their members; the zero entry for one that is
// gone by now.
func (s *Store) worthEntries(ctx context.Context, kind surveys.WorthKind, members []string) ([]surveys.WorthEntry, error) {
	names := make([]worthName, len(members))
	for i, m := range members {
		names[i] = worthName{kind, m}
	}
	return s.worthNamed(ctx, names)
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
