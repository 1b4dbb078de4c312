package store

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// Limits of what is known of unconfirmed taps, by shard.
const (
	unconfirmedKept = 30 * 24 * time.Hour
	unconfirmedMost = 1000
)

func (s *Store) unconfirmedSince() time.Time { return s.now().Add(-unconfirmedKept) }

// Unconfirmed is an invitation whose links were opened while no answer counts,
// with what is known of who opened them.
type Unconfirmed struct {
	surveys.Invitation
	Visits surveys.Visits // none where they are older than 7 days
	Opened time.Time      // the last time
}

// Unconfirmed returns the invitations whose links were opened in the last 30
// days while no answer counts, the last opened first, and how many there are;
// of each shard the newest 1,000 are known. They are in no figure. limit 0
// asks for the number only.
func (s *Store) Unconfirmed(ctx context.Context, limit int) (items []Unconfirmed, total int, err error) {
	since := &redis.ZRangeBy{Min: strconv.FormatInt(s.unconfirmedSince().UnixMilli(), 10), Max: "+inf", Count: int64(limit)}
	pipe := s.rdb.Pipeline()
	var counts [surveys.Shards]*redis.IntCmd
	var tops [surveys.Shards]*redis.ZSliceCmd
	for shard := range surveys.Shards {
		counts[shard] = pipe.ZCount(ctx, unconfirmedKey(shard), since.Min, since.Max)
		if limit > 0 {
			tops[shard] = pipe.ZRevRangeByScoreWithScores(ctx, unconfirmedKey(shard), since)
		}
	}
	if err := exec(ctx, pipe); err != nil {
		return nil, 0, fmt.Errorf("unconfirmed: %w", err)
	}
	var all []redis.Z
	for shard := range surveys.Shards {
		total += int(counts[shard].Val())
		if limit > 0 {
			all = append(all, tops[shard].Val()...)
		}
	}
	sortNewest(all)
	items, err = s.unconfirmed(ctx, all[:min(limit, len(all))])
	return items, total, err
}

// unconfirmed reads the invitations of an index with their visits.
func (s *Store) unconfirmed(ctx context.Context, found []redis.Z) ([]Unconfirmed, error) {
	ids, opened := make([]surveys.InvitationID, len(found)), map[surveys.InvitationID]time.Time{}
	for i, z := range found {
		member, _ := z.Member.(string)
		ids[i] = surveys.InvitationID(member)
		opened[ids[i]] = time.UnixMilli(int64(z.Score)).UTC()
	}
	if len(ids) == 0 {
		return nil, nil
	}
	invs, err := s.Invitations(ctx, ids)
	if err != nil {
		return nil, err
	}
	visits, err := s.manyVisits(ctx, ids)
	out := make([]Unconfirmed, len(invs))
	for i, inv := range invs {
		out[i] = Unconfirmed{Invitation: inv, Visits: visits[inv.ID], Opened: opened[inv.ID]}
	}
	return out, err
}

// manyVisits reads the visits of many invitations in one pipeline.
func (s *Store) manyVisits(ctx context.Context, ids []surveys.InvitationID) (map[surveys.InvitationID]surveys.Visits, error) {
	pipe := s.rdb.Pipeline()
	invs, visits := make([]*redis.MapStringStringCmd, len(ids)), make([]*redis.MapStringStringCmd, len(ids))
	for i, id := range ids {
		invs[i], visits[i] = pipe.HGetAll(ctx, invitationKey(id)), pipe.HGetAll(ctx, visitsKey(id))
	}
	if err := exec(ctx, pipe); err != nil {
		return nil, fmt.Errorf("read visits: %w", err)
	}
	out := make(map[surveys.InvitationID]surveys.Visits, len(ids))
	for i, id := range ids {
		out[id] = readVisits(invs[i].Val(), visits[i].Val())
	}
	return out, nil
}
