package store

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"

	"barometer/surveys"
)

// lives remembers the lives of all customers in this process: every question
// asks Redis whether they have changed, and reads them where they have. Safe
// for concurrent use.
type lives struct {
	now atomic.Pointer[allLives]
	one sync.Mutex // one reads at a time
}

// allLives never change; a change makes others. They have no steps.
type allLives struct {
	version string
	by      map[surveys.CustomerID]surveys.Life
}

// Lives returns the lives of all customers of whom anything is known, without
// their steps. They must not be changed.
func (s *Store) Lives(ctx context.Context) (map[surveys.CustomerID]surveys.Life, error) {
	all, err := s.livesNow(ctx)
	if err != nil {
		return nil, err
	}
	return all.by, nil
}

// LifeSteps returns the steps of every customer of whom any is known, oldest first.
func (s *Store) LifeSteps(ctx context.Context) (map[surveys.CustomerID][]surveys.StageChange, error) {
	all, err := s.rdb.HGetAll(ctx, lifeStepsKey()).Result()
	if err != nil {
		return nil, fmt.Errorf("steps of customers: %w", err)
	}
	out := make(map[surveys.CustomerID][]surveys.StageChange, len(all))
	for id, text := range all {
		l, err := readLife("", text)
		if err != nil {
			return nil, err
		}
		out[surveys.CustomerID(id)] = l.Changes
	}
	return out, nil
}

func (s *Store) livesNow(ctx context.Context) (*allLives, error) {
	version, err := s.rdb.Get(ctx, livesVersionKey()).Result()
	if err != nil && !isNil(err) {
		return nil, fmt.Errorf("lives of customers: %w", err)
	}
	if known := s.lives.now.Load(); known != nil && known.version == version {
		return known, nil
	}
	s.lives.one.Lock()
	defer s.lives.one.Unlock()
	if known := s.lives.now.Load(); known != nil && known.version == version {
		return known, nil
	}
	return s.readLives(ctx)
}

func (s *Store) readLives(ctx context.Context) (*allLives, error) {
	pipe := s.rdb.TxPipeline()
	version, all := pipe.Get(ctx, livesVersionKey()), pipe.HGetAll(ctx, livesKey())
	if err := exec(ctx, pipe); err != nil {
		return nil, fmt.Errorf("lives of customers: %w", err)
	}
	out := &allLives{version: version.Val(), by: make(map[surveys.CustomerID]surveys.Life, len(all.Val()))}
	for id, text := range all.Val() {
		l, err := readLife(text, "")
		if err != nil {
			return nil, err
		}
		out.by[surveys.CustomerID(id)] = l
	}
	s.lives.now.Store(out)
	return out, nil
}
