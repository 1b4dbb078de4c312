package store

import (
	"context"
	"fmt"
	"sync"
	"time"

	"barometer/surveys"
)

// listeners remembers for a moment whether anybody is told of events, so that
// no answer is put on the schedule that nobody wants to hear of.
type listeners struct {
	chats  bool // there are some; webhooks come and go
	mu     sync.Mutex
	looked time.Time
	any    bool
}

// listenersFor is how long that is believed.
const listenersFor = time.Second

// hasListeners reports whether anybody is told of events.
func (s *Store) hasListeners(ctx context.Context) (bool, error) {
	l := s.listeners
	if l.chats {
		return true, nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if now := time.Now(); now.Sub(l.looked) > listenersFor {
		n, err := s.rdb.HLen(ctx, webhooksKey()).Result()
		if err != nil {
			return false, fmt.Errorf("webhooks: %w", err)
		}
		l.any, l.looked = n > 0, now
	}
	return l.any, nil
}

// forget drops all that is remembered.
func (l *listeners) forget() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.looked = time.Time{}
}

// notify puts what happened on the schedule of the shard, for those who are
// told of it: exactly once, as the position moves.
func (st *steps) notify(e entry, now time.Time) {
	about := string(e.Invitation)
	switch e.Kind {
	case surveys.EntryAnswered, surveys.EntryChanged, surveys.EntryVoided, surveys.EntryRestored:
	case surveys.EntryCase:
		about = fmt.Sprint(int(e.Case))
	default:
		return
	}
	member := dueMember(surveys.DueEvent, fmt.Sprintf("%s.%s.%s", e.Kind, e.Position, about))
	st.step("rank", dueKey(st.shard), now.UnixMilli(), member)
}
