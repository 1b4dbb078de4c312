package store

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"barometer/surveys"
	"barometer/surveys/signal"
)

// AttentionQuery asks who needs us.
type AttentionQuery struct {
	Period  surveys.Period
	Project surveys.ProjectID // only it and its customers; empty: all
	Offset  int               // from the page before; 0: the beginning
	Limit   int               // 1..200
}

// How much one question about attention reads.
const (
	attentionCases  = 10000 // open cases
	attentionWalk   = 50    // customers and projects described at once
	attentionMost   = 1000  // … and looked at in all, then the next page goes on
	attentionRecent = 30    // newest answers of each
)

// Attention returns customers and projects that need somebody now: a case that
// waits, a standing alarm, a silence, or a low level in the period. First those
// with a case that waits, then with an alarm, each by risk times worth. next is
// the offset of the page after, 0 at the end; a page may be short or empty
// before that.
func (s *Store) Attention(ctx context.Context, q AttentionQuery) (items []surveys.Attention, next int, err error) {
	all, err := s.candidates(ctx)
	if err != nil {
		return nil, 0, err
	}
	if all, err = s.ofProject(ctx, all, q.Project); err != nil {
		return nil, 0, err
	}
	low, err := s.lowIn(ctx, q.Period)
	if err != nil {
		return nil, 0, err
	}
	limit := min(max(1, q.Limit), 200)
	at := min(max(0, q.Offset), len(all))
	until := min(len(all), at+attentionMost)
	for at < until {
		part := all[at:min(until, at+attentionWalk)]
		which, err := s.mayCall(ctx, part, low)
		if err != nil {
			return nil, 0, err
		}
		for len(which) > 0 {
			some := which[:min(len(which), limit+1-len(items))] // one more than fits tells where to go on
			described, err := s.attend(ctx, part, some, q.Period)
			if err != nil {
				return nil, 0, err
			}
			for i, a := range described {
				if !part[some[i]].calls(a.Standing) {
					continue
				}
				if len(items) == limit {
					return items, at + some[i], s.fillIn(ctx, items)
				}
				items = append(items, a)
			}
			which = which[len(some):]
		}
		at += len(part)
	}
	if next = at; at == len(all) {
		next = 0
	}
	return items, next, s.fillIn(ctx, items)
}

// candidate is a customer or project with what is known before its tallies are
// read.
type candidate struct {
	kind surveys.AttentionKind
	*ranked
	worth    float64
	money    bool           // worth is by revenue
	oldest   surveys.CaseID // that waits; 0: none
	alarm    bool
	silences []surveys.Silence
}

// calls reports whether a person is needed, the low level included.
func (c candidate) calls(st surveys.Standing) bool {
	return c.oldest != 0 || c.alarm || len(c.silences) > 0 || st.Cases > 0 && c.kind == surveys.CustomerNeeds || isLow(st.Forecast)
}

// urgency orders before risk and worth do.
func (c candidate) urgency() int {
	switch {
	case c.oldest != 0:
		return 2
	case c.alarm:
		return 1
	}
	return 0
}

// weight is what a project weighs: as much as its best customer.
type weight struct {
	worth float64
	money bool // any of its customers is weighed by revenue
}

// candidates ranks all customers and projects.
func (s *Store) candidates(ctx context.Context) ([]candidate, error) {
	worths, err := s.worths(ctx)
	if err != nil {
		return nil, err
	}
	waiting, err := s.waiting(ctx)
	if err != nil {
		return nil, err
	}
	silent, err := s.SilentCustomers(ctx)
	if err != nil {
		return nil, err
	}
	customers, err := s.rankCustomers(ctx)
	if err != nil {
		return nil, err
	}
	projects, err := s.rankProjects(ctx)
	if err != nil {
		return nil, err
	}
	lives, err := s.Lives(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]candidate, 0, len(customers.items)+len(projects.items))
	weights := map[source]*weight{} // of projects
	for _, item := range customers.items {
		id := surveys.CustomerID(item.id)
		if lives[id].Stage == surveys.Lost {
			continue // nobody there is to be kept any more
		}
		c := candidate{kind: surveys.CustomerNeeds, ranked: item, oldest: waiting[id], silences: silent[id]}
		c.worth, c.money = worths.of(id)
		for _, p := range item.parts {
			at := source{shard: p.shard, project: p.project}
			w := weights[at]
			if w == nil {
				w = &weight{}
				weights[at] = w
			}
			w.worth, w.money = max(w.worth, c.worth), w.money || c.money
		}
		out = append(out, c)
	}
	for _, item := range projects.items {
		w := weight{worth: 1}
		if known := weights[source{shard: item.parts[0].shard, project: item.parts[0].project}]; known != nil {
			w = weight{cmp.Or(known.worth, 1), known.money}
		}
		out = append(out, candidate{kind: surveys.ProjectNeeds, ranked: item, worth: w.worth, money: w.money})
	}
	return out, s.rankCandidates(ctx, out)
}

func (s *Store) rankCandidates(ctx context.Context, all []candidate) error {
	items := make([]*ranked, len(all))
	now := signal.Days(s.now())
	pooled, err := s.pooledStanding(ctx, now)
	if err != nil {
		return err
	}
	for i, c := range all {
		items[i] = c.ranked
		all[i].alarm = c.kind == surveys.CustomerNeeds && len(c.parts) > 1 && pooled[c.id]
		for _, p := range c.parts {
			all[i].alarm = all[i].alarm || p.stands(now)
		}
	}
	if err := s.weighRisks(ctx, items); err != nil {
		return err
	}
	slices.SortFunc(all, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.urgency(), a.urgency()), cmp.Compare(b.risk*b.worth, a.risk*a.worth),
			strings.Compare(string(a.kind), string(b.kind)), strings.Compare(a.id, b.id))
	})
	return nil
}

// attend describes those of the candidates whose places are given.
func (s *Store) attend(ctx context.Context, all []candidate, which []int, p surveys.Period) ([]surveys.Attention, error) {
	var customers, projects []*ranked
	part := make([]candidate, len(which))
	for i, at := range which {
		part[i] = all[at]
	}
	for _, c := range part {
		if c.kind == surveys.CustomerNeeds {
			customers = append(customers, c.ranked)
		} else {
			projects = append(projects, c.ranked)
		}
	}
	if err := s.nameCustomers(ctx, customers); err != nil {
		return nil, err
	}
	if err := s.nameProjects(ctx, projects); err != nil {
		return nil, err
	}
	subjects := make([]subject, len(part))
	for i, c := range part {
		subjects[i] = subject{id: c.id, name: c.name, sources: c.sources()}
		if c.kind == surveys.CustomerNeeds {
			subjects[i].casesKey = customerCasesKey(surveys.CustomerID(c.id))
		}
	}
	standings, err := s.standings(ctx, subjects, p)
	if err != nil {
		return nil, err
	}
	out := make([]surveys.Attention, len(part))
	for i, st := range standings {
		c := part[i]
		out[i] = surveys.Attention{Kind: c.kind, Standing: st, Worth: c.worth, Money: c.money, Silences: c.silences}
		out[i].Case.ID = c.oldest
	}
	return out, nil
}

// standingAlarm returns the newest alarm that stands: of a project its own.
func (s *Store) standingAlarm(ctx context.Context, q AlarmQuery) (surveys.Alarm, error) {
	alarms, _, err := s.Alarms(ctx, q)
	for _, one := range alarms {
		if one.Standing() && (q.Project == "" || one.Level == surveys.AlarmOfProject) {
			return one, nil
		}
	}
	return surveys.Alarm{}, err
}
