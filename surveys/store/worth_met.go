package store

import (
	"context"
	"fmt"

	"barometer/surveys"
)

// Customers and projects that only entries of time and money name are customers
// and projects, too: they stand on the lists, without a reading yet.

// payingCustomers returns the customers that entries name, each as the one that
// it became.
func (s *Store) payingCustomers(ctx context.Context) ([]string, error) {
	look, err := s.worthLook(ctx)
	var out []string
	for place, is := range look.paying {
		if is {
			out = append(out, look.customers[place])
		}
	}
	return out, err
}

// workedProjects returns the projects that entries name.
func (s *Store) workedProjects(ctx context.Context) ([]surveys.ProjectID, error) {
	v, err := s.worthView(ctx)
	if err != nil {
		return nil, err
	}
	var out []surveys.ProjectID
	for place, is := range v.worked {
		if is {
			out = append(out, surveys.ProjectID(v.projects[place]))
		}
	}
	return out, nil
}

// meetWorthProjects makes the projects that only entries name, each in its own
// shard; part of keeping entries, and of tending.
func (s *Store) meetWorthProjects(ctx context.Context) error {
	all, err := s.workedProjects(ctx)
	if err != nil {
		return err
	}
	return s.meetProjects(ctx, all)
}

// meetProjects makes projects that are not there yet. Safe to repeat.
func (s *Store) meetProjects(ctx context.Context, all []surveys.ProjectID) error {
	var texts [surveys.Shards][]string
	for _, id := range all {
		texts[id.Shard()] = append(texts[id.Shard()], projectText+string(id))
	}
	pipe := s.rdb.Pipeline()
	for shard, wanted := range texts {
		numbers, err := s.numbersOf(ctx, shard, wanted...)
		if err != nil {
			return fmt.Errorf("meet projects: %w", err)
		}
		if len(numbers) > 0 {
			pipe.SAdd(ctx, projectsKey(shard), anys(numbers)...)
		}
	}
	if pipe.Len() == 0 {
		return nil
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return fmt.Errorf("meet projects: %w", err)
	}
	return nil
}

// meetWorked puts projects that only entries name into a ranking.
func (s *Store) meetWorked(ctx context.Context, r *ranking) error {
	all, err := s.workedProjects(ctx)
	if err != nil || len(all) == 0 {
		return err
	}
	texts := make([]shardText, len(all))
	for i, id := range all {
		texts[i] = shardText{id.Shard(), projectText + string(id)}
	}
	numbers, err := s.findNumbers(ctx, texts)
	if err != nil {
		return fmt.Errorf("projects of entries: %w", err)
	}
	for i, id := range all {
		if numbers[i] == 0 {
			continue // not met yet, tending will
		}
		if item := r.meet(string(id)); len(item.parts) == 0 {
			item.parts = []*part{{source: source{shard: texts[i].shard, project: numbers[i]}, id: string(id)}}
		}
	}
	return nil
}
