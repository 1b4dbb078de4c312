package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// Agents returns a page of everybody who served, in the order of the letters,
// and how many there are. An answer counts for the agent of its interaction,
// whatever was reassigned later.
func (s *Store) Agents(ctx context.Context, offset, limit int) (ids []surveys.AgentID, total int, err error) {
	pipe := s.rdb.Pipeline()
	var cmds [surveys.Shards]*redis.StringSliceCmd
	for shard := range cmds {
		cmds[shard] = pipe.HKeys(ctx, numbersKey(shard))
	}
	if err := exec(ctx, pipe); err != nil {
		return nil, 0, fmt.Errorf("list agents: %w", err)
	}
	for _, cmd := range cmds {
		for _, text := range cmd.Val() {
			if id, ok := strings.CutPrefix(text, agentText); ok && id != "" {
				ids = append(ids, surveys.AgentID(id))
			}
		}
	}
	slices.SortFunc(ids, func(a, b surveys.AgentID) int {
		if c := strings.Compare(strings.ToLower(string(a)), strings.ToLower(string(b))); c != 0 {
			return c
		}
		return strings.Compare(string(a), string(b))
	})
	ids = slices.Compact(ids)
	total = len(ids)
	from := min(max(0, offset), total)
	return ids[from:min(total, from+min(max(1, limit), 200))], total, nil
}

// HasAgent reports whether anybody was served by the agent.
func (s *Store) HasAgent(ctx context.Context, id surveys.AgentID) (bool, error) {
	wanted := make([]shardText, surveys.Shards)
	for shard := range wanted {
		wanted[shard] = shardText{shard, agentText + string(id)}
	}
	found, err := s.findNumbers(ctx, wanted)
	return id != "" && slices.ContainsFunc(found, func(n int) bool { return n != 0 }), err
}
