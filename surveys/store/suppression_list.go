package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// SuppressionQuery asks for contacts that we do not mail.
type SuppressionQuery struct {
	Reason surveys.SuppressReason // empty: any
	Prefix string                 // how the address begins, in small letters; then the order is that of the letters
	Since  time.Time              // not before; zero: whenever. Of paused, whose begin is not kept, all
	Cursor string                 // from the page before
	Limit  int                    // 1..200
}

// queueListed puts a contact on the list of one reason.
func queueListed(ctx context.Context, pipe redis.Pipeliner, id surveys.ContactID, reason surveys.SuppressReason, at time.Time, address string) {
	// What stands keeps its time; a pause has the newest end.
	put := pipe.ZAddNX
	if reason == surveys.SuppressPaused {
		put = pipe.ZAdd
	}
	put(ctx, suppressedKey(reason), redis.Z{Score: float64(at.Unix()), Member: string(id)})
	if address != "" {
		pipe.ZAdd(ctx, suppressedLettersKey(), redis.Z{Member: letters(address, id)})
	}
}

// SuppressionCounts returns how many contacts are on the list of each reason.
func (s *Store) SuppressionCounts(ctx context.Context) (map[surveys.SuppressReason]int, error) {
	pipe := s.rdb.Pipeline()
	found := map[surveys.SuppressReason]*redis.IntCmd{}
	for _, reason := range surveys.SuppressReasons() {
		from := "-inf"
		if reason == surveys.SuppressPaused {
			from = "(" + strconv.FormatInt(s.now().Unix(), 10)
		}
		found[reason] = pipe.ZCount(ctx, suppressedKey(reason), from, "+inf")
	}
	if err := exec(ctx, pipe); err != nil {
		return nil, fmt.Errorf("count who is not mailed: %w", err)
	}
	out := map[surveys.SuppressReason]int{}
	for reason, cmd := range found {
		out[reason] = int(cmd.Val())
	}
	return out, nil
}

// Suppressed returns a page of contacts that we do not mail, the newest first,
// and the cursor of the next, empty at the end. Lines that do not hold any more
// are taken off the lists. Invalid for a cursor that is none.
func (s *Store) Suppressed(ctx context.Context, q SuppressionQuery) (items []surveys.Contact, next string, err error) {
	limit := min(max(1, q.Limit), 200)
	for {
		candidates, err := s.suppressedBefore(ctx, q, limit)
		if err != nil {
			return nil, "", err
		}
		ids := make([]surveys.ContactID, len(candidates))
		for i, m := range candidates {
			ids[i] = contactOfCursor(m, q)
		}
		holding, err := s.relist(ctx, ids)
		if err != nil {
			return nil, "", err
		}
		for i, id := range ids {
			c, ok := holding[id]
			if !ok || !q.matches(c, s.now()) {
				continue
			}
			if len(items) == limit {
				return items, next, nil
			}
			items, next = append(items, c), candidates[i]
		}
		if len(candidates) < limit {
			return items, "", nil
		}
		q.Cursor = candidates[len(candidates)-1]
	}
}

// matches reports whether a contact that is not mailed is asked for.
func (q SuppressionQuery) matches(c surveys.Contact, now time.Time) bool {
	if !strings.HasPrefix(strings.ToLower(c.Address), q.Prefix) {
		return false
	}
	return slices.ContainsFunc(c.Suppressions(now), func(one surveys.Suppression) bool {
		return (q.Reason == "" || q.Reason == one.Reason) && (one.Reason == surveys.SuppressPaused || !one.Since.Before(q.Since))
	})
}

// contactOfCursor is the contact of a candidate, which is a moment or, where
// letters are searched, a line of those.
func contactOfCursor(text string, q SuppressionQuery) surveys.ContactID {
	separator := "-"
	if q.Prefix != "" {
		separator = " "
	}
	_, id, _ := strings.Cut(text, separator)
	return surveys.ContactID(id)
}

// suppressedBefore returns up to most candidates behind the cursor, as cursors.
func (s *Store) suppressedBefore(ctx context.Context, q SuppressionQuery, most int) ([]string, error) {
	if q.Prefix != "" {
		return s.suppressedByLetters(ctx, q, most)
	}
	before, err := parseMoment(q.Cursor)
	if err != nil {
		return nil, err
	}
	reasons := []surveys.SuppressReason{q.Reason}
	if q.Reason == "" {
		reasons = surveys.SuppressReasons()
	}
	pipe := s.rdb.Pipeline()
	pages := make([]*redis.ZSliceCmd, len(reasons))
	for i, reason := range reasons {
		pages[i] = pipe.ZRevRangeWithScores(ctx, suppressedKey(reason), 0, -1)
	}
	if err := exec(ctx, pipe); err != nil {
		return nil, fmt.Errorf("who is not mailed: %w", err)
	}
	newest := map[string]int64{}
	for _, page := range pages {
		for _, z := range page.Val() {
			id := z.Member.(string)
			newest[id] = max(newest[id], int64(z.Score))
		}
	}
	var all []moment
	for id, at := range newest {
		all = append(all, moment{at, id})
	}
	all = newestFirst(all, before)
	var out []string
	for _, m := range all[:min(most, len(all))] {
		out = append(out, m.String())
	}
	return out, nil
}

// suppressedByLetters returns candidates in the order of the letters.
func (s *Store) suppressedByLetters(ctx context.Context, q SuppressionQuery, most int) ([]string, error) {
	from := "[" + q.Prefix
	if q.Cursor != "" {
		from = "(" + q.Cursor
	}
	found, err := s.rdb.ZRangeByLex(ctx, suppressedLettersKey(), &redis.ZRangeBy{Min: from, Max: "[" + q.Prefix + "\xff", Count: int64(most)}).Result()
	if err != nil {
		return nil, fmt.Errorf("who is not mailed, by letters: %w", err)
	}
	return found, nil
}
