// Package storetest opens stores over real Redis servers for the tests of all
// packages, and fills them with a few people.
//
// In a package whose TestMain calls Main, all tests share one server, and each
// Open has a database of its own there, empty. With BAROMETER_TEST_CLUSTER=1 it
// is a cluster of three masters, which know one database only: each Open empties
// it, and tests do not run in parallel. The same tests then show that nothing
// needs two hash slots in one step.
package storetest

import (
	"context"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/redistest"

	"github.com/redis/go-redis/v9"
)

const (
	wishForCluster = "BAROMETER_TEST_CLUSTER"
	sharedAddrs    = "BAROMETER_TEST_ADDRS"
)

// patience is how long Redis may take to answer on a machine that has other
// work.
const patience = time.Minute

// databases is how many the shared server has: more than tests of a package
// that run at the same time ever open.
const databases = 128

// shelf is the databases of the shared server.
type shelf struct {
	mu    sync.Mutex
	last  int // given
	owner [databases]testing.TB
}

var given shelf

// take returns a database that is the test's until its end, and was nobody's for
// long: what a test has begun may go on for a moment. A test that has them all is
// given the one again that it was given first.
func (s *shelf) take(tb testing.TB) int {
	tb.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, owner := range []testing.TB{nil, tb} {
		for range databases {
			if s.last = (s.last + 1) % databases; s.owner[s.last] == owner {
				db := s.last
				s.owner[db] = tb
				tb.Cleanup(func() { s.free(db, tb) })
				return db
			}
		}
	}
	tb.Fatal("other tests have all databases")
	return 0
}

func (s *shelf) free(db int, owner testing.TB) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.owner[db] == owner {
		s.owner[db] = nil
	}
}

// Clock is a clock that stands still until it is set. Safe for use by several
// goroutines.
type Clock struct {
	mu sync.Mutex
	at time.Time
}

// NewClock returns a clock that shows Monday, 2 March 2026, 10:00 UTC.
func NewClock() *Clock { return &Clock{at: time.Date(2026, time.March, 2, 10, 0, 0, 0, time.UTC)} }

// Now returns the time that the clock shows.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// Set sets the clock.
func (c *Clock) Set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = at
}

// Advance sets the clock forward.
func (c *Clock) Advance(by time.Duration) { c.Set(c.Now().Add(by)) }

// Rules are those of Open: a quiet period of 14 days and no other limit.
func Rules() surveys.Rules { return surveys.Rules{QuietPeriod: 14 * 24 * time.Hour} }

// Open returns an empty store with a clock of its own, days counted in
// Europe/Berlin, under Rules.
func Open(tb testing.TB) (*store.Store, *Clock) {
	tb.Helper()
	return OpenAt(tb, Redis(tb))
}

// OpenAt is Open over a Redis that the caller has.
func OpenAt(tb testing.TB, rdb redis.UniversalClient) (*store.Store, *Clock) {
	tb.Helper()
	clock := NewClock()
	return OpenWith(tb, rdb, store.Options{Now: clock.Now, Zone: "Europe/Berlin", Rules: Rules()}), clock
}

// OpenWith is OpenAt with the options given.
func OpenWith(tb testing.TB, rdb redis.UniversalClient, o store.Options) *store.Store {
	tb.Helper()
	s, err := store.Open(context.Background(), rdb, o)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// Redis returns a client of an empty Redis: what Main has started, else a new
// server. Tests may run side by side, but not those that also run on a cluster,
// which has one database.
func Redis(tb testing.TB) redis.UniversalClient {
	tb.Helper()
	shared := os.Getenv(sharedAddrs)
	if shared == "" {
		return redistest.Start(tb).Client()
	}
	// One address gives a plain client, more give one of a cluster. What a machine
	// with other work answers late is not asked for twice.
	o := &redis.UniversalOptions{Addrs: strings.Split(shared, ","), DialTimeout: patience, ReadTimeout: patience, WriteTimeout: patience, PoolTimeout: patience}
	if len(o.Addrs) == 1 {
		o.DB = given.take(tb)
	}
	c := redis.NewUniversalClient(o)
	tb.Cleanup(func() { _ = c.Close() })
	Empty(tb, c)
	return c
}

// Empty throws everything away that the database holds.
func Empty(tb testing.TB, rdb redis.UniversalClient) {
	tb.Helper()
	ctx, err := context.Background(), error(nil)
	if cluster, ok := rdb.(*redis.ClusterClient); ok {
		err = cluster.ForEachMaster(ctx, func(ctx context.Context, c *redis.Client) error { return c.FlushAll(ctx).Err() })
	} else {
		err = rdb.FlushDB(ctx).Err()
	}
	if err != nil {
		tb.Fatal(err)
	}
}
