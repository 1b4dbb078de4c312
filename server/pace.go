package server

import (
	"hash/maphash"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// pace says how often somebody may do something, in this process. Who it is
// about is known by a hash only.
type pace struct {
	perSecond rate.Limit
	burst     int
	most      int           // remembered at once, twice
	remain    time.Duration // somebody who stays away longer is forgotten
	seed      maphash.Seed

	mu       sync.Mutex
	now, old map[uint64]*rate.Limiter
	turned   time.Time
}

func newPace(perSecond rate.Limit, burst int) *pace {
	return &pace{perSecond: perSecond, burst: burst, most: 1 << 15, remain: time.Minute, seed: maphash.MakeSeed(),
		now: map[uint64]*rate.Limiter{}, old: map[uint64]*rate.Limiter{}}
}

// allow takes one from whoever the parts name together; false: not now.
func (p *pace) allow(now time.Time, parts ...string) bool {
	var h maphash.Hash
	h.SetSeed(p.seed)
	for _, part := range parts {
		_, _ = h.WriteString(part)
		_ = h.WriteByte(0)
	}
	return p.limiter(h.Sum64(), now).AllowN(now, 1)
}

// limiter finds the limiter of a key. Two generations bound the memory.
func (p *pace) limiter(key uint64, now time.Time) *rate.Limiter {
	p.mu.Lock()
	defer p.mu.Unlock()
	if l := p.now[key]; l != nil {
		return l
	}
	if len(p.now) >= p.most || now.Sub(p.turned) > p.remain {
		p.old, p.now, p.turned = p.now, map[uint64]*rate.Limiter{}, now
	}
	l := p.old[key]
	if l == nil {
		l = rate.NewLimiter(p.perSecond, p.burst)
	}
	p.now[key] = l
	return l
}
