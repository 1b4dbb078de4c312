package mailer

import (
	"sync"
	"time"

	"barometer/surveys"
)

// rests are the domains that have said that they get too much mail: all mail to
// one waits, at each further refusal for longer. They live in this process;
// another one learns the same from the first refusal.
type rests struct {
	now func() time.Time

	mu     sync.Mutex
	byName map[string]rest
}

// rest is one domain's.
type rest struct {
	until  time.Time
	times  int
	words  string    // of the server
	forget time.Time // when the times count no longer
}

// restsMost is how many domains are remembered; more at once mean that it is
// not the domains that have too much of us.
const restsMost = 10_000

func newRests(now func() time.Time) *rests { return &rests{now: now, byName: map[string]rest{}} }

// note looks at how a mail to the domain ended, and returns the rest that all of
// them have; its end is zero: none. begun says that it begins with this one.
func (r *rests) note(domain string, end result) (one rest, begun bool) {
	crowded := end.verdict == temporary && end.atRecipient && end.refusal().Crowded()
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.now()
	one = r.byName[domain]
	if !crowded {
		// What was on its way when the domain spoke says nothing against it.
		if end.verdict == taken && !now.Before(one.until) {
			delete(r.byName, domain)
		}
		return rest{}, false
	}
	if now.After(one.forget) {
		one = rest{}
	}
	if begun = !now.Before(one.until); begun { // letters that were on their way already count once
		one.times++
		one.until = now.Add(backoff(one.times, surveys.Refusal{}))
		one.forget = one.until.Add(giveUpAfter)
	}
	one.words = end.words
	if len(r.byName) >= restsMost {
		clear(r.byName)
	}
	r.byName[domain] = one
	return one, begun
}

// of returns what a mail to the domain has to wait for; ok is false where it
// may go.
func (r *rests) of(domain string) (end result, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	one, ok := r.byName[domain]
	if !ok || !r.now().Before(one.until) {
		return result{}, false
	}
	return result{verdict: temporary, words: one.words, rests: one.until}, true
}
