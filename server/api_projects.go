package server

import (
	"context"

	"barometer/surveys"
	"barometer/surveys/store"
)

// listProjects returns projects, those at the highest risk first.
func (s api) listProjects(ctx context.Context, in *standingsInput) (*standingsOutput, error) {
	return s.listStandings(ctx, in, s.Store.ProjectStandings)
}

// listStandings reads a page of projects or customers.
func (s api) listStandings(ctx context.Context, in *standingsInput,
	read func(context.Context, store.ListQuery) ([]surveys.Standing, int, error)) (*standingsOutput, error) {
	period, err := s.period(in.PeriodInput, levelDays)
	offset, wrong := in.offset()
	if err := surveys.JoinProblems(err, wrong); err != nil {
		return nil, err
	}
	items, total, err := read(ctx, store.ListQuery{Period: period, Order: in.Order, Offset: offset, Limit: in.limit()})
	if err != nil {
		return nil, err
	}
	out := &standingsOutput{}
	out.Body.Items = make([]StandingBody, len(items))
	for i, st := range items {
		out.Body.Items[i] = newStandingBody(st, in.given(), s.words)
	}
	out.Body.Next, out.Body.Total = nextOffset(offset, len(items), total), total
	return out, nil
}

// getProject says how one project stands.
func (s api) getProject(ctx context.Context, in *standingInput) (*standingOutput, error) {
	period, err := s.period(in.PeriodInput, levelDays)
	if err != nil {
		return nil, err
	}
	st, err := s.Store.ProjectStanding(ctx, surveys.ProjectID(normaliseText(in.ID)), period)
	if err != nil {
		return nil, err
	}
	out := &standingOutput{Body: newStandingBody(st, in.given(), s.words)}
	loudest, share, err := s.Store.LoudestCustomer(ctx, surveys.ProjectID(st.ID))
	if err != nil {
		return nil, err
	}
	if loudest != "" {
		out.Body.Loudest = &loudestBody{Customer: string(loudest), Share: percent(100 * share)}
	}
	out.Body.Declines, err = s.declines(ctx, store.AlarmQuery{Project: surveys.ProjectID(st.ID)})
	return out, err
}

// declines returns the alarms that stand.
func (s api) declines(ctx context.Context, q store.AlarmQuery) ([]alarmBody, error) {
	q.Limit = alarmsLooked
	found, _, err := s.Store.Alarms(ctx, q)
	var out []alarmBody
	for _, a := range found {
		if a.Standing() {
			out = append(out, newAlarmBody(a, s.clock()))
		}
	}
	return out, err
}

// alarmsLooked is how many of the newest alarms are looked at for those that
// stand.
const alarmsLooked = 50

// getProjectTrend returns a project's readings, one after the other.
func (s api) getProjectTrend(ctx context.Context, in *trendInput) (*trendOutput, error) {
	period, err := s.period(in.PeriodInput, trendPeriod)
	if err != nil {
		return nil, err
	}
	if _, err := s.Store.Project(ctx, surveys.ProjectID(normaliseText(in.ID))); err != nil {
		return nil, err
	}
	days, err := s.Store.ProjectDays(ctx, surveys.ProjectID(normaliseText(in.ID)), period)
	if err != nil {
		return nil, err
	}
	return newTrendOutput(days, period, in.Step), nil
}
