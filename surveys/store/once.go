package store

import (
	"context"
	"fmt"
	"time"
)

// Once reports whether this is the first time that something happens, and
// remembers it for a while: what must not be used twice.
func (s *Store) Once(ctx context.Context, what, id string, kept time.Duration) (first bool, err error) {
	first, err = s.rdb.SetNX(ctx, heardKey(what, id), 1, kept).Result()
	if err != nil {
		return false, fmt.Errorf("remember a %s: %w", what, err)
	}
	return first, nil
}
