package mailer_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"

	"github.com/redis/go-redis/v9"
)

var errKilled = errors.New("killed")

// mortal kills a process at one of its round trips to Redis, before it arrived
// or after it was done: from then on nothing that the process does is written.
type mortal struct {
	redis.Hook
	mu    sync.Mutex
	left  int  // round trips until death; 0: none is near
	after bool // the last one is done, and its answer lost
	dead  bool
}

// endanger lets the process die within a few round trips.
func (m *mortal) endanger(random *rand.Rand) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.left, m.after = 1+random.IntN(25), random.IntN(2) == 0
}

// spare lets it live.
func (m *mortal) spare() (dead bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.left = 0
	return m.dead
}

// step counts a round trip: whether it arrives, and whether its answer does.
func (m *mortal) step() (arrives, answered bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.dead {
		return false, false
	}
	if m.left == 0 {
		return true, true
	}
	if m.left--; m.left == 0 {
		m.dead = true
		return m.after, false
	}
	return true, true
}

func (m *mortal) DialHook(next redis.DialHook) redis.DialHook { return next }

func (m *mortal) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		arrives, answered := m.step()
		var err error
		if arrives {
			err = next(ctx, cmd)
		}
		if !answered {
			err = errKilled
			cmd.SetErr(err)
		}
		return err
	}
}

func (m *mortal) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		arrives, answered := m.step()
		var err error
		if arrives {
			err = next(ctx, cmds)
		}
		if !answered {
			for _, cmd := range cmds {
				cmd.SetErr(errKilled)
			}
			return errKilled
		}
		return err
	}
}
