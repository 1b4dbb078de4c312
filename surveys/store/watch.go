package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

const (
	// beatEvery is how often it is looked whether Redis is still the one that was
	// written to.
	beatEvery = time.Second
	// beatKept is how long a beat lies in Redis.
	beatKept = time.Hour
)

// Watch finds out, until ctx ends, that Redis is not any more the one that this
// process has written to: restored from a backup, emptied, or without its last
// writes after a failover. Then everything that is remembered of it is dropped,
// and lost is called: versions may come again that stood for something else.
// Found within a second; on a single Redis at once behind a new connection.
func (s *Store) Watch(ctx context.Context, lost func()) {
	var b beats
	tick := time.NewTicker(beatEvery)
	defer tick.Stop()
	for again := false; ; {
		other, err := b.beat(ctx, s)
		if err == nil && (other || again) {
			s.forget()
			if other {
				lost()
			}
			again = other // what was being read at that moment is dropped, too
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-s.written.dials:
		}
	}
}

// beats writes a growing number into each shard, and finds there what it wrote
// last, unless Redis has lost it. Shards lie on all masters of a cluster. What is
// lost since the last beat is found where another run of Redis answers.
type beats struct {
	runs  string               // of the masters
	tried int                  // the newest that may have been written
	done  [surveys.Shards]int  // … that was
	began [surveys.Shards]bool // one was
}

// beat writes once more; other says that Redis had lost the one before.
func (b *beats) beat(ctx context.Context, s *Store) (other bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, beatEvery)
	defer cancel()
	b.tried++
	pipe := s.rdb.Pipeline()
	var cmds [surveys.Shards]*redis.StatusCmd
	for shard := range cmds {
		cmds[shard] = pipe.SetArgs(ctx, beatKey(shard, s.written.name), b.tried, redis.SetArgs{TTL: beatKept, Get: true})
	}
	if err := exec(ctx, pipe); err != nil {
		return false, fmt.Errorf("look whether Redis is the same: %w", err)
	}
	for shard, cmd := range cmds {
		found, none := strconv.Atoi(cmd.Val())
		if b.began[shard] && (none != nil || found < b.done[shard] || found > b.tried) {
			other = true
		}
		b.done[shard], b.began[shard] = b.tried, true
	}
	if runs, err := s.runs(ctx); err == nil { // else the next beat asks: what was lost is found above
		other = other || runs != b.runs && b.runs != ""
		b.runs = runs
	}
	return other, nil
}

// runs names the runs of all masters; of those that do not tell, none.
func (s *Store) runs(ctx context.Context) (string, error) {
	cluster, ok := s.rdb.(*redis.ClusterClient)
	if !ok {
		return runOf(ctx, s.rdb)
	}
	var mu sync.Mutex
	var all []string
	err := cluster.ForEachMaster(ctx, func(ctx context.Context, c *redis.Client) error {
		run, err := runOf(ctx, c)
		mu.Lock()
		defer mu.Unlock()
		all = append(all, run)
		return err
	})
	slices.Sort(all)
	return strings.Join(all, " "), err
}

// runOf is empty where Redis refuses to tell; the error says that it has not
// answered.
func runOf(ctx context.Context, c redis.Cmdable) (string, error) {
	info, err := c.Info(ctx, "server").Result()
	var refused redis.Error
	if err != nil && !errors.As(err, &refused) {
		return "", err
	}
	run, _ := infoField(info, "run_id")
	return run, nil
}

// forget drops all that is remembered of Redis.
func (s *Store) forget() {
	for shard := range s.nums.shards {
		s.nums.shards[shard].forget()
	}
	s.house.now.Store(nil)
	s.aliases.forget()
	s.lives.now.Store(nil)
	s.summaries.now.Store(nil)
	s.worth.now.Store(nil)
	s.weights.Store(nil)
	s.pooled.Store(nil)
	s.attention.now.Store(nil)
	s.forgetHistory()
	s.voices.forget()
	s.satisfied.forget()
	s.portfolio.forget()
	s.moments.forget()
	s.leavers.forget()
	s.tallies.forget()
	s.waits.forget()
	s.answers.forget()
	s.search.forget()
	s.listeners.forget()
	s.written.count.Add(1)
}
