package store

import (
	"context"
	"fmt"
	"maps"
	"strings"
	"sync"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// answerBook remembers answers in brief as they were read of a shard, until its
// position moves: whatever changes an answer is in the outbox. Safe for concurrent
// use.
type answerBook struct {
	mu     sync.Mutex
	shards [surveys.Shards]struct {
		position string
		by       briefs
	}
	held int
}

// briefs never change.
type briefs map[surveys.InvitationID]*surveys.Invitation

// answersMost bounds what a process remembers, about 15 MB.
const answersMost = 1 << 15

// AnswersInBrief reads of many invitations what was chosen, when and by whom: no
// words and nothing of the mail. Those that are gone are left out.
func (s *Store) AnswersInBrief(ctx context.Context, ids []surveys.InvitationID) (map[surveys.InvitationID]surveys.Invitation, error) {
	found, err := s.briefs(ctx, ids)
	out := make(map[surveys.InvitationID]surveys.Invitation, len(found))
	for id, inv := range found {
		out[id] = *inv
	}
	return out, err
}

// briefs is AnswersInBrief for what is not changed.
func (s *Store) briefs(ctx context.Context, ids []surveys.InvitationID) (briefs, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	positions, err := s.positions(ctx)
	if err != nil {
		return nil, fmt.Errorf("read answers: %w", err)
	}
	out, missing := s.answers.find(positions, ids)
	if len(missing) == 0 {
		return out, nil
	}
	read, err := s.readBriefs(ctx, missing)
	if err != nil {
		return nil, err
	}
	s.answers.keep(positions, read)
	maps.Copy(out, read)
	return out, nil
}

// find returns what is remembered as of the positions, and the ids of the others.
func (b *answerBook) find(positions [surveys.Shards]string, ids []surveys.InvitationID) (out briefs, missing []surveys.InvitationID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	out = make(briefs, len(ids))
	for _, id := range ids {
		shard := &b.shards[id.Shard()]
		if inv, known := shard.by[id]; known && shard.position == positions[id.Shard()] {
			out[id] = inv
		} else {
			missing = append(missing, id)
		}
	}
	return out, missing
}

// keep remembers what was read after the positions were.
func (b *answerBook) keep(positions [surveys.Shards]string, read briefs) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for shard := range b.shards {
		if s := &b.shards[shard]; s.by == nil || s.position != positions[shard] || b.held > answersMost {
			b.held -= len(s.by)
			s.position, s.by = positions[shard], briefs{}
		}
	}
	for id, inv := range read {
		by := b.shards[id.Shard()].by
		b.held -= len(by)
		by[id] = inv
		b.held += len(by)
	}
}

// forget drops all that is remembered.
func (b *answerBook) forget() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for shard := range b.shards {
		b.shards[shard].position, b.shards[shard].by = "", nil
	}
	b.held = 0
}

func (s *Store) readBriefs(ctx context.Context, ids []surveys.InvitationID) (briefs, error) {
	out := make(briefs, len(ids))
	pipe, cmds := s.rdb.Pipeline(), make([]*redis.SliceCmd, len(ids))
	for i, id := range ids {
		cmds[i] = pipe.HMGet(ctx, invitationKey(id), fieldMail, fieldCustomer, fieldContact, fieldKind, fieldAnswer, fieldChoice, fieldAnswered)
	}
	if err := exec(ctx, pipe); err != nil {
		return nil, fmt.Errorf("read answers: %w", err)
	}
	var wanted [surveys.Shards][]int
	for i, id := range ids {
		wanted[id.Shard()] = append(wanted[id.Shard()], atoi(word(cmds[i], 1)), atoi(word(cmds[i], 3)))
	}
	var names [surveys.Shards]map[int]string
	for shard := range names {
		var err error
		if names[shard], err = s.namesOf(ctx, shard, wanted[shard]); err != nil {
			return nil, err
		}
	}
	for i, id := range ids {
		if word(cmds[i], 0) != "" {
			out[id] = answerInBrief(id, cmds[i], names[id.Shard()])
		}
	}
	return out, nil
}

func answerInBrief(id surveys.InvitationID, cmd *redis.SliceCmd, names map[int]string) *surveys.Invitation {
	inv := &surveys.Invitation{
		ID:         id,
		Customer:   surveys.CustomerID(strings.TrimPrefix(names[atoi(word(cmd, 1))], customerText)),
		Contact:    surveys.ContactID(word(cmd, 2)),
		Answer:     answerIs(word(cmd, 4), word(cmd, 5)),
		Choice:     atoi(word(cmd, 5)),
		AnsweredAt: seconds(word(cmd, 6)),
	}
	inv.Survey, inv.Scale, inv.Type = splitKind(names[atoi(word(cmd, 3))])
	if inv.Contact == "" {
		inv.Contact = contactOf(inv.Customer)
	}
	return inv
}
