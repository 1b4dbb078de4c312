package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// mostComments is how many of the newest comments are searched.
const mostComments = 10_000

// comments are the newest comments, folded, as the process remembers them. A
// log in each shard says whose words were written or changed; what is new in it
// is read before each search. So the words lie in one place in Redis, and a
// search looks through memory.
type comments struct {
	mu   sync.Mutex
	at   [surveys.Shards]string // how far each log was read; empty: not at all
	all  map[surveys.InvitationID]comment
	read bool
}

// comment is what somebody said.
type comment struct {
	folded string
	at     int64 // ms when it was written, or given where nobody noted that
	void   bool  // the answer does not count
}

// CountSaid counts the responses with words; all is false where there are more
// than are remembered.
func (s *Store) CountSaid(ctx context.Context) (n int, all bool, err error) {
	c := &s.search.comments
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := s.refreshComments(ctx, c); err != nil {
		return 0, false, err
	}
	for _, one := range c.all {
		if !one.void {
			n++
		}
	}
	return n, len(c.all) < mostComments, nil
}

// findSaid returns the newest responses whose comments hold all the words. Words
// that were taken back meanwhile are not found.
func (s *Store) findSaid(ctx context.Context, words []string, limit int) (found []surveys.Invitation, more bool, err error) {
	ids, err := s.saidWith(ctx, words)
	if err != nil {
		return nil, false, err
	}
	for part := range slices.Chunk(ids, 2*limit) {
		all, err := s.Invitations(ctx, part)
		if err != nil {
			return nil, false, err
		}
		for _, inv := range all {
			if inv.Answer != surveys.Answered || !containsAll(inv.Words.Comment, words) {
				continue
			}
			if len(found) == limit {
				return found, true, nil
			}
			found = append(found, inv)
		}
	}
	return found, false, nil
}

// saidWith looks through memory.
func (s *Store) saidWith(ctx context.Context, words []string) ([]surveys.InvitationID, error) {
	c := &s.search.comments
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := s.refreshComments(ctx, c); err != nil {
		return nil, err
	}
	type match struct {
		id surveys.InvitationID
		at int64
	}
	var out []match
	for id, one := range c.all {
		if allIn(one.folded, words) {
			out = append(out, match{id, one.at})
		}
	}
	slices.SortFunc(out, func(a, b match) int { return cmp.Or(cmp.Compare(b.at, a.at), cmp.Compare(a.id, b.id)) })
	ids := make([]surveys.InvitationID, len(out))
	for i, m := range out {
		ids[i] = m.id
	}
	return ids, nil
}

// refreshComments reads what the logs hold since the last time.
func (s *Store) refreshComments(ctx context.Context, c *comments) error {
	fresh, at, err := s.readSaidLogs(ctx, c)
	if err != nil {
		return err
	}
	if !c.read {
		if err := s.saidBefore(ctx, fresh); err != nil {
			return err
		}
	}
	if err := s.readComments(ctx, c, newestOf(fresh)); err != nil {
		return err
	}
	c.at, c.read = at, true
	if len(c.all) > mostComments {
		c.forgetOldest()
	}
	return nil
}

// readSaidLogs returns whose words are new, with the time in ms, and how far the
// logs were read. The first time the newest of each log are enough.
func (s *Store) readSaidLogs(ctx context.Context, c *comments) (map[surveys.InvitationID]int64, [surveys.Shards]string, error) {
	pipe := s.rdb.Pipeline()
	var cmds [surveys.Shards]*redis.XMessageSliceCmd
	for shard, last := range c.at {
		if last == "" {
			cmds[shard] = pipe.XRevRangeN(ctx, saidLogKey(shard), "+", "-", mostComments)
		} else {
			cmds[shard] = pipe.XRangeN(ctx, saidLogKey(shard), "("+last, "+", mostComments)
		}
	}
	at, fresh := c.at, map[surveys.InvitationID]int64{}
	if err := exec(ctx, pipe); err != nil {
		return nil, at, fmt.Errorf("log of comments: %w", err)
	}
	for shard, cmd := range cmds {
		for _, m := range cmd.Val() {
			ms, _, _ := strings.Cut(m.ID, "-")
			id, when := surveys.InvitationID(text(m.Values, "i")), int64(atoi(ms))
			fresh[id] = max(fresh[id], when)
			if at[shard] == "" || laterID(m.ID, at[shard]) {
				at[shard] = m.ID
			}
		}
	}
	return fresh, at, nil
}

// laterID compares two ids of a stream.
func laterID(a, b string) bool {
	aMs, aN, _ := strings.Cut(a, "-")
	bMs, bN, _ := strings.Cut(b, "-")
	return cmp.Or(cmp.Compare(atoi(aMs), atoi(bMs)), cmp.Compare(atoi(aN), atoi(bN))) > 0
}

// saidBefore adds those who said something before there were logs.
func (s *Store) saidBefore(ctx context.Context, fresh map[surveys.InvitationID]int64) error {
	pipe := s.rdb.Pipeline()
	var cmds [surveys.Shards]*redis.ZSliceCmd
	for shard := range cmds {
		cmds[shard] = pipe.ZRevRangeWithScores(ctx, saidKey(shard), 0, -1)
	}
	if err := exec(ctx, pipe); err != nil {
		return fmt.Errorf("newest comments: %w", err)
	}
	for _, cmd := range cmds {
		for _, z := range cmd.Val() {
			id, _ := z.Member.(string)
			if _, there := fresh[surveys.InvitationID(id)]; !there {
				fresh[surveys.InvitationID(id)] = int64(z.Score) * 1000
			}
		}
	}
	return nil
}

// newestOf cuts to the newest that are searched.
func newestOf(all map[surveys.InvitationID]int64) map[surveys.InvitationID]int64 {
	if len(all) <= mostComments {
		return all
	}
	times := make([]int64, 0, len(all))
	for _, at := range all {
		times = append(times, at)
	}
	slices.Sort(times)
	from := times[len(times)-mostComments]
	for id, at := range all {
		if at < from {
			delete(all, id)
		}
	}
	return all
}

// readComments reads and folds the words of responses.
func (s *Store) readComments(ctx context.Context, c *comments, fresh map[surveys.InvitationID]int64) error {
	if c.all == nil {
		c.all = map[surveys.InvitationID]comment{}
	}
	ids := make([]surveys.InvitationID, 0, len(fresh))
	for id := range fresh {
		ids = append(ids, id)
	}
	for part := range slices.Chunk(ids, 1000) {
		pipe := s.rdb.Pipeline()
		cmds, answers := make([]*redis.StringCmd, len(part)), make([]*redis.StringCmd, len(part))
		for i, id := range part {
			cmds[i], answers[i] = pipe.HGet(ctx, wordsKey(id), fieldComment), pipe.HGet(ctx, invitationKey(id), fieldAnswer)
		}
		if err := exec(ctx, pipe); err != nil {
			return fmt.Errorf("read comments: %w", err)
		}
		for i, id := range part {
			words, void := cmds[i].Val(), answers[i].Val() == string(surveys.AnswerVoid)
			if words == "" {
				delete(c.all, id)
				continue
			}
			one := comment{fold(words), fresh[id], void}
			if was, known := c.all[id]; known && was.folded == one.folded {
				one.at = was.at
			}
			c.all[id] = one
		}
	}
	return nil
}

// forgetOldest keeps the newest that are searched.
func (c *comments) forgetOldest() {
	left := make(map[surveys.InvitationID]int64, len(c.all))
	for id, one := range c.all {
		left[id] = one.at
	}
	left = newestOf(left)
	for id := range c.all {
		if _, stays := left[id]; !stays {
			delete(c.all, id)
		}
	}
}
