package store

import (
	"context"
	"fmt"
	"iter"
	"math"
	"slices"
	"strings"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// newestMost is how many of the newest invitations a shard remembers in their
// order.
const newestMost = 1000

// newestWalk goes back through the newest invitations of the house or of a
// project and, where a shard remembers no more of them, through the timelines
// of the customers, without what it has shown.
type newestWalk struct {
	indexWalk
	project surveys.ProjectID // empty: all
	older   *askedWalk
}

// leastMillis parts the times of the index, in ms, from those of timelines, in
// s: as seconds it is the year 5138, as ms it is 1973.
const leastMillis = 1e11

func (w *newestWalk) back(ctx context.Context, before moment, want int) ([]moment, bool, error) {
	if before.at >= leastMillis {
		found, _, err := w.indexWalk.back(ctx, before, want)
		if err != nil || len(found) > 0 {
			return found, false, err
		}
		before.at = math.MaxInt64
	}
	if w.older == nil {
		var err error
		if w.older, err = w.readOlder(ctx); err != nil {
			return nil, true, err
		}
	}
	return w.older.back(ctx, before, want)
}

// readOlder finds the customers whose timelines may hold more than the index,
// and all that the index holds.
func (w *newestWalk) readOlder(ctx context.Context) (*askedWalk, error) {
	out := &askedWalk{s: w.s, shown: map[string]bool{}}
	pipe := w.s.rdb.Pipeline()
	cmds := make([]*redis.StringSliceCmd, surveys.Shards)
	for shard := range cmds {
		cmds[shard] = pipe.ZRange(ctx, newestKey(shard), 0, -1)
	}
	if err := exec(ctx, pipe); err != nil {
		return nil, fmt.Errorf("newest invitations: %w", err)
	}
	full := false
	for shard, cmd := range cmds {
		if w.project == "" || w.project.Shard() == shard {
			full = full || len(cmd.Val()) == newestMost
		}
		for _, id := range cmd.Val() {
			out.shown[id] = true
		}
	}
	if !full {
		return out, nil
	}
	var err error
	out.customers, err = w.s.customersAsked(ctx, w.project)
	return out, err
}

// customersAsked returns the customers of a project, empty: of all projects.
// An unknown project has none.
func (s *Store) customersAsked(ctx context.Context, project surveys.ProjectID) (out []surveys.CustomerID, err error) {
	if project == "" {
		r, err := s.rankCustomers(ctx)
		if err != nil {
			return nil, err
		}
		for _, one := range r.items {
			out = append(out, surveys.CustomerID(one.id))
		}
		return out, nil
	}
	src, err := s.projectSource(ctx, project)
	if surveys.CodeOf(err) == surveys.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	members, err := s.rdb.SMembers(ctx, projectCustomersKey(src.shard, src.project)).Result()
	if err != nil {
		return nil, fmt.Errorf("customers of the project: %w", err)
	}
	numbers := make([]int, len(members))
	for i, m := range members {
		numbers[i] = atoi(m)
	}
	names, err := s.namesOf(ctx, src.shard, numbers)
	if err != nil {
		return nil, err
	}
	into, err := s.aliasesNow(ctx)
	for _, name := range names {
		id := surveys.CustomerID(strings.TrimPrefix(name, customerText))
		if became, ok := into[id]; ok {
			id = became
		}
		out = append(out, id)
	}
	slices.Sort(out)
	return slices.Compact(out), err
}

// askedWalk goes back through what customers were asked and have answered, a
// quarter at a time.
type askedWalk struct {
	s         *Store
	customers []surveys.CustomerID
	shown     map[string]bool // ids that are left out
	quarters  []int           // newest first
	known     bool            // that they were read
}

func (w *askedWalk) back(ctx context.Context, before moment, _ int) ([]moment, bool, error) {
	if err := w.readQuarters(ctx); err != nil {
		return nil, true, err
	}
	for len(w.quarters) > 0 {
		quarter := w.quarters[0]
		if before.at < quarterStart(quarter).Start(w.s.zone).Unix() {
			w.quarters = w.quarters[1:]
			continue
		}
		found, err := w.quarter(ctx, quarter)
		if err != nil {
			return nil, true, err
		}
		w.quarters = w.quarters[1:]
		found = slices.Compact(newestFirst(found, before))
		if len(found) > 0 {
			return found, len(w.quarters) == 0, nil
		}
	}
	return nil, true, nil
}

// readQuarters finds out when anything happened, once.
func (w *askedWalk) readQuarters(ctx context.Context) error {
	if w.known || len(w.customers) == 0 {
		return nil
	}
	pipe := w.s.rdb.Pipeline()
	cmds := make([]*redis.StringSliceCmd, len(w.customers))
	for i, id := range w.customers {
		cmds[i] = pipe.SMembers(ctx, customerQuartersKey(id))
	}
	if err := exec(ctx, pipe); err != nil {
		return fmt.Errorf("quarters of customers: %w", err)
	}
	for _, cmd := range cmds {
		for _, m := range cmd.Val() {
			w.quarters = append(w.quarters, atoi(m))
		}
	}
	slices.Sort(w.quarters)
	w.quarters = slices.Compact(w.quarters)
	slices.Reverse(w.quarters)
	w.known = true
	return nil
}

// quarter reads the invitations of one quarter.
func (w *askedWalk) quarter(ctx context.Context, quarter int) (out []moment, err error) {
	pipe := w.s.rdb.Pipeline()
	cmds := make([]*redis.ZSliceCmd, len(w.customers))
	for i, id := range w.customers {
		cmds[i] = pipe.ZRangeWithScores(ctx, customerTimelineKey(id, quarter), 0, -1)
	}
	if err := exec(ctx, pipe); err != nil {
		return nil, fmt.Errorf("timelines of customers: %w", err)
	}
	for _, cmd := range cmds {
		for _, z := range cmd.Val() {
			kind, id := readMember(z.Member.(string))
			if (kind == memberAsked || kind == memberAnswered) && !w.shown[id] {
				out = append(out, moment{int64(z.Score), id})
			}
		}
	}
	return out, nil
}

// EachInvitations walks through all invitations that are asked for, newest first,
// some at a time, whatever limit and cursor say: page by page, the timelines would
// be read as often as they have pages. NotFound as InvitationsBy.
func (s *Store) EachInvitations(ctx context.Context, q InvitationQuery) iter.Seq2[[]surveys.Invitation, error] {
	return func(yield func([]surveys.Invitation, error) bool) {
		w, err := s.ledgerWalk(ctx, q)
		if err != nil {
			yield(nil, err)
			return
		}
		for part, err := range allBack(ctx, w) {
			if err != nil {
				yield(nil, err)
				return
			}
			some, err := s.Invitations(ctx, idsAt(part))
			at := placesOf(part)
			some = slices.DeleteFunc(some, func(inv surveys.Invitation) bool { return !stands(inv, at[inv.ID]) || !q.fits(inv, s.zone) })
			if !yield(some, err) || err != nil {
				return
			}
		}
	}
}

// stands reports whether an invitation belongs where it was found: one that
// was answered stands where it was answered last, wherever else its line was
// left: where it was asked, or where an answer was that was taken back.
func stands(inv surveys.Invitation, at moment) bool {
	return at.at >= leastMillis || inv.AnsweredAt.IsZero() || inv.AnsweredAt.Unix() == at.at
}
