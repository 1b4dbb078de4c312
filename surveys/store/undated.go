package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"barometer/surveys"
)

// undated are the customers of whom nobody has said since when: those with a
// life that lacks it, and those that are known by their interactions only.
func (s *Store) undated(ctx context.Context, all map[surveys.CustomerID]surveys.Life) ([]Counted, error) {
	known, err := s.known(ctx)
	if err != nil {
		return nil, err
	}
	var out []Counted
	for id, life := range all {
		if life.Undated() {
			out = append(out, Counted{ID: id, Stage: life.Stage})
		}
	}
	for id := range known {
		if _, ok := all[id]; !ok {
			out = append(out, Counted{ID: id})
		}
	}
	slices.SortFunc(out, func(a, b Counted) int { return cmp.Compare(a.ID, b.ID) })
	return out, nil
}

// Undated counts them.
func (s *Store) Undated(ctx context.Context) (int, error) {
	all, err := s.Lives(ctx)
	if err != nil {
		return 0, err
	}
	found, err := s.undated(ctx, all)
	return len(found), err
}

// DateByFirst lets every customer of whom nobody has said since when begin
// with its first interaction or answer. It returns how many did; those of whom
// there is none stay as they are. Safe to repeat.
func (s *Store) DateByFirst(ctx context.Context, by surveys.UserID, reason string) (n int, err error) {
	all, err := s.Lives(ctx)
	if err != nil {
		return 0, err
	}
	found, err := s.undated(ctx, all)
	if err != nil {
		return 0, err
	}
	for _, c := range found {
		day, err := s.firstDay(ctx, c.ID)
		if err != nil {
			return n, err
		}
		if lost := all[c.ID].LostOn(); day == 0 || lost != 0 && day > lost {
			continue
		}
		if _, err := s.PutCustomer(ctx, c.ID, surveys.CustomerPatch{WonOn: &day, Reason: reason, By: by}); err != nil {
			return n, fmt.Errorf("begin of a customer: %w", err)
		}
		n++
	}
	return n, nil
}

// firstDay is the day of the first thing on a customer's timeline.
func (s *Store) firstDay(ctx context.Context, id surveys.CustomerID) (surveys.Day, error) {
	quarters, err := s.rdb.SMembers(ctx, customerQuartersKey(id)).Result()
	if err != nil {
		return 0, fmt.Errorf("quarters of the customer: %w", err)
	}
	slices.SortFunc(quarters, func(a, b string) int { return cmp.Compare(atoi(a), atoi(b)) })
	for _, q := range quarters {
		all, err := s.rdb.ZRangeWithScores(ctx, customerTimelineKey(id, atoi(q)), 0, -1).Result()
		if err != nil {
			return 0, fmt.Errorf("timeline of the customer: %w", err)
		}
		for _, z := range all {
			if member, _ := z.Member.(string); !strings.HasPrefix(member, memberNote) {
				return surveys.DayOf(secondsAt(z.Score), s.zone), nil
			}
		}
	}
	return 0, nil
}
