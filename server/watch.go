package server

import (
	"log/slog"
	"sync"
	"time"
)

// When the log says what, and how many wrong tokens a minute look like
// guessing: scanners that alter the links of a large mailing stay below.
const (
	tellListed  = time.Hour
	tellUnknown = time.Minute
	unknownMost = 600
)

// watch counts what an operator should see and says so in the log: how often
// the list of scanner networks hit, once an hour, and tokens that are none,
// where somebody seems to guess. Counts only, of nobody in particular.
type watch struct {
	log *slog.Logger

	mu             sync.Mutex
	hour, minute   time.Time // when the present counts began
	visits, listed int
	unknown        int
}

// visit counts the opening of a link that is one. The line about an hour comes
// with the first visit after it.
func (w *watch) visit(now time.Time, listed bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if age := now.Sub(w.hour); age >= tellListed {
		if w.visits > 0 {
			w.log.Info("visits from networks of mail scanners", "since", w.hour.UTC(), "listed", w.listed, "visits", w.visits)
		}
		w.hour, w.visits, w.listed = now, 0, 0
	}
	w.visits++
	w.listed += count(listed)
}

// miss counts a token that is none. Too many within a minute are told once in
// it; nobody is locked out, since a guess has no chance and costs no Redis.
func (w *watch) miss(now time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if now.Sub(w.minute) >= tellUnknown {
		w.minute, w.unknown = now, 0
	}
	if w.unknown++; w.unknown == unknownMost+1 {
		w.log.Warn("very many links that are none: somebody may be guessing", "more_than", unknownMost, "within", tellUnknown.String())
	}
}
