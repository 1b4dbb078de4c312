package store

import (
	"context"
	"encoding/json"
	"sync"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// wire passes on what has changed: one subscription of the process, whoever
// listens. It stands only while somebody does.
type wire struct {
	db      int // of Redis
	mu      sync.Mutex
	readers map[*reader]bool // whether the reader was told that it listens
	ready   bool             // Redis has confirmed the subscription
	stop    context.CancelFunc
}

// reader is who listens.
type reader struct {
	who   surveys.UserID
	moved chan surveys.Moved
	ended chan struct{} // holds one: it is to be looked whether the reader is still signed in
}

// liveRoom is how many changes a reader may lag behind. A slower one loses the
// oldest, and is told that there were more.
const liveRoom = 8

// Changes returns what changes from now on, until ctx ends; then the channel is
// closed. The first value, which names nothing, says that from here on nothing
// is missed; where the connection to Redis was lost, one with Many says that
// something may have been. ended tells when a session of the reader may have
// ended.
func (s *Store) Changes(ctx context.Context, who surveys.UserID) (moved <-chan surveys.Moved, ended <-chan struct{}) {
	r := &reader{who: who, moved: make(chan surveys.Moved, liveRoom), ended: make(chan struct{}, 1)}
	l := s.wire
	l.mu.Lock()
	if len(l.readers) == 0 {
		l.readers = map[*reader]bool{}
		listening, stop := context.WithCancel(context.WithoutCancel(ctx))
		l.ready, l.stop = false, stop
		go follow(listening, s.rdb.Subscribe(listening, endedChannel(l.db), changesChannel(l.db)), l.hear)
	}
	l.readers[r] = l.ready
	if l.ready {
		r.moved <- surveys.Moved{}
	}
	l.mu.Unlock()
	context.AfterFunc(ctx, func() { l.leave(r) })
	return r.moved, r.ended
}

// leave takes a reader out; with the last one the subscription ends.
func (l *wire) leave(r *reader) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.readers, r)
	close(r.moved)
	if len(l.readers) == 0 {
		l.stop()
	}
}

// follow hands on what Redis says, until ctx ends. The client connects again by
// itself, and confirms the subscription again when it has.
func follow(ctx context.Context, sub *redis.PubSub, hear func(context.Context, any)) {
	defer func() { _ = sub.Close() }()
	said := sub.ChannelWithSubscriptions()
	for {
		select {
		case <-ctx.Done():
			return
		case one, open := <-said:
			if !open {
				return
			}
			hear(ctx, one)
		}
	}
}

func (l *wire) hear(ctx context.Context, one any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if ctx.Err() != nil {
		return // another subscription has taken over
	}
	switch one := one.(type) {
	case *redis.Subscription:
		if one.Channel == changesChannel(l.db) { // the last of the two
			l.begin()
		}
	case *redis.Message:
		if one.Channel == endedChannel(l.db) {
			l.look(surveys.UserID(one.Payload))
			return
		}
		var moved surveys.Moved
		if json.Unmarshal([]byte(one.Payload), &moved) != nil {
			moved = surveys.Moved{Many: true} // of another version of the program
		}
		for r := range l.readers {
			push(r.moved, moved)
		}
	}
}

// begin tells every reader that nothing is missed from here on, and whoever
// listened before that something may have been.
func (l *wire) begin() {
	l.ready = true
	for r, told := range l.readers {
		l.readers[r] = true
		push(r.moved, surveys.Moved{Many: told})
		l.look(r.who)
	}
}

// look lets the readers who are that person look whether they are signed in.
func (l *wire) look(who surveys.UserID) {
	for r := range l.readers {
		if r.who == who {
			select {
			case r.ended <- struct{}{}:
			default: // told already
			}
		}
	}
}

// push never waits: the oldest makes room.
func push(reader chan surveys.Moved, moved surveys.Moved) {
	for {
		select {
		case reader <- moved:
			return
		default:
		}
		select {
		case <-reader:
			moved.Many = true
		default:
		}
	}
}

// tell publishes what a batch has moved. Nobody may hear it, and a page that
// misses it is old until its next look: that is no reason to fail.
func (s *Store) tell(ctx context.Context, b Batch) {
	var moved surveys.Moved
	for _, e := range b.entries {
		moved.Note(e.Entry)
	}
	if text, err := json.Marshal(moved); err == nil {
		_ = s.rdb.Publish(ctx, changesChannel(s.wire.db), text).Err()
	}
}

// tellEnded publishes that sessions of a person have ended, so that nothing of
// theirs stays open. Who misses it finds out at the next look.
func (s *Store) tellEnded(ctx context.Context, id surveys.UserID) {
	_ = s.rdb.Publish(context.WithoutCancel(ctx), endedChannel(s.wire.db), string(id)).Err()
}
