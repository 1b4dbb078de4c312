package store

import (
	"context"

	"barometer/surveys"
)

// TwinCount counts the surveys that have tallies beside those of their scale.
func (s *Store) TwinCount(ctx context.Context) (n int64, err error) {
	for shard := range surveys.Shards {
		of, err := s.rdb.SCard(ctx, twinsKey(shard)).Result()
		if err != nil {
			return n, err
		}
		n += of
	}
	return n, nil
}

// FillNames is fillNames.
func (s *Store) FillNames(ctx context.Context) error { return s.fillNames(ctx) }

// LoseNames empties the indexes, as they were before there were any.
func (s *Store) LoseNames(ctx context.Context) error {
	for _, kind := range []nameKind{namesOfCustomers, namesOfPeople, namesOfProjects} {
		if err := s.rdb.Del(ctx, namesIndexKey(kind), namesTextKey(kind)).Err(); err != nil {
			return err
		}
	}
	s.search.mu.Lock()
	defer s.search.mu.Unlock()
	s.search.named = nil
	return s.rdb.Del(ctx, namesFilledKey()).Err()
}

// Fold is fold.
func Fold(text string) string { return fold(text) }
