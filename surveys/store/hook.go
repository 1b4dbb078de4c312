package store

import (
	"context"
	"fmt"
	"time"
)

// heardFor is how long what a mail provider has told is remembered: longer than
// it may be late, so that nothing is heard twice.
const heardFor = 25 * time.Hour

// Heard reports whether the provider's event, named by whatever makes it one,
// was heard before.
func (s *Store) Heard(ctx context.Context, provider, event string) (bool, error) {
	n, err := s.rdb.Exists(ctx, heardKey(provider, event)).Result()
	if err != nil {
		return false, fmt.Errorf("what %s has told: %w", provider, err)
	}
	return n > 0, nil
}

// NoteHeard remembers an event that was acted upon.
func (s *Store) NoteHeard(ctx context.Context, provider, event string) error {
	if err := s.rdb.Set(ctx, heardKey(provider, event), 1, heardFor).Err(); err != nil {
		return fmt.Errorf("remember what %s has told: %w", provider, err)
	}
	return nil
}
