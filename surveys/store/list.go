package store

import (
	"context"
	"fmt"
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
	r, err := s.rankProjects(ctx)
	if err != nil {
		return nil, 0, err
	}
	if err := s.meetWorked(ctx, r); err != nil {
		return nil, 0, err
	}
	return s.listPage(ctx, r, surveys.ProjectNeeds, q, s.nameProjects, func(item *ranked) string {
		return projectCasesKey(item.parts[0].shard, item.parts[0].project)
	})
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
	r, err := s.rankCustomers(ctx)
	if err != nil {
		return nil, 0, err
	}
	all, err := s.Lives(ctx)
	if err != nil {
		return nil, 0, err
	}
	paying, err := s.payingCustomers(ctx)
	if err != nil {
		return nil, 0, err
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
	return s.listPage(ctx, r, surveys.CustomerNeeds, q, s.nameCustomers, func(item *ranked) string {
		return customerCasesKey(surveys.CustomerID(item.id))
	})
}

// listPage orders a ranking, cuts the page out and describes what is on it.
// Names are read of all only where they make the order.
func (s *Store) listPage(ctx context.Context, r *ranking, kind surveys.AttentionKind, q ListQuery,
	name func(context.Context, []*ranked) error, casesKey func(*ranked) string,
) ([]surveys.Standing, int, error) {
	if q.Order == OrderName {
		if err := name(ctx, r.items); err != nil {
			return nil, 0, err
		}
	}
	all, err := s.order(ctx, r, q.Order)
	if err == nil && q.Order == OrderWorst {
		err = s.worstFirst(ctx, all, kind, q.Period)
	}
	if err != nil {
		return nil, 0, err
	}
	from, to := q.page(len(all))
	page := all[from:to]
	if q.Order != OrderName {
		if err := name(ctx, page); err != nil {
			return nil, 0, err
		}
	}
	subjects := make([]subject, len(page))
	for i, item := range page {
		subjects[i] = item.subject(item.name, casesKey(item))
	}
	items, err := s.standings(ctx, subjects, q.Period)
	return items, len(all), err
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
