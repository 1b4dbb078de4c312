package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"barometer/surveys"
)

// merger is what is kept of two customers that became one, so that they can be
// parted again.
type merger struct {
	Into   surveys.CustomerID   `json:"i"`
	At     int64                `json:"t"` // ms
	Of     [2]string            `json:"o"` // life and steps of the one that was given up
	To     [2]string            `json:"k"` // … of the other, before
	Both   [2]string            `json:"b"` // … of both together
	Led    []surveys.CustomerID `json:"l,omitempty"`
	Parted bool                 `json:"x,omitempty"` // what was given is being taken back
	// What the other had not before.
	Projects []string `json:"p,omitempty"`
	Contacts []string `json:"u,omitempty"`
	Notes    []string `json:"n,omitempty"`
	Days     []string `json:"d,omitempty"`
}

// giving is what a merger will give to the customer that stays.
func (s *Store) giving(ctx context.Context, old, into surveys.CustomerID) (m merger, err error) {
	m = merger{Into: into, At: s.now().UnixMilli()}
	if m.Led, err = s.Formerly(ctx, old); err != nil {
		return m, err
	}
	pipe := s.rdb.Pipeline()
	var found [4]interface{ Val() []string }
	for i, id := range []surveys.CustomerID{old, into} {
		found[i], found[2+i] = pipe.SMembers(ctx, customerProjectsKey(id)), pipe.SMembers(ctx, customerContactsKey(id))
	}
	if err := exec(ctx, pipe); err != nil {
		return m, fmt.Errorf("what a merger gives: %w", err)
	}
	m.Projects, m.Contacts = without(found[0].Val(), found[1].Val()), without(found[2].Val(), found[3].Val())
	notes, err := s.notesGiven(ctx, old, into)
	if err != nil {
		return m, err
	}
	for _, n := range notes {
		m.Notes = append(m.Notes, n.as)
	}
	days, err := s.SpecialDays(ctx, old)
	for _, d := range days {
		m.Days = append(m.Days, d.ID)
	}
	return m, err
}

// without returns what is in the first and not in the second.
func without(all, known []string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(one string) bool { return slices.Contains(known, one) })
}

// Merger is two customers that became one.
type Merger struct {
	From   surveys.CustomerID // the id that was given up
	Name   string             // of it, as it was
	At     time.Time
	Last   bool // the newest of its customer: it can be parted
	Spoken bool // something was said of the life since: that stays with the other

	// Of ids that lead to the customer and cannot be parted from it:
	Through surveys.CustomerID // what it became first, which is to be parted first
	Kept    bool               // nothing is known any more of what it brought
}

// Mergers returns what became a customer and can be parted again, the newest
// first; then what leads to it and cannot, by its id.
func (s *Store) Mergers(ctx context.Context, into surveys.CustomerID) ([]Merger, error) {
	all, err := s.mergers(ctx)
	if err != nil {
		return nil, err
	}
	life, err := s.readLifeOf(ctx, into)
	if err != nil {
		return nil, err
	}
	var out []Merger
	for id, m := range all {
		if m.Into == into && !m.Parted {
			out = append(out, Merger{From: id, At: time.UnixMilli(m.At).UTC(), Spoken: m.Both != [2]string{life.life, life.steps}})
		}
	}
	slices.SortFunc(out, func(a, b Merger) int { return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.From, b.From)) })
	if len(out) > 0 {
		out[0].Last = true
	}
	older, err := s.Formerly(ctx, into)
	if err != nil {
		return nil, err
	}
	slices.Sort(older)
	for _, id := range older {
		if m := all[id]; m.Into == "" {
			out = append(out, Merger{From: id, Kept: true})
		} else if m.Into != into && !m.Parted {
			out = append(out, Merger{From: id, At: time.UnixMilli(m.At).UTC(), Through: m.Into})
		}
	}
	for i := range out {
		if out[i].Name, err = s.formerName(ctx, out[i].From); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (s *Store) formerName(ctx context.Context, id surveys.CustomerID) (string, error) {
	name, err := s.rdb.HGet(ctx, customerKey(id), customerName).Result()
	if err != nil && !isNil(err) {
		return "", fmt.Errorf("name of a customer: %w", err)
	}
	return nameOr(name, string(id)), nil
}

func (s *Store) mergers(ctx context.Context) (map[surveys.CustomerID]merger, error) {
	texts, err := s.rdb.HGetAll(ctx, joinedKey()).Result()
	if err != nil {
		return nil, fmt.Errorf("mergers: %w", err)
	}
	out := make(map[surveys.CustomerID]merger, len(texts))
	for id, text := range texts {
		var m merger
		if err := json.Unmarshal([]byte(text), &m); err != nil {
			return nil, fmt.Errorf("merger of %s: %w", id, err)
		}
		out[surveys.CustomerID(id)] = m
	}
	return out, nil
}

// PartCustomer undoes a merger: the id that was given up is a customer again,
// with its life, its people, its projects, cases, notes and days, and with all
// answers and entries that were ever kept by it; figures are those of two again.
// What the one customer was asked meanwhile stays with it, and so does what was
// said of its life since. Only the newest merger of a customer can be undone,
// then the one before. Safe to repeat, also after a crash at any line. NotFound
// where there was none, or one from before mergers could be undone; Conflict
// where another one comes first. It returns the customer that the id was.
func (s *Store) PartCustomer(ctx context.Context, id surveys.CustomerID) (into surveys.CustomerID, err error) {
	defer s.aliases.forget()
	for range lifeTries {
		s.aliases.forget()
		m, text, err := s.mergerToPart(ctx, id)
		if err != nil {
			return "", err
		}
		if m.Parted {
			return m.Into, s.takeBack(ctx, id, m)
		}
		now, err := s.readLifeOf(ctx, m.Into)
		if err != nil {
			return "", err
		}
		to := m.To
		if is := [2]string{now.life, now.steps}; is != m.Both {
			to = is
		}
		m.Parted = true
		parted, err := json.Marshal(m)
		if err != nil {
			return "", fmt.Errorf("part customers: %w", err)
		}
		args := []any{string(id), string(m.Into), text, parted, now.life, now.steps, m.Of[0], m.Of[1], to[0], to[1]}
		for _, led := range m.Led {
			args = append(args, string(led))
		}
		keys := []string{livesKey(), livesVersionKey(), lifeStepsKey(), aliasesKey(), joinedKey()}
		done, err := s.run(ctx, "part", keys, args...).Bool()
		if err != nil {
			return "", fmt.Errorf("part customers: %w", err)
		}
		if done {
			s.aliases.forget()
			return m.Into, s.takeBack(ctx, id, m)
		}
	}
	return "", surveys.Errorf(surveys.Conflict, "others change these customers at the same time; please try again")
}

// endPartings ends what was begun.
func (s *Store) endPartings(ctx context.Context) error {
	all, err := s.mergers(ctx)
	for _, id := range slices.Sorted(maps.Keys(all)) {
		if m := all[id]; m.Parted {
			err = errors.Join(err, s.takeBack(ctx, id, m))
		}
	}
	return err
}

// mergerToPart reads a merger that may be undone now.
func (s *Store) mergerToPart(ctx context.Context, id surveys.CustomerID) (m merger, text string, err error) {
	if text, err = s.rdb.HGet(ctx, joinedKey(), string(id)).Result(); err != nil && !isNil(err) {
		return m, "", fmt.Errorf("merger: %w", err)
	}
	if text == "" {
		return m, "", surveys.Errorf(surveys.NotFound, "this id did not become another customer in a way that can be undone")
	}
	if err := json.Unmarshal([]byte(text), &m); err != nil || m.Parted {
		return m, text, err
	}
	is, err := s.Canonical(ctx, id)
	if err != nil {
		return m, text, err
	}
	if is != m.Into {
		return m, text, surveys.Errorf(surveys.Conflict, "%s became %s since; part these two first", m.Into, is)
	}
	all, err := s.Mergers(ctx, m.Into)
	if err != nil {
		return m, text, err
	}
	if len(all) > 0 && all[0].Last && all[0].From != id {
		return m, text, surveys.Errorf(surveys.Conflict, "%s became the same customer later; part that one first", all[0].From)
	}
	return m, text, nil
}
