package store

import (
	"context"
	"fmt"
	"time"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// LeaseTime is how long a relay may follow a shard without a word.
const LeaseTime = 3 * time.Second

// beginning is the position before the first entry of an outbox.
const beginning = "0-0"

// Follower returns the store with a client of its own for the relay, or for
// the mailer: reads that wait for entries must not take the connections that
// answers need, and what follows an answer must not wait behind a crowd of
// others. close ends it, and every read that waits.
func (s *Store) Follower() (follower *Store, close func() error) {
	const connections = surveys.Shards + 4
	own := *s
	switch c := s.rdb.(type) {
	case *redis.Client:
		o := *c.Options()
		o.PoolSize = max(o.PoolSize, connections)
		own.rdb = redis.NewClient(&o)
	case *redis.ClusterClient:
		o := *c.Options()
		o.PoolSize = max(o.PoolSize, connections)
		own.rdb = redis.NewClusterClient(&o)
	default:
		return s, func() error { return nil }
	}
	own.rdb.AddHook(own.written)
	return &own, own.rdb.Close
}

// HoldLease takes or renews the right to follow the outbox of a shard for
// LeaseTime; false when another holder has it.
func (s *Store) HoldLease(ctx context.Context, shard int, holder string) (bool, error) {
	return s.run(ctx, "lease", []string{leaseKey(shard)}, holder, LeaseTime.Milliseconds()).Bool()
}

// DropLease gives the right back, so that another need not wait.
func (s *Store) DropLease(ctx context.Context, shard int, holder string) error {
	return s.run(ctx, "unlease", []string{leaseKey(shard)}, holder).Err()
}

// Batch is some entries of a shard's outbox, with the positions around them.
type Batch struct {
	Shard    int
	From, To string // positions of the entry before the first, and of the last
	entries  []entry
}

// Len returns the number of entries.
func (b Batch) Len() int { return len(b.entries) }

// Position returns how far the derived figures of the shard have followed its
// outbox.
func (s *Store) Position(ctx context.Context, shard int) (string, error) {
	at, err := s.rdb.Get(ctx, positionKey(shard)).Result()
	if isNil(err) {
		return beginning, nil
	}
	return at, err
}

// Outbox reads up to most entries after a position; an empty position is the
// one that is kept. Where there are none it waits for some: not at all for 0.
func (s *Store) Outbox(ctx context.Context, shard int, after string, most int, wait time.Duration) (Batch, error) {
	if after == "" {
		at, err := s.Position(ctx, shard)
		if err != nil {
			return Batch{}, fmt.Errorf("position of shard %d: %w", shard, err)
		}
		after = at
	}
	b := Batch{Shard: shard, From: after, To: after}
	if wait <= 0 {
		wait = -1 // to go-redis 0 is for ever
	}
	read, err := s.rdb.XRead(ctx, &redis.XReadArgs{
		Streams: []string{outboxKey(shard), after}, Count: int64(most), Block: wait,
	}).Result()
	if isNil(err) {
		return b, nil
	}
	if err != nil {
		return Batch{}, fmt.Errorf("outbox of shard %d: %w", shard, err)
	}
	messages := read[0].Messages
	b.To = messages[len(messages)-1].ID
	b.entries, err = s.entries(ctx, shard, messages)
	return b, err
}

// Settled reports whether the derived figures have followed everything written
// so far, and every signal whose history changed is rebuilt.
func (s *Store) Settled(ctx context.Context) (bool, error) {
	at, err := s.progress(ctx)
	if err != nil {
		return false, err
	}
	for _, p := range at {
		if p.behind || p.dirty > 0 {
			return false, nil
		}
	}
	return true, nil
}

// CaughtUp reports whether the tallies have followed everything written so far.
func (s *Store) CaughtUp(ctx context.Context) (bool, error) {
	at, err := s.progress(ctx)
	if err != nil {
		return false, err
	}
	for _, p := range at {
		if p.behind {
			return false, nil
		}
	}
	return true, nil
}

// progress is how far a shard has come.
type progress struct {
	behind bool // entries wait in the outbox
	dirty  int  // projects wait to be rebuilt
}

func (s *Store) progress(ctx context.Context) ([surveys.Shards]progress, error) {
	var out [surveys.Shards]progress
	var positions [surveys.Shards]*redis.StringCmd
	var newest [surveys.Shards]*redis.XMessageSliceCmd
	var dirty [surveys.Shards]*redis.IntCmd
	pipe := s.rdb.Pipeline()
	for shard := range surveys.Shards {
		positions[shard] = pipe.Get(ctx, positionKey(shard))
		newest[shard] = pipe.XRevRangeN(ctx, outboxKey(shard), "+", "-", 1)
		dirty[shard] = pipe.SCard(ctx, dirtyKey(shard))
	}
	if err := exec(ctx, pipe); err != nil {
		return out, fmt.Errorf("progress: %w", err)
	}
	for shard := range surveys.Shards {
		last := newest[shard].Val()
		out[shard].behind = len(last) > 0 && last[0].ID != positions[shard].Val()
		out[shard].dirty = int(dirty[shard].Val())
	}
	return out, nil
}
