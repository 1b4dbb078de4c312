package store

import (
	"context"
	"fmt"
	"time"

	"barometer/surveys"
)

// Fields of the brake; times are Unix milliseconds. brake.lua knows them.
const (
	brakeSince = "since"
	brakeUntil = "until"
	brakeBad   = "bad"
	brakeOf    = "of"
	brakeTimes = "times"
	brakeWords = "words"
)

// Brake returns the last pause of asking; the zero value where there was none,
// or where a person has ended it.
func (s *Store) Brake(ctx context.Context) (surveys.Brake, error) {
	f, err := s.rdb.HGetAll(ctx, brakeKey()).Result()
	if err != nil {
		return surveys.Brake{}, fmt.Errorf("brake: %w", err)
	}
	return surveys.Brake{
		Since: readMillis(f[brakeSince]), Until: readMillis(f[brakeUntil]), Words: f[brakeWords],
		Bad: atoi(f[brakeBad]), Of: atoi(f[brakeOf]), Times: atoi(f[brakeTimes]),
	}, nil
}

// BrakeOn pauses asking because of the bad mails that b counts; since, until
// and times are found here. It does nothing while a pause lasts, so that of
// several processes the first is right.
func (s *Store) BrakeOn(ctx context.Context, b surveys.Brake) (surveys.Brake, error) {
	now := s.now()
	before, err := s.Brake(ctx)
	if err != nil || before.On(now) {
		return before, err
	}
	b.Since, b.Times = now, 1
	if !before.Until.IsZero() && now.Before(before.Until.Add(24*time.Hour)) {
		b.Times = before.Times + 1
	}
	b.Until = now.Add(surveys.BrakeFor(b.Times))
	err = s.run(ctx, "brake", []string{brakeKey()}, now.UnixMilli(), b.Until.UnixMilli(), b.Bad, b.Of, b.Times, b.Words).Err()
	if err != nil {
		return before, fmt.Errorf("brake: %w", err)
	}
	return s.Brake(ctx)
}

// Postpone gives claimed work of a shard back to the schedule, due at at, as if
// it had not been claimed. Work that was claimed again since stays.
func (s *Store) Postpone(ctx context.Context, shard int, due []surveys.Due, at time.Time) error {
	args := []any{at.UnixMilli()}
	for _, d := range due {
		args = append(args, dueMember(d.Kind, d.ID), d.Attempt)
	}
	if err := s.run(ctx, "postpone", []string{dueKey(shard), attemptsKey(shard)}, args...).Err(); err != nil {
		return fmt.Errorf("postpone work of shard %d: %w", shard, err)
	}
	return nil
}

// BrakeOff ends the pause because a person has decided it, and makes due what
// was put back for its end. Safe to repeat.
func (s *Store) BrakeOff(ctx context.Context) error {
	b, err := s.Brake(ctx)
	if err != nil || b.Until.IsZero() {
		return err
	}
	if err := s.rdb.Del(ctx, brakeKey()).Err(); err != nil {
		return fmt.Errorf("brake: %w", err)
	}
	now := s.now()
	if !b.On(now) {
		return nil
	}
	for shard := range surveys.Shards {
		for moved := 1; moved > 0; {
			moved, err = s.run(ctx, "advance_due", []string{dueKey(shard)}, b.Until.UnixMilli(), now.UnixMilli(), moveDue).Int()
			if err != nil {
				return fmt.Errorf("work that waited in shard %d: %w", shard, err)
			}
		}
	}
	return nil
}

// moveDue is how much work one run of advance_due.lua moves at most, so that
// nobody else waits long for Redis.
const moveDue = 1000
