package store

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// customerWalk goes back through the quarters of a customer's timeline.
type customerWalk struct {
	s        *Store
	customer surveys.CustomerID
	quarters []int // newest first
	period   surveys.Period
	kind     string  // of the members wanted; empty: all
	recall   *recall // what was read of it before; nil: nothing
	read     int     // quarters, and
	held     int     // members in them
}

func (s *Store) customerWalk(ctx context.Context, id surveys.CustomerID, p surveys.Period, kind string) (*customerWalk, error) {
	members, err := s.rdb.SMembers(ctx, customerQuartersKey(id)).Result()
	if err != nil {
		return nil, fmt.Errorf("quarters of the customer: %w", err)
	}
	return &customerWalk{s: s, customer: id, period: p, kind: kind, quarters: newestQuarters(members)}, nil
}

// newestQuarters reads the quarters that a customer has a timeline of.
func newestQuarters(members []string) []int {
	out := make([]int, len(members))
	for i, m := range members {
		out[i] = atoi(m)
	}
	slices.SortFunc(out, func(a, b int) int { return b - a })
	return out
}

// back returns what the next quarters hold before the moment.
func (w *customerWalk) back(ctx context.Context, before moment, want int) ([]moment, bool, error) {
	for len(w.quarters) > 0 {
		if before.at != math.MaxInt64 && quarterStart(w.quarters[0]).Start(w.s.zone).Unix() > before.at {
			w.quarters = w.quarters[1:]
			continue
		}
		n := w.atOnce(want)
		found, err := w.members(ctx, w.quarters[:n])
		w.quarters = w.quarters[n:]
		w.read, w.held = w.read+n, w.held+len(found)
		if found = newestFirst(found, before); err != nil || len(found) > 0 {
			return found, len(w.quarters) == 0, err
		}
	}
	return nil, true, nil
}

// Quarters that are read at once.
const (
	quartersFirst = 3 // for more than a screen
	quartersMost  = 12
	screenful     = 20 // members that the newest quarter often holds
)

// atOnce is how many quarters hold what is wanted, by those read so far.
func (w *customerWalk) atOnce(want int) int {
	n := quartersMost
	switch {
	case w.read == 0 && want <= screenful:
		n = 1
	case w.read == 0:
		n = quartersFirst
	case w.held > 0:
		n = max(1, (want*w.read+w.held-1)/w.held)
	}
	return min(n, quartersMost, len(w.quarters))
}

// members reads quarters, or recalls them; moments carry bare ids where one kind
// is wanted.
func (w *customerWalk) members(ctx context.Context, quarters []int) ([]moment, error) {
	lists, err := w.lists(ctx, quarters)
	if err != nil {
		return nil, err
	}
	var all []moment
	for _, list := range lists {
		all = slices.Grow(all, len(list))
		for _, m := range list {
			switch {
			case w.kind == "":
				all = append(all, m)
			case m.id[:1] == w.kind:
				all = append(all, moment{m.at, m.id[1:]})
			}
		}
	}
	return all, nil
}

// lists returns the members of quarters with their kinds, of the period.
func (w *customerWalk) lists(ctx context.Context, quarters []int) ([][]moment, error) {
	if w.recall != nil {
		return w.recall.lists(ctx, quarters)
	}
	between := &redis.ZRangeBy{Min: "-inf", Max: "+inf"}
	if w.period != (surveys.Period{}) {
		between.Min = strconv.FormatInt(w.period.From.Start(w.s.zone).Unix(), 10)
		between.Max = "(" + strconv.FormatInt((w.period.To+1).Start(w.s.zone).Unix(), 10)
	}
	return w.s.customerMembers(ctx, w.customer, quarters, between)
}

// customerMembers reads members of quarters of a customer's timeline.
func (s *Store) customerMembers(ctx context.Context, id surveys.CustomerID, quarters []int, between *redis.ZRangeBy) ([][]moment, error) {
	pipe := s.rdb.Pipeline()
	cmds := make([]*redis.ZSliceCmd, len(quarters))
	for i, quarter := range quarters {
		cmds[i] = pipe.ZRangeByScoreWithScores(ctx, customerTimelineKey(id, quarter), between)
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, fmt.Errorf("timeline of the customer: %w", err)
	}
	out := make([][]moment, len(quarters))
	for i, cmd := range cmds {
		out[i] = make([]moment, len(cmd.Val()))
		for j, z := range cmd.Val() {
			kind, id := readMember(z.Member.(string))
			out[i][j] = moment{int64(z.Score), kind + id}
		}
	}
	return out, nil
}
