package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"barometer/surveys"
)

// Relation reads how a customer and we stand to one another, as of now, without
// what the customer is worth and without words in most of the answers; and, by the same
// look at the timeline, who is not heard any more, as Silences tells. NotFound.
func (s *Store) Relation(ctx context.Context, id surveys.CustomerID) (surveys.Relation, []surveys.Silence, error) {
	look, err := s.LookAt(ctx, id)
	if err != nil {
		return surveys.Relation{}, nil, err
	}
	return look.Relation(ctx)
}

// Relation is Store.Relation.
func (l *CustomerLook) Relation(ctx context.Context) (surveys.Relation, []surveys.Silence, error) {
	st, err := l.Standing(ctx, surveys.Last(levelSpan, l.s.Today()))
	if err != nil {
		return surveys.Relation{}, nil, err
	}
	r, err := l.relation(ctx, st)
	if err != nil {
		return r, nil, err
	}
	asked, err := l.past.asked(ctx)
	return r, surveys.Silences(l.Customer.ID, r.Contacts, asked, l.s.now()), err
}

// levelSpan is the days of a level where nothing else is asked for.
const levelSpan = 90

// relation adds the rest to a standing.
func (l *CustomerLook) relation(ctx context.Context, st surveys.Standing) (r surveys.Relation, err error) {
	id, now := l.Customer.ID, l.s.now()
	r.Standing, r.Since = st, st.First
	if r.Contacts, err = l.s.peopleAt(ctx, l.Customer); err != nil {
		return r, err
	}
	year, err := l.past.year(ctx)
	if err != nil {
		return r, err
	}
	r.Coverage = surveys.Cover(id, r.Contacts, year, now)
	r.Threads = r.Coverage.Threads()
	r.Silences = surveys.Silences(id, r.Contacts, year, now)
	for _, inv := range year {
		if inv.Answer == surveys.Answered {
			r.Answers = append(r.Answers, inv)
		}
	}
	if st.Cases > 0 {
		open, err := l.OpenCases(ctx)
		if err != nil {
			return r, err
		}
		if len(open) > 0 {
			r.Case = open[0]
		}
	}
	if st.Alarm {
		r.Alarm, err = l.standingAlarm(ctx)
	}
	return r, err
}

// Hanging is a customer where something hangs on one person.
type Hanging struct {
	Customer surveys.CustomerID `json:"-"`
	Threads  []surveys.Thread   `json:"t"`
	Forecast surveys.Forecast   `json:"f"`
	Worth    float64            `json:"w,omitempty"` // 0: not known
	People   int                `json:"p"`           // known there
	Heard    int                `json:"h"`           // of them in the year
	Deciders [2]int             `json:"d"`           // heard, of all who decide
}

// Hangings returns the customers where something hangs on one person, and when
// that was gathered; zero: never yet. Those worth most come first, which only
// people may see who may see money; for others those with the most warnings.
func (s *Store) Hangings(ctx context.Context, byWorth bool) ([]Hanging, time.Time, error) {
	pipe := s.rdb.Pipeline()
	kept, at := pipe.HGetAll(ctx, relationsKey()), pipe.Get(ctx, relationsAtKey())
	if err := exec(ctx, pipe); err != nil {
		return nil, time.Time{}, fmt.Errorf("relations: %w", err)
	}
	out := make([]Hanging, 0, len(kept.Val()))
	for id, text := range kept.Val() {
		h := Hanging{Customer: surveys.CustomerID(id)}
		if err := json.Unmarshal([]byte(text), &h); err != nil {
			return nil, time.Time{}, fmt.Errorf("relation with a customer: %w", err)
		}
		if !byWorth {
			h.Worth = 0
		}
		out = append(out, h)
	}
	slices.SortFunc(out, compareHangings)
	return out, readMillis(at.Val()), nil
}

// compareHangings puts those worth most first, then those with more warnings.
func compareHangings(a, b Hanging) int {
	switch {
	case a.Worth != b.Worth:
		return compareDesc(a.Worth, b.Worth)
	case len(a.Threads) != len(b.Threads):
		return len(b.Threads) - len(a.Threads)
	case a.Customer < b.Customer:
		return -1
	}
	return 1
}

func compareDesc(a, b float64) int {
	if a > b {
		return -1
	}
	return 1
}

// HappyPeople returns who was happy for good when that was gathered last, the
// newest answers first.
func (s *Store) HappyPeople(ctx context.Context) ([]surveys.Happy, error) {
	return readNewest(ctx, s.rdb, "happy people", happyKey(), func(h surveys.Happy) (time.Time, string) { return h.LastAt, string(h.Contact) })
}
