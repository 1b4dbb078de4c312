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
// what the customer is worth and without words in the answers; and, by the same
// look at the timeline, who is not heard any more, as Silences tells. NotFound.
func (s *Store) Relation(ctx context.Context, id surveys.CustomerID) (surveys.Relation, []surveys.Silence, error) {
	st, err := s.CustomerStanding(ctx, id, surveys.Last(levelSpan, s.Today()))
	if err != nil {
		return surveys.Relation{}, nil, err
	}
	past := s.pastOf(surveys.CustomerID(st.ID))
	r, err := s.relationOf(ctx, st, past)
	if err != nil {
		return r, nil, err
	}
	silences, err := s.silencesOf(ctx, past.customer, r.Contacts, past)
	return r, silences, err
}

// levelSpan is the days of a level where nothing else is asked for.
const levelSpan = 90

// relationOf adds the rest to a standing.
func (s *Store) relationOf(ctx context.Context, st surveys.Standing, past *customerPast) (surveys.Relation, error) {
	id := surveys.CustomerID(st.ID)
	r := surveys.Relation{Standing: st, Since: st.First}
	c, err := s.Customer(ctx, id)
	if err != nil {
		return r, err
	}
	if r.Contacts, err = s.peopleAt(ctx, c); err != nil {
		return r, err
	}
	year, err := past.year(ctx)
	if err != nil {
		return r, err
	}
	r.Coverage = surveys.Cover(id, r.Contacts, year, s.now())
	r.Threads = r.Coverage.Threads()
	r.Silences = surveys.Silences(id, r.Contacts, year, s.now())
	for _, inv := range year {
		if inv.Answer == surveys.Answered {
			r.Answers = append(r.Answers, inv)
		}
	}
	if st.Cases > 0 {
		if r.Case, err = s.newestCaseOf(ctx, id); err != nil {
			return r, err
		}
	}
	if st.Alarm {
		r.Alarm, err = s.standingAlarm(ctx, AlarmQuery{Customer: id, Limit: 10})
	}
	return r, err
}

// newestCaseOf returns the newest case of a customer that is not resolved.
func (s *Store) newestCaseOf(ctx context.Context, id surveys.CustomerID) (newest surveys.Case, err error) {
	members, err := s.rdb.SMembers(ctx, customerCasesKey(id)).Result()
	if err != nil {
		return newest, fmt.Errorf("cases of a customer: %w", err)
	}
	ids := make([]surveys.CaseID, len(members))
	for i, m := range members {
		ids[i] = surveys.CaseID(atoi(m))
	}
	found, err := s.casesByID(ctx, ids)
	for _, c := range found {
		if c.State != surveys.CaseResolved && (newest.ID == 0 || c.OpenedAt.After(newest.OpenedAt)) {
			newest = c
		}
	}
	return newest, err
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
