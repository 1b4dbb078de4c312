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

// kept is an alarm with where it is kept: in the shard of its project, or, of a
// customer over all its projects, in the customer's own slot.
type kept struct {
	alarmNote
	shard, project int
	pooled         surveys.CustomerID // empty: of a project
	named          surveys.ProjectID  // of the rating that raised it, where pooled
	sources        []source           // where its figures are
}

func (k kept) name() surveys.AlarmID {
	if k.pooled != "" {
		return pooledID(k.pooled, k.at)
	}
	return k.id(k.shard, k.project)
}

func (k kept) moment() moment { return moment{k.at, string(k.name())} }

func keptAt(n alarmNote, shard, project int) kept {
	return kept{alarmNote: n, shard: shard, project: project, sources: []source{n.source(shard, project)}}
}

// findAlarm reads an alarm by its name.
func (s *Store) findAlarm(ctx context.Context, id surveys.AlarmID) ([]kept, error) {
	if key, at, ok := readPooledID(id); ok {
		return s.findPooled(ctx, key, at)
	}
	at, ok := placeOf(id)
	if !ok {
		return nil, nil
	}
	return s.readPlaces(ctx, []place{at})
}

// at is the second of the alarm.
func (p place) at() int64 {
	_, at, _ := strings.Cut(p.field, ":")
	return int64(atoi(at))
}

// readPlaces reads alarms by where they are kept; those that are gone are left out.
func (s *Store) readPlaces(ctx context.Context, places []place) ([]kept, error) {
	if len(places) == 0 {
		return nil, nil
	}
	pipe := s.rdb.Pipeline()
	cmds := make([]*redis.SliceCmd, len(places))
	for i, p := range places {
		cmds[i] = pipe.HMGet(ctx, projectAlarmsKey(p.shard, p.project), p.field, p.field+":l")
	}
	if err := exec(ctx, pipe); err != nil {
		return nil, fmt.Errorf("read alarms: %w", err)
	}
	var out []kept
	for i, p := range places {
		hash := map[string]string{p.field: word(cmds[i], 0), p.field + ":l": word(cmds[i], 1)}
		if hash[p.field] == "" {
			continue
		}
		notes, err := readAlarms(hash)
		if err != nil {
			return nil, err
		}
		out = append(out, keptAt(notes[0], p.shard, p.project))
	}
	return out, nil
}

// alarm is the alarm without its counts.
func (k kept) alarm(names map[int]string, now time.Time) surveys.Alarm {
	a := surveys.Alarm{
		ID: k.name(), Level: surveys.AlarmOfProject,
		Project:  surveys.ProjectID(strings.TrimPrefix(names[k.project], projectText)),
		Customer: surveys.CustomerID(strings.TrimPrefix(names[k.rater], customerText)),
		By:       k.invitation, At: time.Unix(k.at, 0).UTC(), Since: time.Unix(k.since, 0).UTC(),
		Ended: k.ended(now), Usual: k.usual, Alpha: k.alpha,
	}
	switch {
	case k.pooled != "":
		a.Level, a.Customer, a.Project = surveys.AlarmOfAll, k.pooled, k.named
	case k.customer != 0:
		a.Level = surveys.AlarmOfCustomer
	}
	return a
}

// place is where an alarm is kept.
type place struct {
	shard, project int
	field          string
}

// placeOf reads an AlarmID.
func placeOf(id surveys.AlarmID) (place, bool) {
	words := strings.Split(string(id), "-")
	if len(words) != 4 {
		return place{}, false
	}
	var numbers [4]int64
	for i, w := range words {
		n, err := strconv.ParseInt(w, 10, 64)
		if err != nil || n < 0 || strconv.FormatInt(n, 10) != w {
			return place{}, false
		}
		numbers[i] = n
	}
	if numbers[0] >= surveys.Shards {
		return place{}, false
	}
	return place{int(numbers[0]), int(numbers[1]), words[2] + ":" + words[3]}, true
}
