package store

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// Orders of a list.
const (
	OrderRisk    = "risk"    // highest first; the default
	OrderWorst   = "worst"   // by the word of the dial in the period, then by risk
	OrderName    = "name"    // by letters, whatever their case
	OrderAnswers = "answers" // most first
)

// ListQuery asks for a page of projects or customers.
type ListQuery struct {
	Period surveys.Period
	Order  string // OrderRisk, the default, OrderWorst, OrderName or OrderAnswers
	Offset int
	Limit  int // 1..200
	// Of customers: only those in the stage, and with all of these attributes.
	Stage      surveys.Stage
	Attributes surveys.Attributes
}

// matches reports whether a customer is asked for.
func (q ListQuery) matches(l surveys.Life) bool {
	if q.Stage != "" && l.Stage != q.Stage {
		return false
	}
	for key, value := range q.Attributes {
		if l.Attributes[key] != value {
			return false
		}
	}
	return true
}

// page cuts the asked page out of n items.
func (q ListQuery) page(n int) (from, to int) {
	from = min(max(0, q.Offset), n)
	return from, min(from+min(max(1, q.Limit), 200), n)
}

// ProjectStandings returns a page of projects and how many there are.
func (s *Store) ProjectStandings(ctx context.Context, q ListQuery) (items []surveys.Standing, total int, err error) {
	l, err := s.listProjects(ctx, q)
	if err != nil {
		return nil, 0, err
	}
	return l.page(ctx)
}

// EachProjectStanding walks through all projects, in the order asked for.
func (s *Store) EachProjectStanding(ctx context.Context, q ListQuery) iter.Seq2[surveys.Standing, error] {
	return eachListed(ctx, q, s.listProjects)
}

func (s *Store) listProjects(ctx context.Context, q ListQuery) (l list, err error) {
	r, err := s.rankProjects(ctx)
	if err != nil {
		return l, err
	}
	if err := s.meetWorked(ctx, r); err != nil {
		return l, err
	}
	l = list{s: s, query: q, kind: surveys.ProjectNeeds, name: s.nameProjects, casesKey: func(item *ranked) string {
		return projectCasesKey(item.parts[0].shard, item.parts[0].project)
	}}
	err = l.order(ctx, r)
	return l, err
}

// projectField reads a field of projectStreamsKey.
func projectField(shard int, field string) (source, int) {
	n := atoi(field)
	return source{shard: shard, project: n}, n
}

// customerInField reads a field of customerStreamsKey.
func customerInField(shard int, field string) (source, int) {
	project, customer, _ := strings.Cut(field, ":")
	n := atoi(customer)
	return source{shard: shard, project: atoi(project), customer: n}, n
}

// CustomerStandings returns a page of customers and how many there are.
func (s *Store) CustomerStandings(ctx context.Context, q ListQuery) (items []surveys.Standing, total int, err error) {
	l, err := s.listCustomers(ctx, q)
	if err != nil {
		return nil, 0, err
	}
	return l.page(ctx)
}

// EachCustomerStanding walks through all customers, in the order asked for.
func (s *Store) EachCustomerStanding(ctx context.Context, q ListQuery) iter.Seq2[surveys.Standing, error] {
	return eachListed(ctx, q, s.listCustomers)
}

func (s *Store) listCustomers(ctx context.Context, q ListQuery) (l list, err error) {
	r, err := s.rankCustomers(ctx)
	if err != nil {
		return l, err
	}
	all, err := s.Lives(ctx)
	if err != nil {
		return l, err
	}
	paying, err := s.payingCustomers(ctx)
	if err != nil {
		return l, err
	}
	for _, id := range paying {
		r.meet(id)
	}
	for id := range all {
		r.meet(string(id)) // who was never asked is listed, too
	}
	if q.Stage != "" || len(q.Attributes) > 0 {
		r.items = slices.DeleteFunc(r.items, func(item *ranked) bool { return !q.matches(all[surveys.CustomerID(item.id)]) })
	}
	l = list{s: s, query: q, kind: surveys.CustomerNeeds, name: s.nameCustomers, casesKey: func(item *ranked) string {
		return customerCasesKey(surveys.CustomerID(item.id))
	}}
	err = l.order(ctx, r)
	return l, err
}

// list is a ranking in the order that was asked for.
type list struct {
	s        *Store
	query    ListQuery
	kind     surveys.AttentionKind
	items    []*ranked
	name     func(context.Context, []*ranked) error
	casesKey func(*ranked) string
}

// order puts a ranking in order. Names are read of all only where they make it.
func (l *list) order(ctx context.Context, r *ranking) (err error) {
	if l.query.Order == OrderName {
		if err := l.name(ctx, r.items); err != nil {
			return err
		}
	}
	l.items, err = l.s.order(ctx, r, l.query.Order)
	if err == nil && l.query.Order == OrderWorst {
		err = l.s.worstFirst(ctx, l.items, l.kind, l.query.Period)
	}
	return err
}

// page describes what is on the page that was asked for.
func (l list) page(ctx context.Context) ([]surveys.Standing, int, error) {
	from, to := l.query.page(len(l.items))
	items, err := l.describe(ctx, l.items[from:to])
	return items, len(l.items), err
}

func (l list) describe(ctx context.Context, some []*ranked) ([]surveys.Standing, error) {
	if l.query.Order != OrderName {
		if err := l.name(ctx, some); err != nil {
			return nil, err
		}
	}
	subjects := make([]subject, len(some))
	for i, item := range some {
		subjects[i] = item.subject(item.name, l.casesKey(item))
	}
	return l.s.standings(ctx, subjects, l.query.Period)
}

// listedAtOnce is how many a walk through a whole list describes at once.
const listedAtOnce = 500

func eachListed(ctx context.Context, q ListQuery, read func(context.Context, ListQuery) (list, error)) iter.Seq2[surveys.Standing, error] {
	return func(yield func(surveys.Standing, error) bool) {
		l, err := read(ctx, q)
		if err != nil {
			yield(surveys.Standing{}, err)
			return
		}
		for some := range slices.Chunk(l.items, listedAtOnce) {
			items, err := l.describe(ctx, some)
			if err != nil {
				yield(surveys.Standing{}, err)
				return
			}
			for _, st := range items {
				if !yield(st, nil) {
					return
				}
			}
		}
	}
}

// nameProjects fills in the names of projects in one pipeline.
func (s *Store) nameProjects(ctx context.Context, items []*ranked) error {
	if len(items) == 0 {
		return nil
	}
	pipe := s.rdb.Pipeline()
	cmds := make([]*redis.StringCmd, len(items))
	for i, item := range items {
		cmds[i] = pipe.HGet(ctx, projectKey(item.parts[0].shard, item.parts[0].project), projectName)
	}
	if err := exec(ctx, pipe); err != nil {
		return fmt.Errorf("names of projects: %w", err)
	}
	for i := range items {
		items[i].name = cmds[i].Val()
	}
	return nil
}

func (s *Store) nameCustomers(ctx context.Context, items []*ranked) error {
	ids := make([]surveys.CustomerID, len(items))
	for i, item := range items {
		ids[i] = surveys.CustomerID(item.id)
	}
	names, err := s.CustomerNames(ctx, ids)
	for i := range items {
		items[i].name = names[ids[i]]
	}
	return err
}
