package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// fillAtOnce is how many names are read and put in together.
const fillAtOnce = 500

// fillNames puts everybody into the indexes of names who was known before there
// were any, once. Safe to repeat where it was broken off.
func (s *Store) fillNames(ctx context.Context) error {
	filled, err := s.rdb.Exists(ctx, namesFilledKey()).Result()
	if err != nil || filled == 1 {
		return err
	}
	for shard := range surveys.Shards {
		texts, err := s.rdb.HKeys(ctx, numbersKey(shard)).Result()
		if err != nil {
			return fmt.Errorf("who is known: %w", err)
		}
		for part := range slices.Chunk(texts, fillAtOnce) {
			if err := s.fillPart(ctx, part); err != nil {
				return err
			}
		}
	}
	return s.rdb.Set(ctx, namesFilledKey(), 1, 0).Err()
}

// fillPart puts in the projects and customers among texts of a dictionary, and
// the people of the customers.
func (s *Store) fillPart(ctx context.Context, texts []string) error {
	var projects []surveys.ProjectID
	var customers []surveys.CustomerID
	for _, text := range texts {
		if id, ok := strings.CutPrefix(text, projectText); ok {
			projects = append(projects, surveys.ProjectID(id))
		}
		if id, ok := strings.CutPrefix(text, customerText); ok {
			customers = append(customers, surveys.CustomerID(id))
		}
	}
	var all []named
	projectNames, err := s.ProjectNames(ctx, projects)
	if err != nil {
		return err
	}
	for id, name := range projectNames {
		all = append(all, named{namesOfProjects, string(id), name, true})
	}
	customerNames, err := s.CustomerNames(ctx, customers)
	if err != nil {
		return err
	}
	for id, name := range customerNames {
		if contactOf(id) == "" {
			all = append(all, named{namesOfCustomers, string(id), name, true})
		}
	}
	if err := s.indexNames(ctx, all...); err != nil {
		return err
	}
	return s.fillPeople(ctx, customers)
}

// fillPeople puts in the people of customers, a few hundred at once: one
// customer may have very many.
func (s *Store) fillPeople(ctx context.Context, customers []surveys.CustomerID) error {
	people, err := s.peopleOf(ctx, customers)
	if err != nil {
		return err
	}
	for part := range slices.Chunk(people, fillAtOnce) {
		contacts, err := s.Contacts(ctx, part)
		if err != nil {
			return err
		}
		var all []named
		for _, c := range contacts {
			all = append(all, nameOfContact(c))
		}
		if err := s.indexNames(ctx, all...); err != nil {
			return err
		}
	}
	return nil
}

// peopleOf returns the contacts of customers.
func (s *Store) peopleOf(ctx context.Context, customers []surveys.CustomerID) ([]surveys.ContactID, error) {
	if len(customers) == 0 {
		return nil, nil
	}
	pipe := s.rdb.Pipeline()
	cmds := make([]*redis.StringSliceCmd, len(customers))
	for i, id := range customers {
		cmds[i] = pipe.SMembers(ctx, customerContactsKey(id))
	}
	if err := exec(ctx, pipe); err != nil {
		return nil, fmt.Errorf("people of customers: %w", err)
	}
	var ids []surveys.ContactID
	for _, cmd := range cmds {
		for _, id := range cmd.Val() {
			ids = append(ids, surveys.ContactID(id))
		}
	}
	return ids, nil
}
