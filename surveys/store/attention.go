package store

import (
	"context"

	"barometer/surveys"
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
	levels, err := s.levelsIn(ctx, q.Period)
	if err != nil {
		return nil, 0, err
	}
	limit := min(max(1, q.Limit), 200)
	at := min(max(0, q.Offset), len(all))
	until := min(len(all), at+attentionMost)
	for at < until {
		part := all[at:min(until, at+attentionWalk)]
		which, err := s.mayCall(ctx, part, levels)
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

// attend describes those of the candidates whose places are given.
func (s *Store) attend(ctx context.Context, all []candidate, which []int, p surveys.Period) ([]surveys.Attention, error) {
	var customers, projects []*ranked
	part, named := make([]candidate, len(which)), make([]ranked, len(which))
	for i, at := range which {
		part[i], named[i] = all[at], *all[at].ranked // which others read, too
		if part[i].kind == surveys.CustomerNeeds {
			customers = append(customers, &named[i])
		} else {
			projects = append(projects, &named[i])
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
		casesKey := ""
		if c.kind == surveys.CustomerNeeds {
			casesKey = customerCasesKey(surveys.CustomerID(c.id))
		}
		subjects[i] = named[i].subject(named[i].name, casesKey)
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
