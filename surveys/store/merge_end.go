package store

import (
	"context"
	"errors"
	"fmt"

	"barometer/surveys"
)

// endMerger moves what the old customer has, and is done with the merger then.
func (s *Store) endMerger(ctx context.Context, old, into surveys.CustomerID) error {
	if err := s.moveCustomer(ctx, old, into); err != nil {
		return err
	}
	return s.forgetMerger(ctx, old)
}

func (s *Store) forgetMerger(ctx context.Context, old surveys.CustomerID) error {
	if err := s.rdb.HDel(ctx, mergersKey(), string(old)).Err(); err != nil {
		return fmt.Errorf("end a merger: %w", err)
	}
	return nil
}

// endMergers ends what was begun, unless it was undone since.
func (s *Store) endMergers(ctx context.Context) error {
	begun, err := s.rdb.HKeys(ctx, mergersKey()).Result()
	if err != nil {
		return fmt.Errorf("mergers that were begun: %w", err)
	}
	if len(begun) > 0 {
		s.aliases.forget()
	}
	for _, text := range begun {
		old := surveys.CustomerID(text)
		into, failed := s.Canonical(ctx, old)
		switch {
		case failed != nil:
		case into == old:
			failed = s.forgetMerger(ctx, old)
		default:
			failed = s.endMerger(ctx, old, into)
		}
		err = errors.Join(err, failed)
	}
	return err
}
