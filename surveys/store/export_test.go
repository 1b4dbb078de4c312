package store

import (
	"context"
	"strconv"
	"time"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// What tests outside of the package may see of the inside.

// OutboxEntries returns all entries of a shard's outbox.
func (s *Store) OutboxEntries(ctx context.Context, shard int) ([]surveys.Entry, error) {
	messages, err := s.rdb.XRange(ctx, outboxKey(shard), "-", "+").Result()
	if err != nil {
		return nil, err
	}
	read, err := s.entries(ctx, shard, messages)
	out := make([]surveys.Entry, len(read))
	for i, e := range read {
		out[i] = e.Entry
	}
	return out, err
}

// Schedule returns the members of a shard's schedule with their times.
func (s *Store) Schedule(ctx context.Context, shard int) (map[string]time.Time, error) {
	all, err := s.rdb.ZRangeWithScores(ctx, dueKey(shard), 0, -1).Result()
	out := make(map[string]time.Time, len(all))
	for _, z := range all {
		out[z.Member.(string)] = time.UnixMilli(int64(z.Score)).UTC()
	}
	return out, err
}

// Holder returns the invitation that holds the contact.
func (s *Store) Holder(ctx context.Context, id surveys.ContactID) string {
	return s.rdb.HGet(ctx, contactKey(id), "held").Val()
}

// AddDue puts work into a shard's schedule.
func (s *Store) AddDue(ctx context.Context, shard int, kind surveys.DueKind, id string, at time.Time) error {
	return s.rdb.ZAdd(ctx, dueKey(shard), redis.Z{Score: float64(at.UnixMilli()), Member: dueMember(kind, id)}).Err()
}

// Tap writes an answer as record.lua does, without its visit.
func (s *Store) Tap(ctx context.Context, id surveys.InvitationID) error {
	return s.rdb.HSet(ctx, invitationKey(id), fieldChoice, 5, fieldBy, "g", fieldAnswered, s.now().Unix()).Err()
}

// InvitationKey returns the key of the invitation's hash.
func InvitationKey(id surveys.InvitationID) string { return invitationKey(id) }

// WorthEntryKey returns the key of an entry of time or money.
func WorthEntryKey(kind surveys.WorthKind, id string) string { return worthEntryKey(kind, id) }

// NumbersOf gives texts their numbers.
func (s *Store) NumbersOf(ctx context.Context, shard int, texts ...string) ([]int, error) {
	return s.numbersOf(ctx, shard, texts...)
}

// NamesOf gives numbers their texts.
func (s *Store) NamesOf(ctx context.Context, shard int, numbers ...int) (map[int]string, error) {
	return s.namesOf(ctx, shard, numbers)
}

// HistoryKept is how many lines of a history are kept.
const HistoryKept = historyMost

// HistoryLength returns how many lines an invitation's history has.
func (s *Store) HistoryLength(ctx context.Context, id surveys.InvitationID) int64 {
	return s.rdb.LLen(ctx, historyKey(id)).Val()
}

// FillTrouble puts n invitations that are gone into a shard's index of trouble,
// one a millisecond up to a time.
func (s *Store) FillTrouble(ctx context.Context, shard, n int, until time.Time) error {
	members := make([]redis.Z, n)
	for i := range members {
		members[i] = redis.Z{Score: float64(until.UnixMilli() - int64(i)), Member: "gone-" + strconv.Itoa(i)}
	}
	return s.rdb.ZAdd(ctx, troubleKey(shard), members...).Err()
}

// InTrouble returns how many invitations a shard's index of trouble holds.
func (s *Store) InTrouble(ctx context.Context, shard int) int64 {
	return s.rdb.ZCard(ctx, troubleKey(shard)).Val()
}

// Crowd fills the newest invitations of the project's shard with others, as a
// thousand new ones would.
func (s *Store) Crowd(ctx context.Context, project surveys.ProjectID) error {
	key := newestKey(project.Shard())
	others := make([]redis.Z, newestMost)
	for i := range others {
		id := surveys.NewInvitationID(project, surveys.InteractionID(strconv.Itoa(i)), "crowd", 1)
		others[i] = redis.Z{Score: float64(s.now().UnixMilli() + 1), Member: string(id)}
	}
	if err := s.rdb.ZAdd(ctx, key, others...).Err(); err != nil {
		return err
	}
	return s.rdb.ZRemRangeByRank(ctx, key, 0, -newestMost-1).Err()
}
