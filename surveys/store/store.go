// Package store is the only place that knows Redis. One file is one noun; one
// state change is one script in scripts/, which checks first and writes last.
package store

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// Options are what the store needs from outside.
type Options struct {
	Now   func() time.Time // the clock; nil: time.Now
	Zone  string           // IANA zone wished for; the one fixed at the first start wins
	Rules surveys.Rules    // how often a contact may be asked
	Chats bool             // the team has chats that are told of events, whether or not there are webhooks
}

// Store keeps everything in Redis: single, Sentinel or Cluster.
type Store struct {
	rdb     redis.UniversalClient
	now     func() time.Time
	zone    *time.Location
	rules   surveys.Rules
	nums    *numbers
	scripts scripts
	priors  *priors
	house   *house
	zones   *zones
	search  *searcher
	lives   *lives
	aliases *aliases
	voices  *voices
	worth   *worthBook

	satisfied *satisfiedBook
	summaries *summaryBook
	portfolio *portfolioBook
	moments   *momentBook
	leavers   *leaversBook
	tallies   *tallyBook
	attention *candidateBook
	waits     *waitingBook
	weights   *atomic.Pointer[worths]
	pooled    *atomic.Pointer[pooledAlarms]
	answers   *answerBook
	changes   *changeBook

	listeners *listeners
	wire      *wire
	written   *written
}

// Open loads the scripts, fixes the time zone at the first start and returns
// the store. It does not own the client. Invalid: a zone that is not known.
func Open(ctx context.Context, rdb redis.UniversalClient, o Options) (*Store, error) {
	sources, err := readScripts()
	if err != nil {
		return nil, err
	}
	s := &Store{rdb: rdb, now: o.Now, rules: o.Rules, nums: &numbers{}, scripts: sources, priors: &priors{}, house: &house{}, zones: &zones{}, search: &searcher{},
		lives: &lives{}, aliases: &aliases{}, voices: &voices{}, worth: &worthBook{}, satisfied: &satisfiedBook{}, summaries: &summaryBook{}, portfolio: &portfolioBook{}, moments: &momentBook{}, leavers: &leaversBook{},
		tallies: &tallyBook{}, attention: &candidateBook{}, waits: &waitingBook{}, weights: &atomic.Pointer[worths]{}, pooled: &atomic.Pointer[pooledAlarms]{}, answers: &answerBook{}, changes: &changeBook{},
		listeners: &listeners{chats: o.Chats}, wire: &wire{db: databaseOf(rdb)}, written: newWritten(rdb)}
	if s.now == nil {
		s.now = time.Now
	}
	if err := s.loadScripts(ctx); err != nil {
		return nil, fmt.Errorf("load the scripts: %w", err)
	}
	if s.zone, err = s.fixZone(ctx, o.Zone); err != nil {
		return nil, err
	}
	return s, nil
}

// Zone returns the time zone that days are counted in.
func (s *Store) Zone() *time.Location { return s.zone }

// Rules returns how often a contact may be asked.
func (s *Store) Rules() surveys.Rules { return s.rules }

// Now returns the store's clock.
func (s *Store) Now() time.Time { return s.now() }

// Today returns the local day of the store's clock.
func (s *Store) Today() surveys.Day { return surveys.DayOf(s.now(), s.zone) }

// Redis returns the client, for sessions and pub/sub.
func (s *Store) Redis() redis.UniversalClient { return s.rdb }

// isNil reports whether Redis answered that there is nothing.
func isNil(err error) bool { return errors.Is(err, redis.Nil) }

// exec runs a pipeline whose commands may find nothing. go-redis returns the
// first error only, which may be "nothing there" in front of a real one of
// another shard.
func exec(ctx context.Context, pipe redis.Pipeliner) error {
	cmds, err := pipe.Exec(ctx)
	if err == nil || !isNil(err) {
		return err
	}
	for _, cmd := range cmds {
		if err := cmd.Err(); err != nil && !isNil(err) {
			return err
		}
	}
	return nil
}
