package store

import (
	"context"
	"fmt"
	"time"
)

// Slow says how something is slowed down that one may try in vain. It holds
// for all processes that share the Redis.
type Slow struct {
	What string        // stable, part of the key
	Free int           // tries at once
	Wait time.Duration // after them: the first wait, or until a try comes back
	Most time.Duration // each wait is twice the one before, up to this; 0: all are the same
	Kept time.Duration // how long tries are remembered
}

// Try uses up a try of somebody, before anything is compared: tries that come
// at once must not all pass. wait is how long until the next one is there; 0:
// it was taken, and giveBack undoes that for a try that was right.
//
// The waits are counted by the clock of the caller and grow, so that this is
// no plain rate limit.
func (s *Store) Try(ctx context.Context, slow Slow, who string) (wait time.Duration, giveBack func(context.Context) error, err error) {
	keys := []string{tryKey(slow.What, who)}
	ms, err := s.run(ctx, "try", keys, s.now().UnixMilli(), slow.Free,
		slow.Wait.Milliseconds(), slow.Most.Milliseconds(), slow.Kept.Milliseconds()).Int64()
	if err != nil {
		return 0, nil, fmt.Errorf("count a try: %w", err)
	}
	giveBack = func(ctx context.Context) error {
		if err := s.run(ctx, "give_back", keys, flagOf(slow.Most > 0)).Err(); err != nil {
			return fmt.Errorf("give a try back: %w", err)
		}
		return nil
	}
	return time.Duration(ms) * time.Millisecond, giveBack, nil
}
