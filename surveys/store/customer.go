package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// Fields of a customer's hash.
const (
	customerID     = "id"
	customerName   = "name"
	customerPaused = "paused" // until, s
)

// queueCustomer upserts the customer of an interaction with its project and
// contact. A name that was not given leaves the one that is there.
func queueCustomer(ctx context.Context, pipe redis.Pipeliner, in surveys.Interaction) {
	id := in.Customer.ID
	fields := []any{customerID, string(id)}
	if in.Customer.Name != "" {
		fields = append(fields, customerName, in.Customer.Name)
	}
	pipe.HSet(ctx, customerKey(id), fields...)
	if worth := in.Worth(); worth > 0 {
		pipe.HSet(ctx, worthKey(), string(id), floatText(worth))
	}
	pipe.SAdd(ctx, customerProjectsKey(id), string(in.Project.ID))
	if in.Contact.ID != "" && in.Contact.Address != "" {
		pipe.SAdd(ctx, customerContactsKey(id), string(in.Contact.ID))
	}
}

// Customer reads a customer with its projects and contacts. NotFound.
// One that became another is the other.
func (s *Store) Customer(ctx context.Context, id surveys.CustomerID) (surveys.Customer, error) {
	id, err := s.Canonical(ctx, id)
	if err != nil {
		return surveys.Customer{}, err
	}
	pipe := s.rdb.Pipeline()
	read := queueCustomerRead(ctx, pipe, id)
	if _, err := pipe.Exec(ctx); err != nil {
		return surveys.Customer{}, fmt.Errorf("read the customer: %w", err)
	}
	return read.customer()
}

// customerRead is a customer that is being read.
type customerRead struct {
	id                 surveys.CustomerID
	hash               *redis.MapStringStringCmd
	projects, contacts *redis.StringSliceCmd
}

func queueCustomerRead(ctx context.Context, pipe redis.Pipeliner, id surveys.CustomerID) customerRead {
	return customerRead{id, pipe.HGetAll(ctx, customerKey(id)), pipe.SMembers(ctx, customerProjectsKey(id)), pipe.SMembers(ctx, customerContactsKey(id))}
}

// customer is what was read. NotFound.
func (r customerRead) customer() (surveys.Customer, error) {
	f := r.hash.Val()
	if f[customerID] == "" {
		return surveys.Customer{}, surveys.Errorf(surveys.NotFound, "there is no such customer")
	}
	c := surveys.Customer{ID: r.id, Name: nameOr(f[customerName], f[customerID]), PausedUntil: seconds(f[customerPaused])}
	for _, p := range slices.Sorted(slices.Values(r.projects.Val())) {
		c.Projects = append(c.Projects, surveys.ProjectID(p))
	}
	for _, u := range slices.Sorted(slices.Values(r.contacts.Val())) {
		c.Contacts = append(c.Contacts, surveys.ContactID(u))
	}
	return c, nil
}

// CustomerByKey reads the customer by the letters of CustomerID.Key. NotFound.
func (s *Store) CustomerByKey(ctx context.Context, key string) (surveys.Customer, error) {
	id, err := s.rdb.HGet(ctx, customerKeyAt(key), customerID).Result()
	if isNil(err) {
		return surveys.Customer{}, surveys.Errorf(surveys.NotFound, "there is no such customer")
	}
	if err != nil {
		return surveys.Customer{}, fmt.Errorf("read the customer: %w", err)
	}
	return s.Customer(ctx, surveys.CustomerID(id))
}

// CustomerNames returns the names of customers in one pipeline; the id where
// there is no name, nothing for a customer that is not there.
func (s *Store) CustomerNames(ctx context.Context, ids []surveys.CustomerID) (map[surveys.CustomerID]string, error) {
	out := make(map[surveys.CustomerID]string, len(ids))
	for some := range slices.Chunk(ids, namesAtOnce) {
		if err := s.nameSome(ctx, some, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// namesAtOnce bounds what one pipeline holds: there may be 100,000 customers.
const namesAtOnce = 5000

func (s *Store) nameSome(ctx context.Context, ids []surveys.CustomerID, out map[surveys.CustomerID]string) error {
	pipe := s.rdb.Pipeline()
	found := make([]*redis.SliceCmd, len(ids))
	into, err := s.aliasesNow(ctx)
	if err != nil {
		return err
	}
	for i, id := range ids {
		if other, ok := into[id]; ok {
			id = other
		}
		found[i] = pipe.HMGet(ctx, customerKey(id), customerID, customerName)
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return fmt.Errorf("names of customers: %w", err)
	}
	for i, id := range ids {
		v := found[i].Val()
		if there, _ := v[0].(string); there != "" {
			name, _ := v[1].(string)
			out[id] = nameOr(name, string(id))
		}
	}
	return nil
}

// PauseCustomer asks nobody at the customer before until; zero ends the pause.
// NotFound.
func (s *Store) PauseCustomer(ctx context.Context, id surveys.CustomerID, until time.Time) error {
	return s.amend(ctx, customerKey(id), customerID, surveys.Phrasef("there is no such customer"), customerPaused, orNothing(until))
}

// amend sets fields of a customer or contact that is there, and removes those
// whose value is empty.
func (s *Store) amend(ctx context.Context, key, there string, missing *surveys.Phrase, fields ...any) error {
	done, err := s.run(ctx, "amend", []string{key}, append([]any{there}, fields...)...).Bool()
	if err != nil {
		return fmt.Errorf("amend: %w", err)
	}
	if !done {
		return surveys.Errorf(surveys.NotFound, "%s", missing)
	}
	return nil
}

// orNothing is a time as it is kept, empty for the zero time.
func orNothing(t time.Time) any {
	if t.IsZero() {
		return ""
	}
	return t.Unix()
}

func nameOr(name, id string) string {
	if name == "" {
		return id
	}
	return name
}
