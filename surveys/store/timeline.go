package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// chunkSize is how many members a timeline's zset holds at most: up to here
// Redis keeps it packed (zset-max-listpack-entries).
const chunkSize = 128

// chunksField is the field of timelineChunksKey for a project and month.
func chunksField(project, month int) string {
	return strconv.Itoa(project) + ":" + strconv.Itoa(month)
}

// moment is an answer on a timeline. Answers of one second are ordered by id.
type moment struct {
	at int64 // Unix seconds
	id string
}

// compare orders moments from old to new.
func (m moment) compare(o moment) int {
	return cmp.Or(cmp.Compare(m.at, o.at), cmp.Compare(m.id, o.id))
}

// String is the moment as a cursor.
func (m moment) String() string { return strconv.FormatInt(m.at, 10) + "-" + m.id }

// timelineMember is an invitation as a member of a timeline: the 10 bytes of
// its id, which take a third less of a small zset than its letters.
func timelineMember(id surveys.InvitationID) string {
	b := id.Bytes()
	return string(b[:])
}

// invitationOf is the inverse of timelineMember.
func invitationOf(member string) surveys.InvitationID {
	var b [10]byte
	copy(b[:], member)
	return surveys.InvitationIDFromBytes(b)
}

// moments turns the members of projects' timelines into moments, oldest first.
func moments(lists ...[]redis.Z) []moment {
	var out []moment
	for _, list := range lists {
		for _, z := range list {
			out = append(out, moment{int64(z.Score), string(invitationOf(z.Member.(string)))})
		}
	}
	slices.SortFunc(out, moment.compare)
	return out
}

// projectMonths are timelines: the month of a project in a shard.
type projectMonth struct{ shard, project, month int }

// timelineKeys returns the keys of all chunks of timelines. One read finds out
// how many chunks each has.
func (s *Store) timelineKeys(ctx context.Context, wanted []projectMonth) ([]string, error) {
	var fields [surveys.Shards][]string
	for _, w := range wanted {
		fields[w.shard] = append(fields[w.shard], chunksField(w.project, w.month))
	}
	pipe := s.rdb.Pipeline()
	var cmds [surveys.Shards]*redis.SliceCmd
	for shard, f := range fields {
		if len(f) > 0 {
			cmds[shard] = pipe.HMGet(ctx, timelineChunksKey(shard), f...)
		}
	}
	if pipe.Len() == 0 {
		return nil, nil
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, fmt.Errorf("chunks of timelines: %w", err)
	}
	out := make([]string, 0, len(wanted))
	var at [surveys.Shards]int
	for _, w := range wanted {
		newest, _ := cmds[w.shard].Val()[at[w.shard]].(string)
		at[w.shard]++
		for chunk := range atoi(newest) + 1 {
			out = append(out, timelineKey(w.shard, w.project, w.month, chunk))
		}
	}
	return out, nil
}

// readTimelines reads those members of timelines whose time lies between two
// Unix seconds, oldest first.
func (s *Store) readTimelines(ctx context.Context, keys []string, from, to int64) ([]moment, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	pipe := s.rdb.Pipeline()
	cmds := make([]*redis.ZSliceCmd, len(keys))
	between := &redis.ZRangeBy{Min: strconv.FormatInt(from, 10), Max: strconv.FormatInt(to, 10)}
	for i, key := range keys {
		cmds[i] = pipe.ZRangeByScoreWithScores(ctx, key, between)
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, fmt.Errorf("read timelines: %w", err)
	}
	lists := make([][]redis.Z, len(cmds))
	for i, cmd := range cmds {
		lists[i] = cmd.Val()
	}
	return moments(lists...), nil
}
