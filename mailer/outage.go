package mailer

import (
	"log/slog"
	"sync"
	"time"
)

// outageTold is how long an outage is left alone in the log.
const outageTold = time.Minute

// outage tells once that followers of shards cannot go on, and once that all of
// them can again: where Redis is away, all say the same, once a second.
type outage struct {
	log *slog.Logger

	mu    sync.Mutex
	down  map[int]bool
	since time.Time
	told  time.Time // when it was last logged
}

// begin notes that a shard cannot be followed.
func (o *outage) begin(shard int, now time.Time, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.down) == 0 {
		o.down, o.since = map[int]bool{}, now
	}
	o.down[shard] = true
	if o.told.IsZero() || now.Sub(o.told) >= outageTold {
		o.told = now
		o.log.Error("the figures stand still", "shard", shard, "since", o.since, "error", err)
	}
}

// end notes that a shard is followed.
func (o *outage) end(shard int, now time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.down[shard] {
		return
	}
	if delete(o.down, shard); len(o.down) == 0 {
		o.told = time.Time{}
		o.log.Info("the figures follow again", "after", now.Sub(o.since).Round(time.Second).String())
	}
}
