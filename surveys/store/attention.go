package store

import (
	"cmp"
	"context"
	"fmt"
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
		described, err := s.attend(ctx, part, which, q.Period)
		if err != nil {
			return nil, 0, err
		}
		for i, a := range described {
			if !part[which[i]].calls(a.Standing) {
				continue
			}
			if len(items) == limit {
				return items, at + which[i], s.fillIn(ctx, items)
			}
			items = append(items, a)
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
	money    bool          // worth is by revenue
	oldest   *surveys.Case // that waits; nil: none
	alarm    bool
	silences []surveys.Silence
}

// calls reports whether a person is needed, the low level included.
func (c candidate) calls(st surveys.Standing) bool {
	return c.oldest != nil || c.alarm || len(c.silences) > 0 || st.Cases > 0 && c.kind == surveys.CustomerNeeds || isLow(st.Forecast)
}

// urgency orders before risk and worth do.
func (c candidate) urgency() int {
	switch {
	case c.oldest != nil:
		return 2
	case c.alarm:
		return 1
	}
	return 0
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
	best := map[source]float64{} // worth of the best customer of a project
	paid := map[source]bool{}    // … and whether any of them is weighed by revenue
	for _, item := range customers.items {
		id := surveys.CustomerID(item.id)
		if lives[id].Stage == surveys.Lost {
			continue // nobody there is to be kept any more
		}
		c := candidate{kind: surveys.CustomerNeeds, ranked: item, oldest: waiting[id], silences: silent[id]}
		c.worth, c.money = worths.of(id)
		for _, p := range item.parts {
			at := source{shard: p.shard, project: p.project}
			best[at], paid[at] = max(best[at], c.worth), paid[at] || c.money
		}
		out = append(out, c)
	}
	for _, item := range projects.items {
		at := source{shard: item.parts[0].shard, project: item.parts[0].project}
		out = append(out, candidate{kind: surveys.ProjectNeeds, ranked: item, worth: cmp.Or(best[at], 1), money: paid[at]})
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

// waiting returns the oldest case of each customer that nobody has answered. A
// complaint that was taken back waits for no answer, though its case is open.
func (s *Store) waiting(ctx context.Context) (map[surveys.CustomerID]*surveys.Case, error) {
	into, err := s.aliasesNow(ctx)
	if err != nil {
		return nil, err
	}
	out := map[surveys.CustomerID]*surveys.Case{}
	q := CaseQuery{State: surveys.CaseOpen, Limit: 200}
	for read := 0; read < attentionCases; {
		cases, next, err := s.CasesPage(ctx, q)
		if err != nil {
			return nil, err
		}
		for i, k := range cases { // newest first
			if k.Customer != "" && !k.Withdrawn {
				out[cmp.Or(into[k.Customer], k.Customer)] = &cases[i]
			}
		}
		if q.Cursor = next; next == "" {
			return out, nil
		}
		read += len(cases)
	}
	return out, nil
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
		if c.oldest != nil {
			out[i].Case = *c.oldest
		}
	}
	return out, nil
}

// fillIn reads what a sentence is made of, of those that are shown.
func (s *Store) fillIn(ctx context.Context, items []surveys.Attention) error {
	for i := range items {
		if err := s.fillInOne(ctx, &items[i]); err != nil && surveys.CodeOf(err) != surveys.NotFound {
			return fmt.Errorf("facts of a %s: %w", items[i].Kind, err)
		}
	}
	return nil
}

func (s *Store) fillInOne(ctx context.Context, a *surveys.Attention) (err error) {
	answers, alarms := ResponseQuery{Limit: attentionRecent}, AlarmQuery{Limit: 10}
	var people []surveys.ContactID
	if a.Kind == surveys.CustomerNeeds {
		c, err := s.Customer(ctx, surveys.CustomerID(a.ID))
		if err != nil {
			return err
		}
		answers.Customer, alarms.Customer, people = c.ID, c.ID, c.Contacts
	} else {
		answers.Project, alarms.Project = surveys.ProjectID(a.ID), surveys.ProjectID(a.ID)
	}
	var more string
	if a.Recent, more, err = s.Responses(ctx, answers); err != nil {
		return err
	}
	if a.Standing.Alarm {
		if a.Alarm, err = s.standingAlarm(ctx, alarms); err != nil {
			return err
		}
	}
	a.Worst = surveys.WorstOf(a.Recent, a.Period.From.Start(s.zone))
	if a.Worst.Contact != "" {
		people = append(people, a.Worst.Contact)
	}
	if a.Case.Contact != "" {
		people = append(people, a.Case.Contact)
	}
	if a.People, err = s.Contacts(ctx, people); err != nil {
		return err
	}
	if a.Kind == surveys.CustomerNeeds {
		a.Silences = append(a.Silences, s.unheard(*a, more == "")...)
	}
	return nil
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

// unheard returns the decision makers who have said nothing for half a year,
// where the newest answers reach back so far.
func (s *Store) unheard(a surveys.Attention, complete bool) []surveys.Silence {
	if n := len(a.Recent); !complete && s.now().Sub(a.Recent[n-1].AnsweredAt).Hours() < 24*surveys.UnheardDays {
		return nil
	}
	var people []surveys.Contact
	for _, p := range a.People {
		people = append(people, p)
	}
	slices.SortFunc(people, func(a, b surveys.Contact) int { return strings.Compare(string(a.ID), string(b.ID)) })
	all := surveys.Silences(surveys.CustomerID(a.ID), people, a.Recent, s.now())
	return slices.DeleteFunc(all, func(one surveys.Silence) bool { return one.Calls() })
}
