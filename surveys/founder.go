package surveys

import (
	"bytes"
	"cmp"
	"slices"
	"time"
)

// FounderReason says why a founder should write to somebody.
type FounderReason string

// The reasons, the strongest first: of several the first counts.
const (
	FounderUnhappy FounderReason = "unhappy" // an open case, or a decline that stands
	FounderQuiet   FounderReason = "quiet"   // fell silent
	FounderNew     FounderReason = "new"     // won, or first answered, in the last 60 days
	FounderHappy   FounderReason = "happy"   // top ratings for a year, and stayed
)

// The mix of a week's list: at most so many of each reason; places that one
// leaves are filled by the others. Every reason that somebody has gets a place;
// beyond that at most half of a list are of the quarter of customers that is
// worth most.
const (
	FounderPlaces = 10
	FounderRest   = 60 // days after a founder wrote
	FounderFresh  = 60 // days for which a customer is new
	worthKnown    = 4  // worths that must be known before there is a quarter
)

// FounderQuota is how many places a reason has.
type FounderQuota struct {
	Reason FounderReason
	Places int
}

// FounderQuotas are the places by reason, in the order of the list.
func FounderQuotas() []FounderQuota {
	return []FounderQuota{{FounderUnhappy, 4}, {FounderQuiet, 2}, {FounderNew, 2}, {FounderHappy, 2}}
}

// FounderCandidate is a customer that a founder might write to, with what the
// story needs.
type FounderCandidate struct {
	Customer CustomerID
	Reason   FounderReason
	Contact  ContactID    // whom to write to
	Voice    InvitationID // what they told us; empty: nothing
	Case     CaseID       // what happened; 0: none
	Since    Day          // with us since; 0: not known
	Worth    float64      // 0: not known
}

// PickFounders draws the list of a week, Monday given: the same candidates and
// week give the same list, another week another. written is when a founder last
// wrote to whom.
func PickFounders(monday Day, all []FounderCandidate, written map[CustomerID]time.Time, now time.Time) []FounderCandidate {
	free := slices.DeleteFunc(slices.Clone(all), func(c FounderCandidate) bool {
		at, was := written[c.Customer]
		return was && now.Before(at.AddDate(0, 0, FounderRest))
	})
	shuffleFor(monday, free)
	d := draw{free: free, large: largeOf(all), taken: map[CustomerID]bool{}}
	d.first()
	d.rest()
	return d.list()
}

// shuffleFor orders candidates by a sum over week and customer.
func shuffleFor(monday Day, all []FounderCandidate) {
	slices.SortFunc(all, func(a, b FounderCandidate) int {
		x, y := hashParts("founders", monday.String(), string(a.Customer)), hashParts("founders", monday.String(), string(b.Customer))
		return bytes.Compare(x[:], y[:])
	})
}

// largeOf returns the quarter of customers that is worth most, where enough is
// known.
func largeOf(all []FounderCandidate) map[CustomerID]bool {
	known := slices.DeleteFunc(slices.Clone(all), func(c FounderCandidate) bool { return c.Worth <= 0 })
	out := map[CustomerID]bool{}
	if len(known) < worthKnown {
		return out
	}
	slices.SortFunc(known, func(a, b FounderCandidate) int {
		return cmp.Or(cmp.Compare(b.Worth, a.Worth), cmp.Compare(a.Customer, b.Customer))
	})
	for _, c := range known[:(len(known)+3)/4] {
		out[c.Customer] = true
	}
	return out
}

// draw fills the places of a list.
type draw struct {
	free  []FounderCandidate // in the order of the week
	large map[CustomerID]bool
	taken map[CustomerID]bool
	got   []FounderCandidate
}

// take fills up to so many places of a reason. At most half of the list are
// large.
func (d *draw) take(reason FounderReason, places int, wanted func(FounderCandidate) bool) {
	for _, c := range d.free {
		if c.Reason != reason || d.taken[c.Customer] || !wanted(c) {
			continue
		}
		if places == 0 || len(d.got) == FounderPlaces || d.large[c.Customer] && d.many() == FounderPlaces/2 {
			continue
		}
		d.taken[c.Customer] = true
		d.got = append(d.got, c)
		places--
	}
}

// first gives every reason its place, to one that is not large where there is
// one: none goes without because another took all that large ones may have.
func (d *draw) first() {
	for _, q := range FounderQuotas() {
		before := len(d.got)
		d.take(q.Reason, 1, func(c FounderCandidate) bool { return !d.large[c.Customer] })
		if len(d.got) == before {
			d.take(q.Reason, 1, anyOne)
		}
	}
}

func anyOne(FounderCandidate) bool { return true }

// rest fills what is left of the places of a reason, then of all.
func (d *draw) rest() {
	for _, q := range FounderQuotas() {
		have := 0
		for _, c := range d.got {
			have += one(c.Reason == q.Reason)
		}
		d.take(q.Reason, q.Places-have, anyOne)
	}
	for _, q := range FounderQuotas() {
		d.take(q.Reason, FounderPlaces, anyOne)
	}
}

// many counts the large ones that stand on the list.
func (d *draw) many() (n int) {
	for _, c := range d.got {
		n += one(d.large[c.Customer])
	}
	return n
}

// list leaves large ones out while they are more than half, the last drawn
// first, but never the only one of a reason: who has something to tell is heard
// however much it is worth, and few customers make a short list, not an empty
// one. Then it orders by reason.
func (d *draw) list() []FounderCandidate {
	left := map[FounderReason]int{}
	for _, c := range d.got {
		left[c.Reason]++
	}
	for i := len(d.got) - 1; i >= 0 && 2*d.many() > len(d.got); i-- {
		if c := d.got[i]; d.large[c.Customer] && left[c.Reason] > 1 {
			d.got = slices.Delete(d.got, i, i+1)
			left[c.Reason]--
		}
	}
	slices.SortStableFunc(d.got, func(a, b FounderCandidate) int { return cmp.Compare(rankOf(a.Reason), rankOf(b.Reason)) })
	return d.got
}

// rankOf is the place of a reason in the order of the list.
func rankOf(r FounderReason) int {
	return slices.IndexFunc(FounderQuotas(), func(q FounderQuota) bool { return q.Reason == r })
}

// FounderState is what became of a place on the list.
type FounderState string

// The states of a place.
const (
	FounderOpen    FounderState = "open"
	FounderAside   FounderState = "aside"   // not this week, Reason says why
	FounderWritten FounderState = "written" // a mail is on its way, or was sent
)

// FounderPlace is a customer on the list of a week.
type FounderPlace struct {
	FounderCandidate
	Week   Day // its Monday
	State  FounderState
	Why    string // of aside
	By     UserID
	At     time.Time
	Letter FounderLetter // of written
}

// Limits of what a founder writes.
const (
	MaxLetterSubject = 150
	MaxAsideWhy      = 200
)

// FounderLetter is a mail in a founder's own name. Its way is that of a reply:
// scheduled, data, sent, or one of the ends.
type FounderLetter struct {
	Week     Day
	Customer CustomerID
	By       UserID
	Name     string
	From     string // the founder's address, where answers go
	To       ContactID
	Subject  string
	Text     string
	At       time.Time
	State    MailState
	Reason   string
	Holder   string // of data: who is sending it
}

// WeekOf returns the Monday of the week of a day.
func WeekOf(d Day) Day { return d - Day((int(d.Time().Weekday())+6)%7) }
