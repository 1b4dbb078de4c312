package store

import (
	"context"

	"barometer/surveys"
)

// PortfolioAlarm returns the decline of everything together that stands; ok is
// false where there is none. It is read from the daily tallies, at most once a
// minute, so that it needs no state of its own and agrees with any rebuild.
func (s *Store) PortfolioAlarm(ctx context.Context) (p surveys.PortfolioAlarm, ok bool, err error) {
	history, err := s.history(ctx, 0)
	if err != nil {
		return p, false, err
	}
	today, n := s.Today(), len(history.declines)
	if n == 0 || !history.declines[n-1].Standing(today) {
		return p, false, nil
	}
	e := history.declines[n-1]
	p.Since, p.At = e.Since, e.First
	before, after := surveys.Last(surveys.AlarmBefore, e.Since-1), surveys.Period{From: e.Since, To: today}
	days, err := s.PortfolioDays(ctx, surveys.Period{From: before.From, To: today})
	if err != nil {
		return p, false, err
	}
	p.Before, p.After = days.Sum(before).Level(), days.Sum(after).Level()
	return p, true, s.countAlarming(ctx, &p)
}

// countAlarming counts the projects with an alarm that stands, newest first
// until a page of them has ended: further back hardly any stands.
func (s *Store) countAlarming(ctx context.Context, p *surveys.PortfolioAlarm) error {
	seen := map[surveys.ProjectID]bool{}
	q := AlarmQuery{Limit: 200}
	for {
		alarms, next, err := s.Alarms(ctx, q)
		if err != nil {
			return err
		}
		ended := 0
		for _, a := range alarms {
			if !a.Standing() {
				ended++
			} else if !seen[a.Project] {
				seen[a.Project] = true
				p.Projects++
				if a.After.Rate < p.After.Rate {
					p.Worse++
				}
			}
		}
		if q.Cursor = next; next == "" || ended == len(alarms) {
			return nil
		}
	}
}
