package store

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// ActBegun is the act of a line in the record of changes that says of a change
// only that it was begun: the process died before it could say what became of it.
const ActBegun = "change.begun"

const (
	// begunAfter is how long whoever changes something may need, at most: an
	// import of years of ratings takes its time.
	begunAfter = time.Hour
	// begunFor is how long it may take to note that a change has ended.
	begunFor = 2 * time.Second
)

// begun is a change that somebody is making. What it changes lies in many
// slots, and its line in the record in another, so the line is noted before the
// first write: Record replaces it, and where nobody could any more, tending
// writes down that the change was begun.
type begun struct {
	mu    sync.Mutex
	line  surveys.AuditEntry
	id    string // under which it is noted; empty: nothing is written yet
	owing bool   // a line could not be written
	over  bool   // what goes on without whoever began it is noted no more
}

// begunKey is the key of the change in the context of its writes.
type begunKey struct{}

// keptBegun is a begun change as it lies in Redis.
type keptBegun struct {
	At      int64           `json:"at"` // ms
	By      surveys.UserID  `json:"by,omitempty"`
	Token   string          `json:"tok,omitempty"`
	Subject string          `json:"sub,omitempty"`
	Detail  surveys.Telling `json:"det,omitzero"`
}

// Begin returns the context for all that somebody changes in one go, which the
// line tells of where nothing better can be said. end is called when it is over:
// known false leaves the line, because nobody knows what became of the change.
func (s *Store) Begin(ctx context.Context, line surveys.AuditEntry) (changing context.Context, end func(known bool)) {
	b := &begun{line: line}
	b.line.At = s.now()
	return context.WithValue(ctx, begunKey{}, b), func(known bool) {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.over = true
		if b.id == "" || b.owing || !known {
			return
		}
		soon, cancel := context.WithTimeout(context.WithoutCancel(ctx), begunFor)
		defer cancel()
		_ = s.rdb.HDel(soon, changesBegunKey(), b.id).Err() // else it is told that the change was begun
	}
}

// begunIn returns the change that a context belongs to; nil for none.
func begunIn(ctx context.Context) *begun {
	b, _ := ctx.Value(begunKey{}).(*begun)
	return b
}

// aside is the context for writes that are no part of the change.
func aside(ctx context.Context) context.Context {
	return context.WithValue(ctx, begunKey{}, (*begun)(nil))
}

// note keeps the change in Redis, before its first write.
func (b *begun) note(ctx context.Context, rdb redis.UniversalClient) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.id != "" || b.over {
		return nil
	}
	text, err := json.Marshal(keptBegun{b.line.At.UnixMilli(), b.line.By, b.line.ByToken, b.line.Subject, b.line.Detail})
	if err != nil {
		return err
	}
	id := rand.Text()
	if err := rdb.HSet(aside(ctx), changesBegunKey(), id, text).Err(); err != nil {
		return fmt.Errorf("note that a change is begun: %w", err)
	}
	b.id = id
	return nil
}

// replace has record write the line in place of the one that was noted; what is
// changed after it is noted anew.
func (b *begun) replace(record func(id string) error) error {
	if b == nil {
		return record("")
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.over {
		return record("")
	}
	if err := record(b.id); err != nil {
		b.owing = true
		return err
	}
	b.id = ""
	return nil
}

// recordBegun writes into the record what was begun long ago and never said to
// have ended.
func (s *Store) recordBegun(ctx context.Context) error {
	all, err := s.rdb.HGetAll(ctx, changesBegunKey()).Result()
	if err != nil {
		return fmt.Errorf("changes that were begun: %w", err)
	}
	var failed error
	for _, id := range slices.Sorted(maps.Keys(all)) {
		var k keptBegun
		if err := json.Unmarshal([]byte(all[id]), &k); err != nil {
			failed = errors.Join(failed, fmt.Errorf("a change that was begun: %w", err))
			continue
		}
		line := surveys.AuditEntry{At: time.UnixMilli(k.At), By: k.By, ByToken: k.Token, Act: ActBegun, Subject: k.Subject, Detail: k.Detail}
		if s.now().Sub(line.At) > begunAfter {
			failed = errors.Join(failed, s.recordLine(ctx, line, id))
		}
	}
	return failed
}
