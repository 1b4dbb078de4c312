package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"barometer/surveys"
)

// relationEvents bounds what is read of a customer's year, newest first.
const relationEvents = 1200

// Relation reads how a customer and we stand to one another, as of now, without
// what the customer is worth. NotFound.
func (s *Store) Relation(ctx context.Context, id surveys.CustomerID) (surveys.Relation, error) {
	st, err := s.CustomerStanding(ctx, id, surveys.Last(levelSpan, s.Today()))
	if err != nil {
		return surveys.Relation{}, err
	}
	return s.relationOf(ctx, st)
}

// levelSpan is the days of a level where nothing else is asked for.
const levelSpan = 90

// relationOf adds the rest to a standing.
func (s *Store) relationOf(ctx context.Context, st surveys.Standing) (surveys.Relation, error) {
	id := surveys.CustomerID(st.ID)
	r := surveys.Relation{Standing: st, Since: st.First}
	c, err := s.Customer(ctx, id)
	if err != nil {
		return r, err
	}
	people, err := s.Contacts(ctx, c.Contacts)
	if err != nil {
		return r, err
	}
	for _, contact := range c.Contacts { // sorted
		if p, ok := people[contact]; ok {
			r.Contacts = append(r.Contacts, p)
		}
	}
	year, err := s.yearOf(ctx, id)
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

// yearOf reads the invitations of a customer's last year, newest first.
func (s *Store) yearOf(ctx context.Context, id surveys.CustomerID) ([]surveys.Invitation, error) {
	from := s.now().AddDate(0, 0, -surveys.CoverageDays)
	var out []surveys.Invitation
	cursor := ""
	for read := 0; read < relationEvents; {
		events, next, err := s.CustomerTimeline(ctx, id, cursor, 200)
		if err != nil {
			return nil, err
		}
		for _, e := range events {
			if e.At.Before(from) {
				return out, nil
			}
			if e.Kind == surveys.EventAnswered || e.Kind == surveys.EventAsked {
				out = append(out, e.Invitation)
			}
		}
		read += len(events)
		if cursor = next; next == "" {
			break
		}
	}
	return out, nil
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
	kept, err := s.rdb.HGetAll(ctx, happyKey()).Result()
	if err != nil {
		return nil, fmt.Errorf("happy people: %w", err)
	}
	out := make([]surveys.Happy, 0, len(kept))
	for _, text := range kept {
		var h surveys.Happy
		if err := json.Unmarshal([]byte(text), &h); err != nil {
			return nil, fmt.Errorf("happy people: %w", err)
		}
		out = append(out, h)
	}
	slices.SortFunc(out, func(a, b surveys.Happy) int {
		if c := b.LastAt.Compare(a.LastAt); c != 0 {
			return c
		}
		return compareText(a.Contact, b.Contact)
	})
	return out, nil
}

func compareText[T ~string](a, b T) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
