package mailer

import (
	"context"
	"sync"
	"time"
)

// How long connections are kept. Servers close idle ones after some minutes,
// and some dislike very old ones.
const (
	maxIdle  = 30 * time.Second
	maxAge   = 10 * time.Minute
	askAfter = time.Second // an idle connection older than this is asked first
)

// pool keeps connections to the next server between batches.
type pool struct {
	dial func(context.Context) (*session, error)
	keep int // idle connections at most

	mu   sync.Mutex
	idle []*session
}

// get returns a connection that works: the one used last, or a new one.
func (p *pool) get(ctx context.Context) (*session, error) {
	for s := p.take(); s != nil; s = p.take() {
		rested := time.Since(s.idleSince)
		if rested < askAfter || rested < maxIdle && time.Since(s.born) < maxAge && s.alive() {
			return s, nil
		}
		s.quit()
	}
	return p.dial(ctx)
}

// put gives a connection back; one that broke or has grown old is closed, one
// that is lent by whoever has it.
func (p *pool) put(s *session) {
	if s.lent {
		return
	}
	if s.broken {
		_ = s.conn.Close()
		return
	}
	s.idleSince = time.Now()
	p.mu.Lock()
	full := len(p.idle) >= p.keep || time.Since(s.born) > maxAge
	if !full {
		p.idle = append(p.idle, s)
	}
	p.mu.Unlock()
	if full {
		s.quit()
	}
}

func (p *pool) take() *session {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.idle) == 0 {
		return nil
	}
	last := len(p.idle) - 1
	s := p.idle[last]
	p.idle = p.idle[:last]
	return s
}

// close says good-bye on every idle connection.
func (p *pool) close() {
	for s := p.take(); s != nil; s = p.take() {
		s.quit()
	}
}
