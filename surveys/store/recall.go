package store

import (
	"context"
	"fmt"
	"slices"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// recall is what was read of a customer's timeline for one page: the parts of
// the page that look at the same past read it once. Not safe for concurrent use,
// and not to be kept.
type recall struct {
	s        *Store
	customer surveys.CustomerID
	quarters []int // of the timeline, newest first
	members  map[int][]moment
	known    map[surveys.InvitationID]*recalled
}

// recalled is an invitation that was read, nil where there was none.
type recalled struct {
	*surveys.Invitation
	words bool
}

func (s *Store) newRecall(id surveys.CustomerID, quarters []int) *recall {
	return &recall{s: s, customer: id, quarters: quarters, members: map[int][]moment{}, known: map[surveys.InvitationID]*recalled{}}
}

// walk goes back through members of a kind; of all where it is empty.
func (r *recall) walk(kind string) *customerWalk {
	return &customerWalk{s: r.s, customer: r.customer, quarters: r.quarters, kind: kind, recall: r}
}

// lists returns the members of quarters.
func (r *recall) lists(ctx context.Context, quarters []int) ([][]moment, error) {
	missing := slices.DeleteFunc(slices.Clone(quarters), func(q int) bool { _, known := r.members[q]; return known })
	if len(missing) > 0 {
		found, err := r.s.customerMembers(ctx, r.customer, missing, &redis.ZRangeBy{Min: "-inf", Max: "+inf"})
		if err != nil {
			return nil, err
		}
		for i, q := range missing {
			r.members[q] = found[i]
		}
	}
	out := make([][]moment, len(quarters))
	for i, q := range quarters {
		out[i] = r.members[q]
	}
	return out, nil
}

// invitations is Store.readInvitations for those that were not read yet. Those
// that were read without words get theirs where they are wanted.
func (r *recall) invitations(ctx context.Context, ids []surveys.InvitationID, worded int) ([]surveys.Invitation, error) {
	var missing, bare []surveys.InvitationID
	missingWorded := 0
	for i, id := range ids {
		switch one, known := r.known[id]; {
		case !known:
			if missing = append(missing, id); i < worded {
				missingWorded = len(missing)
			}
			r.known[id] = &recalled{words: i < worded}
		case i < worded && !one.words && one.Invitation != nil:
			bare = append(bare, id)
		}
	}
	found, err := r.s.readInvitations(ctx, missing, missingWorded)
	if err != nil {
		return nil, err
	}
	for i := range found {
		r.known[found[i].ID].Invitation = &found[i]
	}
	if err := r.addWords(ctx, bare); err != nil {
		return nil, err
	}
	out := make([]surveys.Invitation, 0, len(ids))
	for _, id := range ids {
		if one := r.known[id]; one.Invitation != nil {
			out = append(out, *one.Invitation)
		}
	}
	return out, nil
}

// addWords reads the words of invitations that were read without.
func (r *recall) addWords(ctx context.Context, ids []surveys.InvitationID) error {
	if len(ids) == 0 {
		return nil
	}
	words, err := r.s.wordsOf(ctx, ids)
	if err != nil {
		return err
	}
	for i, id := range ids {
		one := r.known[id]
		one.Words, one.words = words[i], true
	}
	return nil
}

// wordsOf reads what was said with answers, in their order.
func (s *Store) wordsOf(ctx context.Context, ids []surveys.InvitationID) ([]surveys.Words, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	pipe := s.rdb.Pipeline()
	cmds := make([]*redis.MapStringStringCmd, len(ids))
	for i, id := range ids {
		cmds[i] = pipe.HGetAll(ctx, wordsKey(id))
	}
	if err := exec(ctx, pipe); err != nil {
		return nil, fmt.Errorf("words of answers: %w", err)
	}
	out := make([]surveys.Words, len(ids))
	for i, cmd := range cmds {
		out[i] = decodeWords(cmd.Val())
	}
	return out, nil
}
