package store

import (
	"context"
	"fmt"
	"math"
	"strconv"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// CaseQuery asks for cases, the newest first.
type CaseQuery struct {
	State    surveys.CaseState
	Owner    surveys.UserID // whose; empty: everybody's
	Nobodys  bool           // only those that nobody follows up
	Project  surveys.ProjectID
	Customer surveys.CustomerID
	Cursor   string // from the page before; empty: the newest
	Limit    int    // 1..200
}

// matches reports whether the case is asked for.
func (q CaseQuery) matches(c surveys.Case) bool {
	switch {
	case q.Nobodys && c.Owner != "", q.Owner != "" && c.OwnerID != q.Owner,
		q.Project != "" && c.Project != q.Project, q.Customer != "" && c.Customer != q.Customer:
		return false
	}
	return c.State == q.State
}

// CasesPage returns a page of cases and the cursor of the next, empty at the
// end. Invalid for a cursor that is none.
func (s *Store) CasesPage(ctx context.Context, q CaseQuery) (items []surveys.Case, next string, err error) {
	before, err := parseMoment(q.Cursor)
	if err != nil {
		return nil, "", err
	}
	limit := min(max(1, q.Limit), 200)
	for {
		ids, err := s.casesBefore(ctx, q.State, before, casesAtOnce)
		if err != nil {
			return nil, "", err
		}
		found, err := s.casesByID(ctx, idsOfCases(ids))
		if err != nil {
			return nil, "", err
		}
		for _, m := range ids {
			c, ok := found[caseOfMoment(m)]
			if !ok || !q.matches(c) {
				continue
			}
			if len(items) == limit {
				return items, next, nil
			}
			items, next = append(items, c), m.String()
		}
		if len(ids) < casesAtOnce {
			return items, "", nil
		}
		before = ids[len(ids)-1]
	}
}

// casesAtOnce is how many cases are read at a time while a page is filled.
const casesAtOnce = 200

func caseOfMoment(m moment) surveys.CaseID { return surveys.CaseID(atoi(m.id)) }

func idsOfCases(at []moment) []surveys.CaseID {
	out := make([]surveys.CaseID, len(at))
	for i, m := range at {
		out[i] = caseOfMoment(m)
	}
	return out
}

// casesBefore returns up to most cases of a state before a moment, the newest
// first, over all shards.
func (s *Store) casesBefore(ctx context.Context, state surveys.CaseState, before moment, most int) ([]moment, error) {
	pages := make([]*redis.ZSliceCmd, surveys.Shards)
	pipe := s.rdb.Pipeline()
	for shard := range pages {
		pages[shard] = queueCases(ctx, pipe, casesKey(shard, state), before, 0, most)
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, fmt.Errorf("read cases: %w", err)
	}
	var all []moment
	for shard, page := range pages {
		part, err := s.pastTies(ctx, casesKey(shard, state), before, page, most)
		if err != nil {
			return nil, err
		}
		all = append(all, part...)
	}
	all = newestFirst(all, before)
	return all[:min(most, len(all))], nil
}

func queueCases(ctx context.Context, c redis.Cmdable, key string, before moment, offset, most int) *redis.ZSliceCmd {
	top := "+inf"
	if before.at != math.MaxInt64 {
		top = strconv.FormatInt(before.at, 10)
	}
	return c.ZRevRangeByScoreWithScores(ctx, key, &redis.ZRangeBy{Min: "-inf", Max: top, Offset: int64(offset), Count: int64(most)})
}

// pastTies returns the cases of a shard before a moment: as many as asked for,
// or all. Cases that were brought in together were opened in one millisecond,
// so that a whole page may bear the time of the cursor: then it reads on.
func (s *Store) pastTies(ctx context.Context, key string, before moment, page *redis.ZSliceCmd, most int) ([]moment, error) {
	var out []moment
	for offset := most; ; offset += most {
		for _, z := range page.Val() {
			if m := (moment{int64(z.Score), z.Member.(string)}); m.compare(before) < 0 {
				out = append(out, m)
			}
		}
		if len(out) >= most || len(page.Val()) < most {
			return out, nil
		}
		if page = queueCases(ctx, s.rdb, key, before, offset, most); page.Err() != nil {
			return nil, fmt.Errorf("read cases: %w", page.Err())
		}
	}
}
