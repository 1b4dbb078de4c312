package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"barometer/surveys"
	"barometer/surveys/signal"

	"github.com/redis/go-redis/v9"
)

// FilterStanding says how what a filter names stands in the period, and what was
// counted in it. A survey, and an agent, have no signal of their own: no alarm
// holds their word. NotFound where project or customer is not there.
func (s *Store) FilterStanding(ctx context.Context, f surveys.ResponseFilter, p surveys.Period) (surveys.Standing, surveys.Tally, error) {
	hasSignal, read := f.Survey == "" && f.Agent == "", p
	if !hasSignal {
		read.From = p.Before().From
	}
	days, err := s.FilterDays(ctx, f, read)
	if err != nil {
		return surveys.Standing{}, surveys.Tally{}, err
	}
	sum := days.Sum(p)
	if hasSignal {
		st, err := s.subjectStanding(ctx, f, p)
		return st, sum, err
	}
	history, err := s.history(ctx, 0)
	if err != nil {
		return surveys.Standing{}, sum, err
	}
	before := days.Sum(p.Before())
	change := signal.NewChange(sum.Level(), before.Level(), history.satisfied)
	return surveys.Standing{
		Period: p, Level: sum.Level(), Before: before.Level(), Response: sum.ResponseRate(), Asked: before.ResponseRate(),
		Worse: change.Worse, Compared: change.Known, Forecast: sum.Level().Forecast(false),
	}, sum, nil
}

// subjectStanding is the standing of project, customer, or everything.
func (s *Store) subjectStanding(ctx context.Context, f surveys.ResponseFilter, p surveys.Period) (surveys.Standing, error) {
	switch {
	case f.Customer != "" && f.Project != "":
		sources, err := s.filterSources(ctx, f)
		if err != nil {
			return surveys.Standing{}, err
		}
		return first(s.standings(ctx, []subject{{id: string(f.Customer), sources: sources}}, p))
	case f.Customer != "":
		return s.CustomerStanding(ctx, f.Customer, p)
	case f.Project != "":
		return s.ProjectStanding(ctx, f.Project, p)
	}
	return s.Portfolio(ctx, p)
}

// ProjectChoices returns the projects to choose from, by name, without the days
// of their answers; none where there are more than most.
func (s *Store) ProjectChoices(ctx context.Context, most int) ([]surveys.Project, error) {
	pipe := s.rdb.Pipeline()
	var cmds [surveys.Shards]*redis.StringSliceCmd
	for shard := range cmds {
		cmds[shard] = pipe.SMembers(ctx, projectsKey(shard))
	}
	if err := exec(ctx, pipe); err != nil {
		return nil, fmt.Errorf("projects to choose from: %w", err)
	}
	var ids []surveys.ProjectID
	for shard, cmd := range cmds {
		if len(ids)+len(cmd.Val()) > most {
			return nil, nil
		}
		numbers := make([]int, len(cmd.Val()))
		for i, text := range cmd.Val() {
			numbers[i] = atoi(text)
		}
		texts, err := s.namesOf(ctx, shard, numbers)
		if err != nil {
			return nil, err
		}
		for _, text := range texts {
			ids = append(ids, surveys.ProjectID(strings.TrimPrefix(text, projectText)))
		}
	}
	names, err := s.ProjectNames(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := make([]surveys.Project, 0, len(ids))
	for _, id := range ids {
		out = append(out, surveys.Project{ID: id, Name: names[id]})
	}
	slices.SortFunc(out, func(a, b surveys.Project) int {
		return cmp.Or(strings.Compare(fold(a.Name), fold(b.Name)), strings.Compare(string(a.ID), string(b.ID)))
	})
	return out, nil
}
