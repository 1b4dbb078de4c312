package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// readAnswers reads the newest answers of each: of customers together and
// without words, of projects, which are few, one by one.
func (f *facts) readAnswers(ctx context.Context) error {
	var customers []*answersOf
	for i := range f.items {
		switch one := &f.items[i]; {
		case one.isCustomer() && !one.gone:
			customers = append(customers, &answersOf{fact: one, customer: surveys.CustomerID(one.ID)})
		case !one.isCustomer():
			if err := f.readOne(ctx, one, ResponseQuery{Project: surveys.ProjectID(one.ID)}); err != nil {
				return err
			}
		}
	}
	if err := f.readMoments(ctx, customers); err != nil {
		return err
	}
	return f.readInvitations(ctx, customers)
}

// readOne is for one, however its timelines are.
func (f *facts) readOne(ctx context.Context, one *fact, q ResponseQuery) error {
	q.Limit = attentionRecent
	recent, next, err := f.s.Responses(ctx, q)
	if surveys.CodeOf(err) == surveys.NotFound {
		return nil
	}
	one.Recent, one.older = recent, next != ""
	return err
}

// answersOf are the answers of a customer that may be among its newest.
type answersOf struct {
	*fact
	customer surveys.CustomerID
	quarters []int    // not looked at yet, newest first
	moments  []moment // newest first
}

// lacks reports whether one more quarter is to be read. One answer more than is
// shown tells whether there are older ones.
func (a *answersOf) lacks() bool { return len(a.moments) <= attentionRecent && len(a.quarters) > 0 }

// readMoments goes back through the quarters of all, a quarter of each at once.
func (f *facts) readMoments(ctx context.Context, all []*answersOf) error {
	pipe, quarters := f.s.rdb.Pipeline(), make([]*redis.StringSliceCmd, len(all))
	for i, a := range all {
		quarters[i] = pipe.SMembers(ctx, customerQuartersKey(a.customer))
	}
	if err := exec(ctx, pipe); err != nil {
		return fmt.Errorf("quarters of customers: %w", err)
	}
	for i, a := range all {
		for _, text := range quarters[i].Val() {
			a.quarters = append(a.quarters, atoi(text))
		}
		slices.SortFunc(a.quarters, func(a, b int) int { return b - a })
	}
	for {
		all = slices.DeleteFunc(slices.Clone(all), func(a *answersOf) bool { return !a.lacks() })
		if len(all) == 0 {
			return nil
		}
		if err := f.readQuarters(ctx, all); err != nil {
			return err
		}
	}
}

// readQuarters reads the next quarter of each.
func (f *facts) readQuarters(ctx context.Context, all []*answersOf) error {
	pipe, lists := f.s.rdb.Pipeline(), make([]*redis.ZSliceCmd, len(all))
	for i, a := range all {
		lists[i] = pipe.ZRangeWithScores(ctx, customerTimelineKey(a.customer, a.quarters[0]), 0, -1)
		a.quarters = a.quarters[1:]
	}
	if err := exec(ctx, pipe); err != nil {
		return fmt.Errorf("timelines of customers: %w", err)
	}
	for i, a := range all {
		var found []moment
		for _, z := range lists[i].Val() {
			if kind, id := readMember(z.Member.(string)); kind == memberAnswered {
				found = append(found, moment{int64(z.Score), id})
			}
		}
		slices.SortFunc(found, func(a, b moment) int { return b.compare(a) })
		a.moments = append(a.moments, found...)
	}
	return nil
}

// readInvitations reads what was answered. Who took answers back may have too
// few left: then it is gone through as any list of responses is.
func (f *facts) readInvitations(ctx context.Context, all []*answersOf) error {
	var ids []surveys.InvitationID
	cut := make([]bool, len(all))
	for i, a := range all {
		cut[i] = len(a.moments) > attentionRecent+1 || len(a.quarters) > 0
		a.moments = a.moments[:min(len(a.moments), attentionRecent+1)]
		ids = append(ids, idsAt(a.moments)...)
	}
	found, err := f.s.briefs(ctx, ids)
	if err != nil {
		return err
	}
	for i, a := range all {
		recent := f.answersAt(a, found)
		if a.older = len(recent) > attentionRecent; !a.older && cut[i] {
			if err := f.readOne(ctx, a.fact, ResponseQuery{Customer: a.customer}); err != nil {
				return err
			}
			continue
		}
		a.Recent = recent[:min(len(recent), attentionRecent)]
	}
	return nil
}

// answersAt returns the answers of the moments that count, where they were given.
func (f *facts) answersAt(a *answersOf, found briefs) []surveys.Invitation {
	wanted := surveys.ResponseFilter{Customer: a.customer}
	out := make([]surveys.Invitation, 0, len(a.moments))
	for _, m := range a.moments {
		brief, there := found[surveys.InvitationID(m.id)]
		if !there || brief.AnsweredAt.Unix() != m.at {
			continue
		}
		inv := *brief
		if inv.Customer = cmp.Or(f.into[inv.Customer], inv.Customer); wanted.Wants(inv) {
			out = append(out, inv)
		}
	}
	return out
}
