package store

import (
	"context"
	"errors"
	"time"

	"github.com/redis/go-redis/v9"
)

// Sessions keeps the sessions of the team until they expire. Its methods are
// what scs asks of a store; the ids that come in are hashed already.
type Sessions struct{ rdb redis.UniversalClient }

// Sessions returns the store of sessions.
func (s *Store) Sessions() Sessions { return Sessions{rdb: s.rdb} }

// FindCtx reads a session; found is false for one that is gone.
func (s Sessions) FindCtx(ctx context.Context, id string) (data []byte, found bool, err error) {
	data, err = s.rdb.Get(ctx, sessionPrefix()+id).Bytes()
	if errors.Is(err, redis.Nil) {
		return nil, false, nil
	}
	return data, err == nil, err
}

// CommitCtx writes a session that ends at expiry.
func (s Sessions) CommitCtx(ctx context.Context, id string, data []byte, expiry time.Time) error {
	return s.rdb.Set(ctx, sessionPrefix()+id, data, time.Until(expiry)).Err()
}

// DeleteCtx ends a session.
func (s Sessions) DeleteCtx(ctx context.Context, id string) error {
	return s.rdb.Del(ctx, sessionPrefix()+id).Err()
}

// Find reads a session; see FindCtx. It and the next two are for callers
// without a context.
func (s Sessions) Find(id string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), id)
}

// Commit writes a session; see CommitCtx.
func (s Sessions) Commit(id string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), id, data, expiry)
}

// Delete ends a session; see DeleteCtx.
func (s Sessions) Delete(id string) error { return s.DeleteCtx(context.Background(), id) }
