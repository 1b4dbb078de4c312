package store

import (
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
	found, err := f.s.invitationsWithoutWords(ctx, ids)
	if err != nil {
		return err
	}
	for i, a := range all {
		sift := sift{s: f.s, filter: surveys.ResponseFilter{Customer: a.customer}, into: f.into}
		hits := sift.hits(nil, a.moments, sift.wanted(ofMoments(found, a.moments)))
		if a.older = len(hits) > attentionRecent; !a.older && cut[i] {
			if err := f.readOne(ctx, a.fact, ResponseQuery{Customer: a.customer}); err != nil {
				return err
			}
			continue
		}
		for _, h := range hits[:min(len(hits), attentionRecent)] {
			a.Recent = append(a.Recent, h.response)
		}
	}
	return nil
}

// ofMoments returns the invitations of moments that were found.
func ofMoments(found map[surveys.InvitationID]surveys.Invitation, at []moment) []surveys.Invitation {
	out := make([]surveys.Invitation, 0, len(at))
	for _, m := range at {
		if inv, ok := found[surveys.InvitationID(m.id)]; ok {
			out = append(out, inv)
		}
	}
	return out
}

// invitationsWithoutWords reads invitations at half the price of what was
// written beside the answers.
func (s *Store) invitationsWithoutWords(ctx context.Context, ids []surveys.InvitationID) (map[surveys.InvitationID]surveys.Invitation, error) {
	out := make(map[surveys.InvitationID]surveys.Invitation, len(ids))
	if len(ids) == 0 {
		return out, nil
	}
	pipe, hashes := s.rdb.Pipeline(), make([]*redis.MapStringStringCmd, len(ids))
	for i, id := range ids {
		hashes[i] = pipe.HGetAll(ctx, invitationKey(id))
	}
	if err := exec(ctx, pipe); err != nil {
		return nil, fmt.Errorf("read invitations: %w", err)
	}
	rows := make([]invitationRow, 0, len(ids))
	for i, id := range ids {
		if fields := hashes[i].Val(); len(fields) > 0 {
			rows = append(rows, invitationRow{id: id, fields: fields})
		}
	}
	read, err := s.decodeInvitations(ctx, rows)
	for _, inv := range read {
		out[inv.ID] = inv
	}
	return out, err
}
