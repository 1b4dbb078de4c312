package store

import (
	"context"
	"slices"
	"sync"

	"barometer/surveys"
)

// momentBook remembers when answers were given in the whole house, by shard and
// month: a list of responses would look through the timelines of all projects
// each time. What a shard's relay has moved since is read again. Safe for
// concurrent use.
type momentBook struct {
	mu     sync.Mutex
	months map[shardMonth]shardMoments
	size   int // moments in all of them
}

type shardMonth struct{ shard, month int }

// shardMoments never change.
type shardMoments struct {
	version string
	days    surveys.Period // that were read, all in the month
	at      []moment       // oldest first
}

// momentsMost bounds what is remembered, some 60 bytes each.
const momentsMost = 1 << 17

// of returns the moments of days of one month in a shard, oldest first; they
// must not be changed. read reads those of other days.
func (b *momentBook) of(shard int, version string, days surveys.Period, read func(surveys.Period) ([]moment, error)) (shardMoments, error) {
	key := shardMonth{shard, days.To.Month()}
	b.mu.Lock()
	known, there := b.months[key]
	b.mu.Unlock()
	if there = there && known.version == version; there && known.days.From <= days.From && days.To <= known.days.To {
		return known, nil
	}
	fresh := shardMoments{version: version, days: days}
	if there {
		fresh.days = surveys.Period{From: min(days.From, known.days.From), To: max(days.To, known.days.To)}
	}
	var err error
	if fresh.at, err = read(fresh.days); err != nil {
		return fresh, err
	}
	b.keep(key, fresh)
	return fresh, nil
}

func (b *momentBook) keep(key shardMonth, m shardMoments) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.size += len(m.at) - len(b.months[key].at)
	if b.months == nil || b.size > momentsMost {
		b.months, b.size = map[shardMonth]shardMoments{}, len(m.at)
	}
	b.months[key] = m
}

// forget drops all that is remembered.
func (b *momentBook) forget() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.months, b.size = nil, 0
}

// between returns what lies between two Unix seconds, both included.
func (m shardMoments) between(from, to int64) []moment {
	first, _ := slices.BinarySearchFunc(m.at, from, compareAt)
	last, _ := slices.BinarySearchFunc(m.at, to+1, compareAt)
	return m.at[first:max(first, last)]
}

func compareAt(m moment, at int64) int { return int(max(-1, min(1, m.at-at))) }

// houseMoments returns the answers of days of one month in the whole house, the
// newest first and enough for a page: it may end with an earlier day than it
// was asked for, which it returns. Of days that hold nothing wanted it returns
// none.
func (w *projectsWalk) houseMoments(ctx context.Context, hold func(surveys.Day) int, span surveys.Period, before moment) (out []moment, first surveys.Day, err error) {
	var shards [surveys.Shards]shardMoments
	for shard := range shards {
		shards[shard], err = w.s.moments.of(shard, w.versions[shard], span, func(days surveys.Period) ([]moment, error) {
			return w.shardMoments(ctx, shard, days)
		})
		if err != nil {
			return nil, 0, err
		}
	}
	every := everyDay(w.filter)
	for first = span.To; ; first-- {
		if every || hold(first) > 0 {
			day := len(out)
			from, to := first.Start(w.s.zone).Unix(), min(before.at, (first+1).Start(w.s.zone).Unix()-1)
			for _, m := range shards {
				out = append(out, m.between(from, to)...)
			}
			out = append(out[:day], newestFirst(out[day:], before)...)
		}
		if first <= span.From || len(out) >= MostLooked {
			return out, first, nil
		}
	}
}

// shardMoments reads the timelines of a shard's projects.
func (w *projectsWalk) shardMoments(ctx context.Context, shard int, days surveys.Period) ([]moment, error) {
	var months []projectMonth
	for _, project := range w.projects[shard] {
		if project.days.From <= days.To && project.days.To >= days.From {
			months = append(months, projectMonth{shard, project.number, days.To.Month()})
		}
	}
	keys, err := w.s.timelineKeys(ctx, months)
	if err != nil {
		return nil, err
	}
	return w.s.readTimelines(ctx, keys, days.From.Start(w.s.zone).Unix(), (days.To+1).Start(w.s.zone).Unix()-1)
}
