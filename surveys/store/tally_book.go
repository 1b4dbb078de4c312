package store

import (
	"context"
	"sync"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// tallyBook remembers tallies as they were read, because pages of many customers
// and projects ask for the same ones again: what was read of a shard holds until
// its position moves, and only advance writes tallies, with the position. Safe
// for concurrent use.
type tallyBook struct {
	mu     sync.Mutex
	shards [surveys.Shards]tallyShelf
	held   int // of all shards, see weight
}

// tallyShelf are the tallies of a shard by their keys, as of a position.
type tallyShelf struct {
	position string
	by       map[string][]count
}

// tallyBookMost bounds what a process remembers: counts, and a few for each
// tally, about 20 MB.
const tallyBookMost = 1 << 19

func weightOf(counts []count) int { return len(counts) + 6 }

// find fills in what is remembered as of the positions, and returns the places
// of the others.
func (b *tallyBook) find(positions map[int]string, reads []*tallyRead) (missing []*tallyRead) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for shard, position := range positions {
		if shelf := &b.shards[shard]; shelf.position != position {
			for _, counts := range shelf.by {
				b.held -= weightOf(counts)
			}
			*shelf = tallyShelf{position: position, by: map[string][]count{}}
		}
	}
	for _, r := range reads {
		counts, known := b.shards[r.shard].by[r.key]
		if r.counts = counts; !known {
			missing = append(missing, r)
		}
	}
	return missing
}

// keep remembers what was read after the positions were, unless somebody has
// seen another one since.
func (b *tallyBook) keep(positions map[int]string, reads []*tallyRead) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, r := range reads {
		shelf := &b.shards[r.shard]
		if shelf.position != positions[r.shard] || shelf.by == nil {
			continue
		}
		if b.held > tallyBookMost {
			for shard := range b.shards {
				b.shards[shard].by = map[string][]count{}
			}
			b.held = 0
		}
		if _, known := shelf.by[r.key]; !known {
			shelf.by[r.key] = r.counts
			b.held += weightOf(r.counts)
		}
	}
}

// forget drops all that is remembered.
func (b *tallyBook) forget() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.shards, b.held = [surveys.Shards]tallyShelf{}, 0
}

// tallies are some tally hashes, to be read together.
type tallies struct{ reads []*tallyRead }

// tallyRead is one of them; counts are there when it was read.
type tallyRead struct {
	span
	shard  int
	counts []count
}

// talliesOf are the tallies of sources that cover a period.
func talliesOf(sources []source, p surveys.Period) tallies {
	var t tallies
	for _, src := range sources {
		t.add(src.shard, src.spans(p)...)
	}
	return t
}

func (t *tallies) add(shard int, spans ...span) {
	for _, sp := range spans {
		t.reads = append(t.reads, &tallyRead{span: sp, shard: shard})
	}
}

// each calls do for every count that was read.
func (t tallies) each(do func(count)) {
	for _, r := range t.reads {
		for _, c := range r.counts {
			do(c)
		}
	}
}

// readTallies reads tallies, but for those that are remembered. What else the
// pipeline holds is done first, in the round trip that asks for the positions.
func (s *Store) readTallies(ctx context.Context, pipe redis.Pipeliner, all ...tallies) error {
	var reads []*tallyRead
	cmds := map[int]*redis.StringCmd{}
	for _, t := range all {
		for _, r := range t.reads {
			if cmds[r.shard] == nil {
				cmds[r.shard] = pipe.Get(ctx, positionKey(r.shard))
			}
		}
		reads = append(reads, t.reads...)
	}
	if err := exec(ctx, pipe); err != nil {
		return err
	}
	positions := make(map[int]string, len(cmds))
	for shard, cmd := range cmds {
		positions[shard] = cmd.Val()
	}
	missing := s.tallies.find(positions, reads)
	if err := s.fetchTallies(ctx, missing); err != nil {
		return err
	}
	s.tallies.keep(positions, missing)
	return nil
}

// fetchTallies reads tallies in one pipeline, whatever is remembered.
func (s *Store) fetchTallies(ctx context.Context, reads []*tallyRead) error {
	if len(reads) == 0 {
		return nil
	}
	pipe, cmds := s.rdb.Pipeline(), make([]*redis.MapStringStringCmd, len(reads))
	for i, r := range reads {
		cmds[i] = pipe.HGetAll(ctx, r.key)
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return err
	}
	for i, r := range reads {
		r.counts = readCounts(cmds[i].Val(), r.first)
	}
	return nil
}

func readCounts(hash map[string]string, first surveys.Day) []count {
	if len(hash) == 0 {
		return nil
	}
	out := make([]count, 0, len(hash))
	readTally(hash, first, func(c count) { out = append(out, c) })
	return out
}
