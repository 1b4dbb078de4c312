package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// AlarmQuery asks for alarms, newest first. Project or Customer or neither (all).
type AlarmQuery struct {
	Project  surveys.ProjectID // with the alarms that joined an episode named already
	Customer surveys.CustomerID
	Cursor   string // from the page before; empty: the newest
	Limit    int    // 1..200
}

// Alarms returns a page of alarms, newest first, without their responses, and
// the cursor of the next, empty at the end. Of one customer in one project
// there is one within 30 days. NotFound, Invalid.
func (s *Store) Alarms(ctx context.Context, q AlarmQuery) (items []surveys.Alarm, next string, err error) {
	before, err := parseMoment(q.Cursor)
	if err != nil {
		return nil, "", err
	}
	limit := min(max(1, q.Limit), 200)
	var found []kept
	switch {
	case q.Project != "":
		found, err = s.projectAlarms(ctx, q.Project)
	case q.Customer != "":
		found, err = s.customerAlarms(ctx, q.Customer)
	default:
		found, err = s.listedAlarms(ctx, before, limit+1)
	}
	if err != nil {
		return nil, "", err
	}
	found = slices.DeleteFunc(found, func(k kept) bool { return k.moment().compare(before) >= 0 })
	sortAlarms(found)
	if len(found) > limit {
		found = found[:limit]
		next = found[limit-1].moment().String()
	}
	items, err = s.describeAlarms(ctx, found)
	return items, next, err
}

// sortAlarms puts the newest first.
func sortAlarms(all []kept) {
	slices.SortFunc(all, func(a, b kept) int { return b.moment().compare(a.moment()) })
}

// Alarm reads one alarm with the responses behind it. NotFound, also where
// history changed so that there was none.
func (s *Store) Alarm(ctx context.Context, id surveys.AlarmID) (surveys.Alarm, error) {
	none := surveys.Errorf(surveys.NotFound, "there is no such alarm")
	found, err := s.findAlarm(ctx, id)
	if err != nil {
		return surveys.Alarm{}, err
	}
	if len(found) == 0 {
		return surveys.Alarm{}, none
	}
	all, err := s.describeAlarms(ctx, found)
	if err != nil {
		return surveys.Alarm{}, err
	}
	err = s.putResponses(ctx, &all[0])
	return all[0], err
}

// putResponses fills in the responses behind an alarm.
func (s *Store) putResponses(ctx context.Context, a *surveys.Alarm) error {
	behind, err := s.AlarmResponses(ctx, *a, surveys.AlarmResponses)
	for _, inv := range behind {
		a.Responses = append(a.Responses, inv.ID)
	}
	return err
}

// AlarmResponses reads the ratings behind an alarm, newest first.
func (s *Store) AlarmResponses(ctx context.Context, a surveys.Alarm, limit int) ([]surveys.Invitation, error) {
	q := ResponseQuery{Project: a.Project, Period: a.Days(s.zone, s.Today()), Limit: limit}
	if a.Level != surveys.AlarmOfProject {
		q.Customer = a.Customer
	}
	var out []surveys.Invitation
	for len(out) < limit {
		page, next, err := s.Responses(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, inv := range page {
			if (inv.Project == a.Project || a.Level == surveys.AlarmOfAll) && len(out) < limit {
				out = append(out, inv)
			}
		}
		if q.Cursor = next; next == "" {
			break
		}
	}
	return out, nil
}

// listedAlarms reads the newest alarms of every shard up to a moment.
func (s *Store) listedAlarms(ctx context.Context, before moment, most int) ([]kept, error) {
	const sameSecond = 64 // alarms that may share the second of the cursor
	pipe := s.rdb.Pipeline()
	var cmds [surveys.Shards]*redis.StringSliceCmd
	for shard := range surveys.Shards {
		cmds[shard] = pipe.ZRevRangeByScore(ctx, alarmsKey(shard), &redis.ZRangeBy{
			Min: "-inf", Max: strconv.FormatInt(before.at, 10), Count: int64(most + sameSecond),
		})
	}
	if err := exec(ctx, pipe); err != nil {
		return nil, fmt.Errorf("list alarms: %w", err)
	}
	var places []place
	for shard, cmd := range cmds {
		for _, member := range cmd.Val() {
			project, field, _ := strings.Cut(member, ":")
			places = append(places, place{shard, atoi(project), field})
		}
	}
	// Newest first, before anything more is read.
	slices.SortFunc(places, func(a, b place) int { return int(b.at() - a.at()) })
	return s.readPlaces(ctx, places[:min(len(places), most+sameSecond)])
}

// projectAlarms reads all alarms of a project and of its customers in it.
func (s *Store) projectAlarms(ctx context.Context, id surveys.ProjectID) ([]kept, error) {
	src, err := s.projectSource(ctx, id)
	if err != nil {
		return nil, err
	}
	return s.alarmsAt(ctx, []source{src}, func(alarmNote, source) bool { return true })
}

// customerAlarms reads the episodes that name a customer, in all its projects.
func (s *Store) customerAlarms(ctx context.Context, id surveys.CustomerID) ([]kept, error) {
	c, err := s.Customer(ctx, id)
	if err != nil {
		return nil, err
	}
	sources, err := s.customerSources(ctx, id, c.Projects)
	if err != nil {
		return nil, err
	}
	return s.alarmsNaming(ctx, id, sources)
}

// alarmsNaming are the episodes that name a customer with these sources.
func (s *Store) alarmsNaming(ctx context.Context, id surveys.CustomerID, sources []source) ([]kept, error) {
	out, err := s.alarmsAt(ctx, sources, func(n alarmNote, src source) bool { return !n.joined && n.rater == src.customer })
	if err != nil {
		return nil, err
	}
	pooled, err := s.pooledAlarms(ctx, id, sources)
	for _, k := range pooled {
		if !k.joined {
			out = append(out, k)
		}
	}
	return out, err
}

func (s *Store) alarmsAt(ctx context.Context, sources []source, want func(alarmNote, source) bool) ([]kept, error) {
	pipe := s.rdb.Pipeline()
	cmds := make([]*redis.MapStringStringCmd, len(sources))
	for i, src := range sources {
		cmds[i] = pipe.HGetAll(ctx, projectAlarmsKey(src.shard, src.project))
	}
	if len(sources) == 0 {
		return nil, nil
	}
	if err := exec(ctx, pipe); err != nil {
		return nil, fmt.Errorf("read alarms: %w", err)
	}
	var out []kept
	for i, src := range sources {
		notes, err := readAlarms(cmds[i].Val())
		if err != nil {
			return nil, err
		}
		for _, n := range notes {
			if want(n, src) {
				out = append(out, keptAt(n, src.shard, src.project))
			}
		}
	}
	return out, nil
}

// describeAlarms puts names and counts to alarms, in one pipeline of tallies.
func (s *Store) describeAlarms(ctx context.Context, all []kept) ([]surveys.Alarm, error) {
	out := make([]surveys.Alarm, len(all))
	before, after := make([]tallies, len(all)), make([]tallies, len(all))
	for i, k := range all {
		names, err := s.namesOf(ctx, k.shard, []int{k.project, k.rater})
		if err != nil {
			return nil, err
		}
		out[i] = k.alarm(names, s.now())
		before[i] = talliesOf(k.sources, out[i].DaysBefore(s.zone))
		after[i] = talliesOf(k.sources, out[i].Days(s.zone, s.Today()))
	}
	if len(all) == 0 {
		return out, nil
	}
	if err := s.readTallies(ctx, s.rdb.Pipeline(), slices.Concat(before, after)...); err != nil {
		return nil, fmt.Errorf("read tallies: %w", err)
	}
	for i := range out {
		a := &out[i]
		a.Before = before[i].level(a.DaysBefore(s.zone))
		a.After = after[i].level(a.Days(s.zone, s.Today()))
	}
	return out, nil
}

// level sums up what lies in a period.
func (t tallies) level(p surveys.Period) surveys.Level { return t.sums(p, satisfiedCodes()).level() }
