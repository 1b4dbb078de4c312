package mailer

import (
	"sync"
	"time"

	"barometer/surveys"
)

// lanes bound over how many connections at once mail goes to a domain that has
// said that it gets too much: over one at first, and over twice as many each
// time that laneGrows mails a lane were taken, until there are as many as we
// have. Other domains have no bound. A lane belongs to a batch until its end, so
// that mails of one batch never wait for each other.
type lanes struct {
	most int

	mu     sync.Mutex
	byName map[string]*lane
}

// lane is one domain's.
type lane struct{ allowed, open, taken int }

const (
	laneGrows = 16              // mails taken, a lane
	laneWait  = 5 * time.Second // until a mail without a lane is tried again
)

func newLanes(most int) *lanes { return &lanes{most: most, byName: map[string]*lane{}} }

// narrow leaves the domain one lane.
func (l *lanes) narrow(domain string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.byName) >= restsMost {
		clear(l.byName)
	}
	if l.byName[domain] == nil {
		l.byName[domain] = &lane{}
	}
	l.byName[domain].allowed, l.byName[domain].taken = 1, 0
}

// took counts a mail that the domain took.
func (l *lanes) took(domain string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	one := l.byName[domain]
	if one == nil {
		return
	}
	if one.taken++; one.taken < one.allowed*laneGrows {
		return
	}
	one.allowed, one.taken = 2*one.allowed, 0
	if one.allowed >= l.most {
		delete(l.byName, domain)
	}
}

// enter takes a lane; ok is false where all are taken. held is what has to be
// left, nil where the domain has no bound: whoever went before there was one
// leaves nothing of those who came after.
func (l *lanes) enter(domain string) (held *lane, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	one := l.byName[domain]
	if one == nil {
		return nil, true
	}
	if one.open >= one.allowed {
		return nil, false
	}
	one.open++
	return one, true
}

// leave gives a lane back.
func (l *lanes) leave(held *lane) {
	if held == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	held.open--
}

// mayGo reports whether the batch may send to the domain of an address now;
// end says what the mail waits for where it may not.
func (b *batch) mayGo(address string) (end result, ok bool) {
	domain := surveys.DomainOf(address)
	if end, rests := b.m.rests.of(domain); rests {
		return end, false
	}
	if _, in := b.lanes[domain]; in {
		return result{}, true
	}
	held, ok := b.m.lanes.enter(domain)
	if !ok {
		return result{verdict: untouched, rests: b.m.Now().Add(laneWait),
			words: "waits its turn: " + domain + " had too much mail at once, so less goes there for a while"}, false
	}
	b.lanes[domain] = held
	return result{}, true
}

// leaveLanes gives all lanes of the batch back.
func (b *batch) leaveLanes() {
	for _, held := range b.lanes {
		b.m.lanes.leave(held)
	}
	clear(b.lanes)
}
