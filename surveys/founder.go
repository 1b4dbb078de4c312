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
// leaves are filled by the others. At most half of a list are of the quarter
// of customers that is worth most.
const (
	FounderPlaces = 10
	FounderRest   = 60 // days after a founder wrote
	FounderFresh  = 60 // days for which a customer is new
	worthKnown    = 4  // worths that must be known before there is a quarter
)

// FounderQuotas are the places by reason, in the order of the list.
func FounderQuotas() []struct {
	Reason FounderReason
	Places int
} {
	return []struct {
		Reason FounderReason
		Places int
	}{{FounderUnhappy, 4}, {FounderQuiet, 2}, {FounderNew, 2}, {FounderHappy, 2}}
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
	d := draw{large: largeOf(all), taken: map[CustomerID]bool{}}
	for _, q := range FounderQuotas() {
		places := q.Places
		for _, c := range free {
			if c.Reason == q.Reason && places > 0 && d.take(c) {
				places--
			}
		}
	}
	for _, q := range FounderQuotas() {
		for _, c := range free {
			if c.Reason == q.Reason {
				d.take(c)
			}
		}
	}
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
	large map[CustomerID]bool
	taken map[CustomerID]bool
	got   []FounderCandidate
	many  int // large ones
}

func (d *draw) take(c FounderCandidate) bool {
	if d.taken[c.Customer] || len(d.got) == FounderPlaces || d.large[c.Customer] && d.many == FounderPlaces/2 {
		return false
	}
	d.taken[c.Customer] = true
	d.got = append(d.got, c)
	if d.large[c.Customer] {
		d.many++
	}
	return true
}

// list orders by reason, and leaves large ones out while they are more than
// half: then no small one is left that could stand in.
func (d *draw) list() []FounderCandidate {
	for i := len(d.got) - 1; i >= 0 && 2*d.many > len(d.got); i-- {
		if d.large[d.got[i].Customer] {
			d.got = slices.Delete(d.got, i, i+1)
			d.many--
		}
	}
	rank := func(c FounderCandidate) int {
		for i, q := range FounderQuotas() {
			if q.Reason == c.Reason {
				return i
			}
		}
		return len(FounderQuotas())
	}
	slices.SortStableFunc(d.got, func(a, b FounderCandidate) int { return cmp.Compare(rank(a), rank(b)) })
	return d.got
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
