package store

import (
	"context"
	"fmt"
	"time"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// lessonsMost is how many of the newest lessons are read.
const lessonsMost = 1000

// LessonQuery asks for what cases taught.
type LessonQuery struct {
	Project surveys.ProjectID // empty: all
	Period  surveys.Period    // of the days that it was written; zero: all time
}

// Lessons returns what cases taught, the newest first.
func (s *Store) Lessons(ctx context.Context, q LessonQuery) ([]surveys.Learnt, error) {
	pipe := s.rdb.Pipeline()
	lists := make([]*redis.ZSliceCmd, surveys.Shards)
	for shard := range lists {
		lists[shard] = pipe.ZRevRangeWithScores(ctx, lessonsKey(shard), 0, lessonsMost-1)
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, fmt.Errorf("lessons: %w", err)
	}
	var all []redis.Z
	for _, list := range lists {
		all = append(all, list.Val()...)
	}
	sortNewest(all)
	all = all[:min(lessonsMost, len(all))]
	ids := make([]surveys.CaseID, len(all))
	for i, z := range all {
		ids[i] = surveys.CaseID(atoi(z.Member.(string)))
	}
	found, err := s.casesByID(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("lessons: %w", err)
	}
	var out []surveys.Learnt
	for i, z := range all {
		at := time.UnixMilli(int64(z.Score)).UTC()
		c, day := found[ids[i]], surveys.DayOf(at, s.zone)
		switch {
		case c.Cause == "" && c.Lesson == "", q.Project != "" && c.Project != q.Project,
			q.Period.From != 0 && day < q.Period.From, q.Period.To != 0 && day > q.Period.To:
			continue
		}
		out = append(out, surveys.Learnt{Case: c.ID, Project: c.Project, Cause: c.Cause, Lesson: c.Lesson, At: at, Recovery: c.Recovery})
	}
	return out, nil
}
