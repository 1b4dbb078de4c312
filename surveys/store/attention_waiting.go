package store

import (
	"cmp"
	"context"
	"fmt"
	"sync"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// waitingBook remembers of open cases whom they are about: there may be
// thousands, and a ranking asks for all. Which are open is asked anew each time;
// what is known of them holds until the shard's position moves, because whatever
// withdraws a case, or has it stand again, is in the outbox. Safe for concurrent
// use.
type waitingBook struct {
	mu     sync.Mutex
	shards [surveys.Shards]struct {
		position string
		by       map[surveys.CaseID]waitingCase
	}
}

// forget drops all that is remembered.
func (b *waitingBook) forget() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for shard := range b.shards {
		b.shards[shard].position, b.shards[shard].by = "", nil
	}
}

// waitingCase is what a ranking needs of a case.
type waitingCase struct {
	customer  surveys.CustomerID
	withdrawn bool
}

// waiting returns the oldest case of each customer that nobody has answered. A
// complaint that was taken back waits for no answer, though its case is open.
func (s *Store) waiting(ctx context.Context) (map[surveys.CustomerID]surveys.CaseID, error) {
	into, err := s.aliasesNow(ctx)
	if err != nil {
		return nil, err
	}
	positions, err := s.positions(ctx)
	if err != nil {
		return nil, fmt.Errorf("cases that wait: %w", err)
	}
	ids, _, err := s.newestCases(ctx, surveys.CaseOpen, attentionCases)
	if err != nil {
		return nil, fmt.Errorf("cases that wait: %w", err)
	}
	found, err := s.waitingCases(ctx, positions, ids)
	if err != nil {
		return nil, fmt.Errorf("cases that wait: %w", err)
	}
	out := make(map[surveys.CustomerID]surveys.CaseID, len(ids))
	for i, id := range ids { // newest first
		if c := found[i]; c.customer != "" && !c.withdrawn {
			out[cmp.Or(into[c.customer], c.customer)] = id
		}
	}
	return out, nil
}

// positions are how far the figures of the shards have followed.
func (s *Store) positions(ctx context.Context) (out [surveys.Shards]string, err error) {
	pipe := s.rdb.Pipeline()
	var cmds [surveys.Shards]*redis.StringCmd
	for shard := range cmds {
		cmds[shard] = pipe.Get(ctx, positionKey(shard))
	}
	err = exec(ctx, pipe)
	for shard, cmd := range cmds {
		out[shard] = cmd.Val()
	}
	return out, err
}

// waitingCases returns the open cases asked for; zero are those that are gone,
// or not open any more.
func (s *Store) waitingCases(ctx context.Context, positions [surveys.Shards]string, ids []surveys.CaseID) ([]waitingCase, error) {
	out, missing := s.waits.find(positions, ids)
	if len(missing) == 0 {
		return out, nil
	}
	pipe, cmds := s.rdb.Pipeline(), make([]*redis.SliceCmd, len(missing))
	for i, at := range missing {
		cmds[i] = pipe.HMGet(ctx, caseKey(ids[at]), caseState, caseCustomer, caseWithdrawn)
	}
	if err := exec(ctx, pipe); err != nil {
		return nil, err
	}
	for i, at := range missing {
		if surveys.CaseState(word(cmds[i], 0)) == surveys.CaseOpen {
			out[at] = waitingCase{surveys.CustomerID(word(cmds[i], 1)), word(cmds[i], 2) == "1"}
		}
	}
	s.waits.keep(positions, ids, out)
	return out, nil
}

// find returns what is remembered as of the positions, and the places of those
// that are not.
func (b *waitingBook) find(positions [surveys.Shards]string, ids []surveys.CaseID) (out []waitingCase, missing []int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	out = make([]waitingCase, len(ids))
	for i, id := range ids {
		known := false
		if shard := &b.shards[id.Shard()]; shard.position == positions[id.Shard()] {
			out[i], known = shard.by[id]
		}
		if !known {
			missing = append(missing, i)
		}
	}
	return out, missing
}

// keep remembers the cases that are open, and forgets all others.
func (b *waitingBook) keep(positions [surveys.Shards]string, ids []surveys.CaseID, cases []waitingCase) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for shard := range b.shards {
		b.shards[shard].position, b.shards[shard].by = positions[shard], map[surveys.CaseID]waitingCase{}
	}
	for i, id := range ids {
		b.shards[id.Shard()].by[id] = cases[i]
	}
}
