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
	mu      sync.Mutex
	readers map[chan surveys.Moved]bool // whether the reader was told that it listens
	ready   bool                        // Redis has confirmed the subscription
	stop    context.CancelFunc
}

// liveRoom is how many changes a reader may lag behind. A slower one loses the
// oldest, and is told that there were more.
const liveRoom = 8

// Changes returns what changes from now on, until ctx ends; then the channel is
// closed. The first value, which names nothing, says that from here on nothing
// is missed; where the connection to Redis was lost, one with Many says that
// something may have been.
func (s *Store) Changes(ctx context.Context) <-chan surveys.Moved {
	reader := make(chan surveys.Moved, liveRoom)
	l := s.wire
	l.mu.Lock()
	if len(l.readers) == 0 {
		l.readers = map[chan surveys.Moved]bool{}
		listening, stop := context.WithCancel(context.WithoutCancel(ctx))
		l.ready, l.stop = false, stop
		go follow(listening, s.rdb.Subscribe(listening, changesChannel()), l.hear)
	}
	l.readers[reader] = l.ready
	if l.ready {
		reader <- surveys.Moved{}
	}
	l.mu.Unlock()
	context.AfterFunc(ctx, func() { l.leave(reader) })
	return reader
}

// leave takes a reader out; with the last one the subscription ends.
func (l *wire) leave(reader chan surveys.Moved) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.readers, reader)
	close(reader)
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
		l.ready = true
		for reader, told := range l.readers {
			l.readers[reader] = true
			push(reader, surveys.Moved{Many: told})
		}
	case *redis.Message:
		var moved surveys.Moved
		if json.Unmarshal([]byte(one.Payload), &moved) != nil {
			moved = surveys.Moved{Many: true} // of another version of the program
		}
		for reader := range l.readers {
			push(reader, moved)
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
		_ = s.rdb.Publish(ctx, changesChannel(), text).Err()
	}
}
