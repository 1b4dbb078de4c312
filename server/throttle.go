package server

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// How often a sign-in may fail: for one account from one address, and from one
// address at all. What others do never locks an owner out elsewhere.
const (
	failsOfAccount = 5
	failsOfAddress = 30
	failAgain      = 30 * time.Second // until one more try is given back
	failsKept      = 10_000           // limiters held at once
)

// throttle counts failures by key, in this process.
type throttle struct {
	mu    sync.Mutex
	burst int
	tries map[string]*rate.Limiter
}

func newThrottle(burst int) *throttle {
	return &throttle{burst: burst, tries: map[string]*rate.Limiter{}}
}

// wait returns how long the key must wait before its next try; 0: not at all.
func (t *throttle) wait(key string, now time.Time) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	limiter := t.tries[key]
	if limiter == nil || limiter.TokensAt(now) >= 1 {
		return 0
	}
	return time.Duration((1 - limiter.TokensAt(now)) * float64(failAgain))
}

// failed notes a failure of the key.
func (t *throttle) failed(key string, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.tries) >= failsKept {
		t.forget(now)
	}
	if t.tries[key] == nil {
		t.tries[key] = rate.NewLimiter(rate.Every(failAgain), t.burst)
	}
	t.tries[key].AllowN(now, 1)
}

// forget drops those that have nothing to wait for, and all where that does
// not help: memory must not grow with what strangers send.
func (t *throttle) forget(now time.Time) {
	for key, limiter := range t.tries {
		if limiter.TokensAt(now) >= float64(t.burst) {
			delete(t.tries, key)
		}
	}
	if len(t.tries) >= failsKept {
		clear(t.tries)
	}
}
