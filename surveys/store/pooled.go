package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"barometer/surveys"
	"barometer/surveys/signal"

	"github.com/redis/go-redis/v9"
)

// listPooled keeps the newest alarm of a customer over all its projects where a
// ranking finds those of all customers at once. The customer's hash is what
// counts.
func (s *Store) listPooled(ctx context.Context, id surveys.CustomerID, alarm float64) error {
	pipe := s.rdb.TxPipeline()
	if alarm > 0 {
		pipe.HSet(ctx, pooledKey(), string(id), alarm)
	} else {
		pipe.HDel(ctx, pooledKey(), string(id))
	}
	pipe.Incr(ctx, pooledVersionKey())
	if _, err := pipe.Exec(ctx); err != nil {
		return fmt.Errorf("list the alarm of a customer: %w", err)
	}
	return nil
}

// pooledAlarms are the listed alarms as of a version. They never change.
type pooledAlarms struct {
	version string
	n       int64              // how many are listed
	by      map[string]float64 // customer → day
}

// pooledStanding returns the customers with an alarm over all their projects
// that stands.
func (s *Store) pooledStanding(ctx context.Context, now float64) (map[string]bool, error) {
	kept, err := s.pooledNow(ctx)
	if err != nil {
		return nil, fmt.Errorf("signals over all projects: %w", err)
	}
	out := map[string]bool{}
	for id, alarm := range kept.by {
		if signal.Standing(signal.Stream{Alarm: alarm}, now) {
			out[id] = true
		}
	}
	return out, nil
}

// pooledNow reads the alarms where they moved.
func (s *Store) pooledNow(ctx context.Context) (*pooledAlarms, error) {
	pipe := s.rdb.TxPipeline()
	version, n := pipe.Get(ctx, pooledVersionKey()), pipe.HLen(ctx, pooledKey())
	if err := exec(ctx, pipe); err != nil {
		return nil, err
	}
	if known := s.pooled.Load(); known != nil && known.version == version.Val() && known.n == n.Val() {
		return known, nil
	}
	kept, err := s.rdb.HGetAll(ctx, pooledKey()).Result()
	if err != nil {
		return nil, err
	}
	out := &pooledAlarms{version: version.Val(), n: n.Val(), by: make(map[string]float64, len(kept))}
	for id, text := range kept {
		if out.by[id], err = strconv.ParseFloat(text, 64); err != nil {
			return nil, fmt.Errorf("%s: %w", id, err)
		}
	}
	s.pooled.Store(out)
	return out, nil
}

// fillPooled lists the alarms of customers whose signals were folded before
// there was a list, once. Safe to repeat where it was broken off.
func (s *Store) fillPooled(ctx context.Context) error {
	filled, err := s.rdb.Exists(ctx, pooledFilledKey()).Result()
	if err != nil || filled == 1 {
		return err
	}
	r, err := s.rankCustomers(ctx)
	if err != nil {
		return err
	}
	for part := range slices.Chunk(r.items, 500) {
		pipe, cmds := s.rdb.Pipeline(), make([]*redis.StringCmd, len(part))
		for i, item := range part {
			cmds[i] = pipe.HGet(ctx, customerKey(surveys.CustomerID(item.id)), customerPool)
		}
		if err := exec(ctx, pipe); err != nil {
			return fmt.Errorf("signals over all projects: %w", err)
		}
		for i, item := range part {
			stream, err := readPooled(cmds[i].Val())
			if err == nil && stream.Alarm > 0 {
				err = s.listPooled(ctx, surveys.CustomerID(item.id), stream.Alarm)
			}
			if err != nil {
				return err
			}
		}
	}
	return s.rdb.Set(ctx, pooledFilledKey(), 1, 0).Err()
}
