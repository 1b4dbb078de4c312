package store

import (
	"context"
	"fmt"

	"barometer/surveys"
)

// ProjectDays returns the daily tallies of a project. NotFound.
func (s *Store) ProjectDays(ctx context.Context, id surveys.ProjectID, p surveys.Period) (surveys.Days, error) {
	src, err := s.projectSource(ctx, id)
	if err != nil {
		return nil, err
	}
	return s.days(ctx, []source{src}, p)
}

// CustomerDays returns the daily tallies of a customer, summed over its
// projects. NotFound.
func (s *Store) CustomerDays(ctx context.Context, id surveys.CustomerID, p surveys.Period) (surveys.Days, error) {
	look, err := s.LookAt(ctx, id)
	if err != nil {
		return nil, err
	}
	return look.Days(ctx, p)
}

// DaysOfCustomers is CustomerDays for many, at once and in their order; those
// without an answer have none.
func (s *Store) DaysOfCustomers(ctx context.Context, ids []string, p surveys.Period) ([]surveys.Days, error) {
	all, err := s.summariesNow(ctx)
	if err != nil {
		return nil, err
	}
	return s.daysOfMany(ctx, all.customers, all.customerAt, ids, p)
}

// DaysOfProjects is DaysOfCustomers for projects.
func (s *Store) DaysOfProjects(ctx context.Context, ids []string, p surveys.Period) ([]surveys.Days, error) {
	all, err := s.summariesNow(ctx)
	if err != nil {
		return nil, err
	}
	return s.daysOfMany(ctx, all.projects, all.projectAt, ids, p)
}

func (s *Store) daysOfMany(ctx context.Context, of []ranked, places map[string]int, ids []string, p surveys.Period) ([]surveys.Days, error) {
	reads := make([]tallies, len(ids))
	for i, id := range ids {
		if at, there := places[id]; there {
			reads[i] = talliesOf(of[at].sources(), p)
		}
	}
	if err := s.readTallies(ctx, s.rdb.Pipeline(), reads...); err != nil {
		return nil, fmt.Errorf("read tallies: %w", err)
	}
	out := make([]surveys.Days, len(ids))
	for i, t := range reads {
		out[i] = t.days(p)
	}
	return out, nil
}

// PortfolioDays returns the daily tallies of everything.
func (s *Store) PortfolioDays(ctx context.Context, p surveys.Period) (surveys.Days, error) {
	if p.To < p.From {
		return surveys.Days{}, nil
	}
	return s.portfolioDays(ctx, p)
}

// allDays returns the daily tallies of everything since the first answer.
func (s *Store) allDays(ctx context.Context) (surveys.Days, error) {
	from, to, err := s.answeredDays(ctx)
	if err != nil || to == 0 {
		return surveys.Days{}, err
	}
	return s.PortfolioDays(ctx, surveys.Period{From: from, To: to})
}

// LastAnswer returns the newest day with an answer in the portfolio, 0 where
// there is none. The days that the shards remember may hold nothing any more,
// where an answer was taken back: then it looks further back, month by month.
func (s *Store) LastAnswer(ctx context.Context) (surveys.Day, error) {
	from, to, err := s.answeredDays(ctx)
	if err != nil || to == 0 {
		return 0, err
	}
	for to >= from {
		month := surveys.Period{From: monthStart(to.Month()), To: to}
		days, err := s.PortfolioDays(ctx, month)
		if err != nil {
			return 0, err
		}
		for day := to; day >= month.From; day-- {
			if days[day].N() > 0 {
				return day, nil
			}
		}
		to = month.From - 1
	}
	return 0, nil
}

// answeredDays returns the first and last day that ever had an answer, 0 where
// there is none.
func (s *Store) answeredDays(ctx context.Context) (from, to surveys.Day, err error) {
	pipe := s.rdb.Pipeline()
	r := queueSubject(ctx, pipe, subject{sources: wholeHouse()})
	if err := exec(ctx, pipe); err != nil {
		return 0, 0, fmt.Errorf("days with answers: %w", err)
	}
	f, err := r.figures(0)
	return f.first, f.last, err
}

// AgentDays returns the daily answers about an agent over all projects, without
// counts of mails; empty for one that nobody knows.
func (s *Store) AgentDays(ctx context.Context, id surveys.AgentID, p surveys.Period) (surveys.Days, error) {
	numbers, err := s.agentNumbers(ctx, id)
	if err != nil {
		return nil, err
	}
	var read tallies
	for shard, n := range numbers {
		if n != 0 {
			read.add(shard, quarters(p, func(q int) string { return agentTallyKey(shard, n, q) })...)
		}
	}
	if err := s.readTallies(ctx, s.rdb.Pipeline(), read); err != nil {
		return nil, fmt.Errorf("read tallies: %w", err)
	}
	return read.days(p), nil
}

// agentNumbers are the numbers of an agent in every shard, 0 where there is none.
func (s *Store) agentNumbers(ctx context.Context, id surveys.AgentID) ([]int, error) {
	wanted := make([]shardText, surveys.Shards)
	for shard := range wanted {
		wanted[shard] = shardText{shard, agentText + string(id)}
	}
	numbers, err := s.findNumbers(ctx, wanted)
	if err != nil {
		return nil, fmt.Errorf("number of the agent: %w", err)
	}
	return numbers, nil
}
