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
	var err error
	if alarm > 0 {
		err = s.rdb.HSet(ctx, pooledKey(), string(id), alarm).Err()
	} else {
		err = s.rdb.HDel(ctx, pooledKey(), string(id)).Err()
	}
	if err != nil {
		return fmt.Errorf("list the alarm of a customer: %w", err)
	}
	return nil
}

// pooledStanding returns the customers with an alarm over all their projects
// that stands.
func (s *Store) pooledStanding(ctx context.Context, now float64) (map[string]bool, error) {
	kept, err := s.rdb.HGetAll(ctx, pooledKey()).Result()
	if err != nil {
		return nil, fmt.Errorf("signals over all projects: %w", err)
	}
	out := map[string]bool{}
	for id, text := range kept {
		alarm, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return nil, fmt.Errorf("signal over all projects of %s: %w", id, err)
		}
		if signal.Standing(signal.Stream{Alarm: alarm}, now) {
			out[id] = true
		}
	}
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
