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

// throttle counts tries by key, in this process.
type throttle struct {
	mu    sync.Mutex
	burst int
	tries map[string]*rate.Limiter
}

func newThrottle(burst int) *throttle {
	return &throttle{burst: burst, tries: map[string]*rate.Limiter{}}
}

// take uses up a try of the key before anything is compared, because tries
// that come at once must not all pass. wait is how long until the next one is
// given back; 0: it was taken, and giveBack undoes that.
func (t *throttle) take(key string, now time.Time) (wait time.Duration, giveBack func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.tries) >= failsKept {
		t.forget(now)
	}
	if t.tries[key] == nil {
		t.tries[key] = rate.NewLimiter(rate.Every(failAgain), t.burst)
	}
	try := t.tries[key].ReserveN(now, 1)
	if wait = try.DelayFrom(now); wait > 0 {
		try.CancelAt(now)
		return wait, nil
	}
	return 0, func() { try.CancelAt(now) }
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
