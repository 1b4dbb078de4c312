package store

import "context"

// Beats are how a process finds out that Redis is another one.
type Beats = beats

// Beat is beat.
func (b *beats) Beat(ctx context.Context, s *Store) (other bool, err error) { return b.beat(ctx, s) }

// LookTwice has Watch look, and returns when it has.
func (s *Store) LookTwice() {
	for range 3 {
		s.written.dials <- struct{}{}
	}
}

// ForgetMerger leaves of a merger what was kept of it before it could be undone.
func (s *Store) ForgetMerger(ctx context.Context, from string) error {
	return s.rdb.HDel(ctx, joinedKey(), from).Err()
}
