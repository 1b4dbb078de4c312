package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// Work that is due later is a member kind:id of its shard's schedule, written
// by the script that creates it. A claim moves it to the end of its lease;
// whoever finds it again after that judges it by the state of its noun.

// Claim takes up to max members of the shard's schedule whose time has come,
// moves them to now + lease and counts the attempt.
func (s *Store) Claim(ctx context.Context, shard int, lease time.Duration, max int) ([]surveys.Due, error) {
	now := s.now()
	keys := []string{dueKey(shard), attemptsKey(shard)}
	found, err := s.run(ctx, "claim", keys, now.UnixMilli(), now.Add(lease).UnixMilli(), max).Slice()
	if err != nil {
		return nil, fmt.Errorf("claim in shard %d: %w", shard, err)
	}
	return claimed(shard, found), nil
}

// aheadLook is how many members of a schedule are looked at, from either end.
const aheadLook = 128

// ClaimAhead is Claim for work of some kinds, whatever else is due before it. It
// looks at a stretch of the schedule from the given place, counted from the
// oldest, and at what fell due last; next is the place for the next time.
func (s *Store) ClaimAhead(ctx context.Context, shard int, lease time.Duration, max, from int, kinds []surveys.DueKind) (due []surveys.Due, next int, err error) {
	now, wanted := s.now(), ""
	for _, kind := range kinds {
		wanted += "," + string(kind) + ":"
	}
	keys := []string{dueKey(shard), attemptsKey(shard)}
	answer, err := s.run(ctx, "claim_ahead", keys, now.UnixMilli(), now.Add(lease).UnixMilli(), max, aheadLook, from, wanted).Slice()
	if err != nil {
		return nil, 0, fmt.Errorf("claim ahead in shard %d: %w", shard, err)
	}
	place, _ := answer[0].(int64)
	found, _ := answer[1].([]any)
	return claimed(shard, found), int(place), nil
}

// claimed reads member, attempt, time it was due in ms, and so on.
func claimed(shard int, found []any) []surveys.Due {
	out := make([]surveys.Due, 0, len(found)/3)
	for i := 0; i+2 < len(found); i += 3 {
		member, _ := found[i].(string)
		attempt, _ := found[i+1].(int64)
		at, _ := found[i+2].(int64)
		kind, id, _ := strings.Cut(member, ":")
		out = append(out, surveys.Due{Shard: shard, Kind: surveys.DueKind(kind), ID: id,
			Attempt: int(attempt), At: time.UnixMilli(at).UTC()})
	}
	return out
}

// DueShards returns the shards that hold work whose time has come, in one pipeline.
func (s *Store) DueShards(ctx context.Context) ([]int, error) {
	now := strconv.FormatInt(s.now().UnixMilli(), 10)
	pipe := s.rdb.Pipeline()
	counts := make([]*redis.IntCmd, surveys.Shards)
	for shard := range counts {
		counts[shard] = pipe.ZCount(ctx, dueKey(shard), "-inf", now)
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, fmt.Errorf("due work: %w", err)
	}
	var out []int
	for shard, c := range counts {
		if c.Val() > 0 {
			out = append(out, shard)
		}
	}
	return out, nil
}

// Finish removes work from the schedule, unless it was claimed again since.
// Mails need no Finish: each end of a mail takes it from the schedule.
func (s *Store) Finish(ctx context.Context, d surveys.Due) error {
	_, err := s.finish(ctx, d, "")
	return err
}

// FinishNeedless is Finish for an alert that a case did not want when it was
// looked at. One that wants it by now, because the answer was restored, keeps
// it, due at once.
func (s *Store) FinishNeedless(ctx context.Context, d surveys.Due, id surveys.CaseID) error {
	_, err := s.finish(ctx, d, "", id)
	return err
}

// Release postpones work, unless it was claimed again since.
func (s *Store) Release(ctx context.Context, d surveys.Due, at time.Time) error {
	_, err := s.finish(ctx, d, at.UnixMilli())
	return err
}

// Postponed is claimed work that goes back to the schedule until a time.
type Postponed struct {
	surveys.Due
	Until time.Time
}

// ReleaseAll is Release for much work, in one pipeline.
func (s *Store) ReleaseAll(ctx context.Context, all []Postponed) error {
	calls := make([]call, len(all))
	for i, p := range all {
		calls[i] = call{"finish", []string{dueKey(p.Shard), attemptsKey(p.Shard)},
			[]any{dueMember(p.Kind, p.ID), p.Attempt, p.Until.UnixMilli(), s.now().UnixMilli()}}
	}
	if _, err := s.runAll(ctx, calls); err != nil {
		return fmt.Errorf("put work back: %w", err)
	}
	return nil
}

// Hold makes the lease of claimed work last until a time; false when somebody
// else has claimed it since, or it is finished.
func (s *Store) Hold(ctx context.Context, d surveys.Due, until time.Time) (bool, error) {
	return s.finish(ctx, d, until.UnixMilli())
}

// finish runs the script, with the case where it has a say.
func (s *Store) finish(ctx context.Context, d surveys.Due, at any, about ...surveys.CaseID) (ours bool, err error) {
	keys := []string{dueKey(d.Shard), attemptsKey(d.Shard)}
	for _, id := range about {
		keys = append(keys, caseKey(id))
	}
	code, err := s.run(ctx, "finish", keys, dueMember(d.Kind, d.ID), d.Attempt, at, s.now().UnixMilli()).Int()
	if err != nil {
		return false, fmt.Errorf("finish %s: %w", d.Kind, err)
	}
	return code != 0, nil
}

func dueMember(kind surveys.DueKind, id string) string { return string(kind) + ":" + id }
