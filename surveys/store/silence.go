package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// Silences returns who of a customer is not heard any more, as of now. NotFound.
func (s *Store) Silences(ctx context.Context, id surveys.CustomerID) ([]surveys.Silence, error) {
	c, err := s.Customer(ctx, id)
	if err != nil {
		return nil, err
	}
	people, err := s.peopleAt(ctx, c)
	if err != nil {
		return nil, err
	}
	past, err := s.pastOf(ctx, id)
	if err != nil {
		return nil, err
	}
	asked, err := past.asked(ctx)
	if err != nil {
		return nil, err
	}
	return surveys.Silences(id, people, asked, s.now()), nil
}

// peopleAt reads the contacts of a customer, in the order of their ids.
func (s *Store) peopleAt(ctx context.Context, c surveys.Customer) ([]surveys.Contact, error) {
	contacts, err := s.Contacts(ctx, c.Contacts)
	if err != nil {
		return nil, err
	}
	people := make([]surveys.Contact, 0, len(contacts))
	for _, contact := range c.Contacts { // sorted
		if p, ok := contacts[contact]; ok {
			people = append(people, p)
		}
	}
	return people, nil
}

// SilentCustomers returns who fell silent and calls for a person, by customer,
// as of the last round of tending.
func (s *Store) SilentCustomers(ctx context.Context) (map[surveys.CustomerID][]surveys.Silence, error) {
	kept, err := s.rdb.HGetAll(ctx, silentKey()).Result()
	if err != nil {
		return nil, fmt.Errorf("silent customers: %w", err)
	}
	out := make(map[surveys.CustomerID][]surveys.Silence, len(kept))
	for id, text := range kept {
		var all []surveys.Silence
		if err := json.Unmarshal([]byte(text), &all); err != nil {
			return nil, fmt.Errorf("silence of a customer: %w", err)
		}
		out[surveys.CustomerID(id)] = all
	}
	return out, nil
}

// keepSilences looks for silence at every customer that may have fallen silent
// and keeps what it found, in the place of what was found before.
func (s *Store) keepSilences(ctx context.Context) error {
	ids, err := s.mayBeSilent(ctx)
	if err != nil {
		return err
	}
	var fields []any
	for _, id := range ids {
		found, err := s.Silences(ctx, id)
		if surveys.CodeOf(err) == surveys.NotFound {
			continue
		}
		if err != nil {
			return err
		}
		found = slices.DeleteFunc(found, func(one surveys.Silence) bool { return !one.Calls() })
		if len(found) == 0 {
			continue
		}
		text, err := json.Marshal(found)
		if err != nil {
			return err
		}
		fields = append(fields, string(id), string(text))
	}
	return s.run(ctx, "replace", []string{silentKey()}, fields...).Err()
}

// mayBeSilent returns the customers worth a closer look: those with enough
// answered and unanswered mails, and those with a decision maker who cannot be
// asked any more.
func (s *Store) mayBeSilent(ctx context.Context) ([]surveys.CustomerID, error) {
	r, err := s.rankCustomers(ctx)
	if err != nil {
		return nil, err
	}
	var out, rest []surveys.CustomerID
	for _, item := range r.items {
		var sum surveys.Tally
		for _, p := range item.parts {
			var m summary
			if parts := strings.Split(p.text, "|"); len(parts) == 4 {
				m.readTotal(parts[2])
				sum.Add(m.total)
			}
		}
		if sum.Answered >= surveys.SilenceMost && sum.Sent-sum.Bounced-sum.Answered >= surveys.SilenceMails {
			out = append(out, surveys.CustomerID(item.id))
		} else {
			rest = append(rest, surveys.CustomerID(item.id))
		}
	}
	for part := range slices.Chunk(rest, 200) {
		lost, err := s.withLostDecider(ctx, part)
		if err != nil {
			return nil, err
		}
		out = append(out, lost...)
	}
	return out, nil
}

// withLostDecider returns those customers of which a decision maker opted out
// or cannot be reached.
func (s *Store) withLostDecider(ctx context.Context, ids []surveys.CustomerID) ([]surveys.CustomerID, error) {
	pipe := s.rdb.Pipeline()
	members := make([]*redis.StringSliceCmd, len(ids))
	for i, id := range ids {
		members[i] = pipe.SMembers(ctx, customerContactsKey(id))
	}
	if err := exec(ctx, pipe); err != nil {
		return nil, fmt.Errorf("contacts of customers: %w", err)
	}
	var all []surveys.ContactID
	for _, m := range members {
		for _, id := range m.Val() {
			all = append(all, surveys.ContactID(id))
		}
	}
	people, err := s.Contacts(ctx, all)
	if err != nil {
		return nil, err
	}
	var out []surveys.CustomerID
	for i, m := range members {
		if slices.ContainsFunc(m.Val(), func(id string) bool {
			c := people[surveys.ContactID(id)]
			return c.Role == surveys.DecisionMaker && !(c.OptedOutAt.IsZero() && c.BouncedAt.IsZero())
		}) {
			out = append(out, ids[i])
		}
	}
	return out, nil
}
