package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"barometer/surveys"
)

// unheardSpan is how long who decides may say nothing before the whole house
// counts them as unheard.
const unheardSpan = 90 * 24 * time.Hour

// Unheard is somebody who decides at a customer and has said nothing for 90
// days.
type Unheard struct {
	Contact  surveys.ContactID  `json:"-"`
	Customer surveys.CustomerID `json:"c"`
	Heard    int64              `json:"h,omitempty"` // ms when they answered last, of the last year; 0: not in it
}

// HeardAt is when they answered last, zero: not in a year.
func (u Unheard) HeardAt() time.Time {
	if u.Heard == 0 {
		return time.Time{}
	}
	return time.UnixMilli(u.Heard)
}

// noteUnheard counts those who decide at one customer.
func (g *acquainted) noteUnheard(c surveys.Coverage, now time.Time) error {
	for _, h := range c.People {
		if h.Contact.Role != surveys.DecisionMaker {
			continue
		}
		g.deciders++
		if !h.HeardAt.IsZero() && now.Sub(h.HeardAt) <= unheardSpan {
			continue
		}
		one := Unheard{Customer: c.Customer}
		if !h.HeardAt.IsZero() {
			one.Heard = h.HeardAt.UnixMilli()
		}
		text, err := json.Marshal(one)
		if err != nil {
			return err
		}
		g.unheard = append(g.unheard, string(h.Contact.ID), string(text))
	}
	return nil
}

// keepUnheard keeps who is unheard, and of how many.
func (s *Store) keepUnheard(ctx context.Context, g acquainted) error {
	if err := s.run(ctx, "replace", []string{unheardKey()}, g.unheard...).Err(); err != nil {
		return fmt.Errorf("keep the unheard: %w", err)
	}
	if err := s.rdb.Set(ctx, decidersKey(), g.deciders, 0).Err(); err != nil {
		return fmt.Errorf("keep the number of those who decide: %w", err)
	}
	return nil
}

// UnheardCount says how many of all who decide at customers have said nothing
// for 90 days, as of the last round of tending; 0 of 0 before the first.
func (s *Store) UnheardCount(ctx context.Context) (unheard, of int, err error) {
	pipe := s.rdb.Pipeline()
	n, all := pipe.HLen(ctx, unheardKey()), pipe.Get(ctx, decidersKey())
	if err := exec(ctx, pipe); err != nil {
		return 0, 0, fmt.Errorf("count the unheard: %w", err)
	}
	return int(n.Val()), atoi(all.Val()), nil
}

// UnheardPeople lists them, those who were never heard first, then who has been
// silent the longest.
func (s *Store) UnheardPeople(ctx context.Context) ([]Unheard, error) {
	kept, err := s.rdb.HGetAll(ctx, unheardKey()).Result()
	if err != nil {
		return nil, fmt.Errorf("the unheard: %w", err)
	}
	out := make([]Unheard, 0, len(kept))
	for id, text := range kept {
		one := Unheard{Contact: surveys.ContactID(id)}
		if err := json.Unmarshal([]byte(text), &one); err != nil {
			return nil, fmt.Errorf("somebody unheard: %w", err)
		}
		out = append(out, one)
	}
	slices.SortFunc(out, func(a, b Unheard) int {
		if a.Heard != b.Heard {
			return int(max(-1, min(1, a.Heard-b.Heard)))
		}
		return strings.Compare(string(a.Contact), string(b.Contact))
	})
	return out, nil
}
