package store

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// ProjectStanding says how a project stands in the period. NotFound.
func (s *Store) ProjectStanding(ctx context.Context, id surveys.ProjectID, p surveys.Period) (surveys.Standing, error) {
	project, err := s.Project(ctx, id)
	if err != nil {
		return surveys.Standing{}, err
	}
	src, err := s.projectSource(ctx, id)
	if err != nil {
		return surveys.Standing{}, err
	}
	return first(s.standings(ctx, []subject{{
		id: string(id), name: project.Name, sources: []source{src}, casesKey: projectCasesKey(src.shard, src.project),
	}}, p))
}

// projectSource returns where a project's figures are. NotFound.
func (s *Store) projectSource(ctx context.Context, id surveys.ProjectID) (source, error) {
	shard := id.Shard()
	n, err := s.findNumber(ctx, shard, projectText+string(id))
	if err != nil {
		return source{}, fmt.Errorf("number of the project: %w", err)
	}
	if n == 0 {
		return source{}, surveys.Errorf(surveys.NotFound, "there is no such project")
	}
	return source{shard: shard, project: n}, nil
}

// CustomerStanding says how a customer stands, summed over its projects. NotFound.
func (s *Store) CustomerStanding(ctx context.Context, id surveys.CustomerID, p surveys.Period) (surveys.Standing, error) {
	look, err := s.LookAt(ctx, id)
	if err != nil {
		return surveys.Standing{}, err
	}
	return look.Standing(ctx, p)
}

// customerSources returns where the figures of a customer in projects are, in
// the order of the projects. A project that knows nothing of the customer yet
// gives a source without figures.
func (s *Store) customerSources(ctx context.Context, id surveys.CustomerID, projects []surveys.ProjectID) ([]source, error) {
	out := make([]source, len(projects))
	for i, project := range projects {
		src, err := s.projectSource(ctx, project)
		if err != nil {
			return nil, err
		}
		if src.customer, err = s.findNumber(ctx, src.shard, customerText+string(id)); err != nil {
			return nil, fmt.Errorf("number of the customer: %w", err)
		}
		if src.customer == 0 {
			src.customer = -1
		}
		out[i] = src
	}
	return out, nil
}

// CustomerInProjects says how a customer stands in each of its projects, by
// the projects' ids. NotFound.
func (s *Store) CustomerInProjects(ctx context.Context, id surveys.CustomerID, p surveys.Period) ([]surveys.Standing, error) {
	look, err := s.LookAt(ctx, id)
	if err != nil {
		return nil, err
	}
	return look.InProjects(ctx, p)
}

// ProjectCustomers says how the customers of a project stand in it: by the word
// of the dial in the period, the worst first, then by risk. NotFound.
func (s *Store) ProjectCustomers(ctx context.Context, id surveys.ProjectID, p surveys.Period, limit int) ([]surveys.Standing, error) {
	src, err := s.projectSource(ctx, id)
	if err != nil {
		return nil, err
	}
	all, err := s.worstCustomers(ctx, id, src, p)
	if err != nil {
		return nil, err
	}
	all = all[:min(limit, len(all))]
	ids := make([]surveys.CustomerID, len(all))
	for i, r := range all {
		ids[i] = surveys.CustomerID(r.id)
	}
	names, err := s.CustomerNames(ctx, ids)
	if err != nil {
		return nil, err
	}
	subjects := make([]subject, len(all))
	for i, r := range all {
		subjects[i] = r.subject(names[ids[i]], "")
	}
	out, err := s.standings(ctx, subjects, p)
	if err != nil {
		return nil, err
	}
	into, err := s.aliasesNow(ctx)
	if err != nil {
		return nil, err
	}
	cases, err := s.countCases(ctx, projectCasesKey(src.shard, src.project), func(c surveys.Case) string {
		return string(cmp.Or(into[c.Customer], c.Customer))
	})
	for i := range out {
		out[i].Cases = cases[out[i].ID]
	}
	return out, err
}

// worstCustomers returns the customers of a project, the worst first, then by
// risk.
func (s *Store) worstCustomers(ctx context.Context, id surveys.ProjectID, src source, p surveys.Period) ([]*ranked, error) {
	all, err := s.rankProjectCustomers(ctx, src)
	if err != nil {
		return nil, err
	}
	levels, err := s.CustomerLevels(ctx, id, s.remembered(p))
	if err != nil {
		return nil, err
	}
	sortByWord(all, func(r *ranked) surveys.Forecast {
		if l, known := levels[surveys.CustomerID(r.id)]; known {
			return l.Forecast()
		}
		return surveys.NoReading
	})
	return all, nil
}

// rankProjectCustomers returns the customers of a project, highest risk first.
func (s *Store) rankProjectCustomers(ctx context.Context, src source) ([]*ranked, error) {
	members, err := s.rdb.SMembers(ctx, projectCustomersKey(src.shard, src.project)).Result()
	if err != nil || len(members) == 0 {
		return nil, err
	}
	numbers, fields := make([]int, len(members)), make([]string, len(members))
	for i, m := range members {
		numbers[i] = atoi(m)
		_, fields[i] = source{src.shard, src.project, numbers[i]}.summaryAt()
	}
	found, err := s.rdb.HMGet(ctx, customerStreamsKey(src.shard), fields...).Result()
	if err != nil {
		return nil, fmt.Errorf("read summaries: %w", err)
	}
	names, err := s.namesOf(ctx, src.shard, numbers)
	if err != nil {
		return nil, err
	}
	into, err := s.aliasesNow(ctx)
	if err != nil {
		return nil, err
	}
	r := newRanking(len(members))
	for i, v := range found {
		text, _ := v.(string)
		id := strings.TrimPrefix(names[numbers[i]], customerText)
		id = cmp.Or(string(into[surveys.CustomerID(id)]), id)
		p, err := newPart(id, text, source{src.shard, src.project, numbers[i]})
		if err != nil {
			return nil, err
		}
		r.add(id, p)
	}
	return s.order(ctx, r, OrderRisk)
}

// countCases counts the open cases of a set by what of tells of each.
func (s *Store) countCases(ctx context.Context, key string, of func(surveys.Case) string) (map[string]int, error) {
	members, err := s.rdb.SMembers(ctx, key).Result()
	if err != nil {
		return nil, fmt.Errorf("read open cases: %w", err)
	}
	ids := make([]surveys.CaseID, len(members))
	for i, m := range members {
		ids[i] = surveys.CaseID(atoi(m))
	}
	found, err := s.casesByID(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("read open cases: %w", err)
	}
	out := map[string]int{}
	for _, c := range found {
		out[of(c)]++
	}
	return out, nil
}

// Portfolio says how all projects together stand. Its risk is the mean badness
// of late at the end of yesterday.
func (s *Store) Portfolio(ctx context.Context, p surveys.Period) (surveys.Standing, error) {
	history, err := s.history(ctx, 0)
	if err != nil {
		return surveys.Standing{}, err
	}
	in, before, err := s.portfolioSums(ctx, p)
	if err != nil {
		return surveys.Standing{}, err
	}
	pipe := s.rdb.Pipeline()
	r := queueSubject(ctx, pipe, subject{name: "All projects", sources: wholeHouse()})
	if err := exec(ctx, pipe); err != nil {
		return surveys.Standing{}, fmt.Errorf("read figures: %w", err)
	}
	out, err := r.standing(s.now(), history, history.Before(s.Today()), p, in, before, s.changes.change)
	if err != nil {
		return surveys.Standing{}, err
	}
	out.Risk, out.HasRisk = history.Before(s.Today()).Recent, out.Total.N() > 0
	if n := len(history.declines); n > 0 {
		out.Alarm = history.declines[n-1].Standing(s.Today())
		out.Forecast = out.Level.Forecast(out.Alarm)
	}
	out.Cases, err = s.openCases(ctx)
	return out, err
}

// openCases counts the cases that are not resolved, over all shards.
func (s *Store) openCases(ctx context.Context) (int, error) {
	pipe := s.rdb.Pipeline()
	var counts []*redis.IntCmd
	for shard := range surveys.Shards {
		counts = append(counts,
			pipe.ZCard(ctx, casesKey(shard, surveys.CaseOpen)), pipe.ZCard(ctx, casesKey(shard, surveys.CaseContacted)))
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return 0, fmt.Errorf("count cases: %w", err)
	}
	n := 0
	for _, c := range counts {
		n += int(c.Val())
	}
	return n, nil
}

func first(all []surveys.Standing, err error) (surveys.Standing, error) {
	if err != nil || len(all) == 0 {
		return surveys.Standing{}, err
	}
	return all[0], nil
}
