package store

import (
	"context"
	"fmt"
	"slices"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// CustomerLook is one customer as one page reads it: what several parts of the
// page ask for is read once. Not safe for concurrent use, and not to be kept: it
// never looks again.
type CustomerLook struct {
	Customer surveys.Customer

	s       *Store
	recall  *recall
	past    *customerPast
	cases   []surveys.CaseID // that may be open
	opened  map[surveys.CaseID]surveys.Case
	figures *customerFigures
	expects surveys.Period
	alarms  []kept // the newest first; nil: not read yet
}

// answersWorded is how many of the newest answers are read with their words
// while the timeline is read for something else.
const answersWorded = 100

// LookAt begins to read a customer. NotFound. One that became another is the
// other.
func (s *Store) LookAt(ctx context.Context, id surveys.CustomerID) (*CustomerLook, error) {
	id, err := s.Canonical(ctx, id)
	if err != nil {
		return nil, err
	}
	pipe := s.rdb.Pipeline()
	read := queueCustomerRead(ctx, pipe, id)
	quarters, cases := pipe.SMembers(ctx, customerQuartersKey(id)), pipe.SMembers(ctx, customerCasesKey(id))
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, fmt.Errorf("read the customer: %w", err)
	}
	c, err := read.customer()
	if err != nil {
		return nil, err
	}
	l := &CustomerLook{Customer: c, s: s, recall: s.newRecall(id, newestQuarters(quarters.Val())), cases: caseIDs(cases.Val())}
	l.past = l.recall.past(answersWorded)
	return l, nil
}

// Expect says that the days of a period will be asked for: they are read with
// the first that are.
func (l *CustomerLook) Expect(p surveys.Period) { l.expects = joined(l.expects, p) }

// joined is the shortest period that holds two; the zero one holds nothing.
func joined(a, b surveys.Period) surveys.Period {
	switch {
	case a == surveys.Period{}:
		return b
	case b == surveys.Period{}:
		return a
	}
	return surveys.Period{From: min(a.From, b.From), To: max(a.To, b.To)}
}

// customerFigures is what was read of a customer's figures.
type customerFigures struct {
	sources [][]source // by project
	names   []*redis.StringCmd
	whole   subjectRead
	counts  []tallies // by project, of
	period  surveys.Period
}

// count reads the figures of a period, unless that was done.
func (l *CustomerLook) count(ctx context.Context, p surveys.Period) (*customerFigures, error) {
	f := l.figures
	if p = joined(l.expects, p); f != nil && joined(f.period, p) == f.period {
		return f, nil
	}
	pipe := l.s.rdb.Pipeline()
	if f == nil {
		f = &customerFigures{}
		var err error
		if f.sources, err = l.s.sourcesIn(ctx, l.Customer.ID, l.Customer.Projects); err != nil {
			return nil, err
		}
		for _, in := range f.sources {
			f.names = append(f.names, pipe.HGet(ctx, projectKey(in[0].shard, in[0].project), projectName))
		}
		f.whole = queueSubject(ctx, pipe, subject{id: string(l.Customer.ID), name: l.Customer.Name,
			sources: slices.Concat(f.sources...), casesKey: customerCasesKey(l.Customer.ID)})
	}
	period, counts := joined(f.period, p), make([]tallies, len(f.sources))
	for i, in := range f.sources {
		counts[i] = talliesOf(in, period)
	}
	if err := l.s.readTallies(ctx, pipe, counts...); err != nil {
		return nil, fmt.Errorf("read figures: %w", err)
	}
	f.period, f.counts, l.figures = period, counts, f
	return f, nil
}

// inProject is what was read of the customer in one of its projects, by place.
func (f *customerFigures) inProject(i int, id surveys.ProjectID) subjectRead {
	at := 0
	for _, in := range f.sources[:i] {
		at += len(in)
	}
	return subjectRead{subject: subject{id: string(id), name: f.names[i].Val(), sources: f.sources[i]},
		summaries: f.whole.summaries[at : at+len(f.sources[i])]}
}

// Standing says how the customer stands, summed over its projects.
func (l *CustomerLook) Standing(ctx context.Context, p surveys.Period) (surveys.Standing, error) {
	f, err := l.count(ctx, joined(p.Before(), p))
	if err != nil {
		return surveys.Standing{}, err
	}
	return l.standing(ctx, f.whole, f.all(), p)
}

func (l *CustomerLook) standing(ctx context.Context, r subjectRead, counts tallies, p surveys.Period) (surveys.Standing, error) {
	history, err := l.s.history(ctx, 0)
	if err != nil {
		return surveys.Standing{}, err
	}
	satisfied := satisfiedCodes()
	in, before := counts.sums(p, satisfied), counts.sums(p.Before(), satisfied)
	return r.standing(l.s.now(), history, history.Before(l.s.Today()), p, in, before, l.s.changes.change)
}

// all are the tallies of all projects.
func (f *customerFigures) all() (out tallies) {
	for _, t := range f.counts {
		out.reads = append(out.reads, t.reads...)
	}
	return out
}

// InProjects says how the customer stands in each of its projects, by the
// projects' ids.
func (l *CustomerLook) InProjects(ctx context.Context, p surveys.Period) ([]surveys.Standing, error) {
	f, err := l.count(ctx, joined(p.Before(), p))
	if err != nil {
		return nil, err
	}
	cases, err := l.allCases(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]surveys.Standing, len(l.Customer.Projects))
	for i, id := range l.Customer.Projects {
		if out[i], err = l.standing(ctx, f.inProject(i, id), f.counts[i], p); err != nil {
			return nil, err
		}
		for _, c := range cases {
			if c.Project == id {
				out[i].Cases++
			}
		}
	}
	return out, nil
}

// Days returns the daily tallies, summed over the projects.
func (l *CustomerLook) Days(ctx context.Context, p surveys.Period) (surveys.Days, error) {
	f, err := l.count(ctx, p)
	if err != nil {
		return nil, err
	}
	return f.all().days(p), nil
}

// ProjectDays returns the daily tallies in one project; none in one that is not
// the customer's.
func (l *CustomerLook) ProjectDays(ctx context.Context, id surveys.ProjectID, p surveys.Period) (surveys.Days, error) {
	i := slices.Index(l.Customer.Projects, id)
	f, err := l.count(ctx, p)
	if err != nil || i < 0 {
		return surveys.Days{}, err
	}
	return f.counts[i].days(p), nil
}

// Timeline is Store.CustomerTimelineOf. What the rest of the page looks at anyway
// is read first.
func (l *CustomerLook) Timeline(ctx context.Context, kind surveys.EventKind, cursor string, limit int) ([]surveys.Event, string, error) {
	if _, _, err := l.past.page(ctx, 0); err != nil {
		return nil, "", err
	}
	return l.recall.timeline(ctx, kind, cursor, limit)
}

// Answers returns the newest answers that count, at most so many.
func (l *CustomerLook) Answers(ctx context.Context, limit int) ([]surveys.Invitation, error) {
	if _, _, err := l.past.page(ctx, 0); err != nil {
		return nil, err
	}
	sift, err := l.s.newSift(ctx, surveys.ResponseFilter{Customer: l.Customer.ID})
	if err != nil {
		return nil, err
	}
	sift.read = l.recall.invitations
	var out []surveys.Invitation
	for before := newest(); ; {
		page, err := sift.page(ctx, l.recall.walk(memberAnswered), before, limit-len(out))
		if err != nil {
			return nil, err
		}
		out = append(out, page.Items...)
		if len(out) >= limit || page.Next == "" {
			return out, nil
		}
		if before, err = parseMoment(page.Next); err != nil {
			return nil, err
		}
	}
}

// allCases are the cases that may be open.
func (l *CustomerLook) allCases(ctx context.Context) (map[surveys.CaseID]surveys.Case, error) {
	if l.opened == nil {
		found, err := l.s.casesByID(ctx, l.cases)
		if err != nil {
			return nil, fmt.Errorf("read open cases: %w", err)
		}
		l.opened = found
	}
	return l.opened, nil
}

// OpenCases returns the cases that are not resolved, the newest first.
func (l *CustomerLook) OpenCases(ctx context.Context) ([]surveys.Case, error) {
	all, err := l.allCases(ctx)
	return openOf(all), err
}

// Alarms returns the newest episodes that name the customer, as Store.Alarms
// does.
func (l *CustomerLook) Alarms(ctx context.Context, limit int) ([]surveys.Alarm, error) {
	found, err := l.keptAlarms(ctx)
	if err != nil {
		return nil, err
	}
	return l.s.describeAlarms(ctx, found[:min(limit, len(found))])
}

func (l *CustomerLook) keptAlarms(ctx context.Context) ([]kept, error) {
	if l.alarms != nil {
		return l.alarms, nil
	}
	f, err := l.count(ctx, surveys.Period{})
	if err != nil {
		return nil, err
	}
	own := make([]source, len(f.sources)) // without those of who became the customer
	for i, in := range f.sources {
		own[i] = in[0]
	}
	found, err := l.s.alarmsNaming(ctx, l.Customer.ID, own)
	if err != nil {
		return nil, err
	}
	sortAlarms(found)
	l.alarms = append([]kept{}, found...)
	return l.alarms, nil
}

// standingAlarm returns the newest alarm that stands, of the newest few.
func (l *CustomerLook) standingAlarm(ctx context.Context) (surveys.Alarm, error) {
	const few = 10
	all, err := l.Alarms(ctx, few)
	for _, one := range all {
		if one.Standing() {
			return one, nil
		}
	}
	return surveys.Alarm{}, err
}
