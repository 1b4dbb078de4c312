package surveys

import "time"

// Doubts are reasons not to take a visit for a person's tap.
type Doubts uint16

// The doubts. Those up to DoubtPresses speak of a scanner; crowd and swarm speak
// against whoever leaves the page untouched; the others ask for more evidence.
const (
	DoubtListed  Doubts = 1 << iota // from a network that scans mail
	DoubtChoices                    // one client opened several choices in seconds
	DoubtFleet                      // one client opened several invitations in seconds
	DoubtPresses                    // different buttons of one page at once
	DoubtCrowd                      // several choices within a minute, soon after delivery
	DoubtSwarm                      // one client opened several invitations within a minute
	DoubtYoung                      // soon after delivery, when scanners come
	DoubtEarly                      // within a minute of delivery
	DoubtHeaders                    // says it is a browser, does not ask like one
	DoubtRival                      // another client's other choice is being checked
)

const (
	doubtsOfScanner   = DoubtListed | DoubtChoices | DoubtFleet | DoubtPresses
	doubtsOfUntouched = doubtsOfScanner | DoubtCrowd | DoubtSwarm
)

// Has reports whether any of the given doubts stands.
func (d Doubts) Has(any Doubts) bool { return d&any != 0 }

// Names are what the doubts are called in the record, the gravest first.
func (d Doubts) Names() []string {
	var out []string
	for _, x := range []struct {
		doubt Doubts
		name  string
	}{
		{DoubtListed, "listed"}, {DoubtChoices, "choices"}, {DoubtFleet, "fleet"}, {DoubtPresses, "presses"}, {DoubtSwarm, "swarm"},
		{DoubtCrowd, "crowd"}, {DoubtEarly, "early"}, {DoubtYoung, "young"}, {DoubtHeaders, "headers"}, {DoubtRival, "rival"},
	} {
		if d.Has(x.doubt) && (x.doubt != DoubtYoung || !d.Has(DoubtEarly)) {
			out = append(out, x.name)
		}
	}
	return out
}

// Lasting returns those that are held against a client for good.
func (d Doubts) Lasting() Doubts { return d & (doubtsOfScanner | DoubtSwarm) }

// Risk is what the doubts amount to.
type Risk int

// The risks.
const (
	RiskLow    Risk = iota // nothing speaks against a person
	RiskMedium             // more evidence is asked for, or time
	RiskHigh               // only a pressed button counts, and is marked
)

// Risk returns what the doubts amount to for a page that nobody has touched.
func (d Doubts) Risk() Risk {
	switch {
	case d.Has(doubtsOfScanner):
		return RiskHigh
	case d != 0:
		return RiskMedium
	}
	return RiskLow
}

// The limits of what one person does, by protocol.
const (
	choicesFast     = 3 * time.Second  // two choices of one client
	choicesSlow     = 60 * time.Second // three choices of one client, or of a crowd
	invitationsFast = 10 * time.Second // three invitations of one client
	invitationsSlow = 60 * time.Second // the same, looking back
)

// Weigh returns everything that speaks against the visit: what its opening
// showed, what was found against its client, and what the visits together
// look like. It is pure, so that it can be repeated whenever more is known.
func Weigh(all Visits, visit Visit) Doubts {
	d := visit.Doubts | all.young(visit) | all.Flagged[visit.Client]
	if manyChoices(all.List, func(v Visit) bool { return v.Client == visit.Client }) {
		d |= DoubtChoices
	}
	if crowded(all, visit) {
		d |= DoubtCrowd
	}
	if rivalled(all, visit) {
		d |= DoubtRival
	}
	return d
}

// manyChoices reports whether the chosen visits hold two choices within 3 s or
// three within 60 s.
func manyChoices(list []Visit, of func(Visit) bool) bool {
	for i, v := range list {
		if !of(v) {
			continue
		}
		fast, slow := map[int]bool{}, map[int]bool{}
		for _, w := range list[i:] {
			if !of(w) {
				continue
			}
			if near(v, w, choicesFast) {
				fast[w.Choice] = true
			}
			if near(v, w, choicesSlow) {
				slow[w.Choice] = true
			}
		}
		if len(fast) >= 2 || len(slow) >= 3 {
			return true
		}
	}
	return false
}

// crowded reports whether three choices were opened within a minute around an
// untouched visit while all of it was young, by whichever clients: a scanner
// that changes its address and browser from link to link.
func crowded(all Visits, visit Visit) bool {
	if !all.young(visit).Has(DoubtYoung) || visit.Input() {
		return false
	}
	for _, v := range all.List {
		if !near(v, visit, choicesSlow) {
			continue
		}
		choices, mine := map[int]bool{}, false
		for _, w := range all.List {
			if w.At.Before(v.At) || !near(v, w, choicesSlow) || w.Input() || !all.young(w).Has(DoubtYoung) {
				continue
			}
			choices[w.Choice] = true
			mine = mine || w.Number == visit.Number
		}
		if mine && len(choices) >= 3 {
			return true
		}
	}
	return false
}

// rivalled reports whether another client that is no scanner holds another
// choice that waits to be settled.
func rivalled(all Visits, visit Visit) bool {
	for _, v := range all.List {
		if v.State == VisitHeld && v.Client != visit.Client && v.Chosen != visit.Choice &&
			!all.Flagged[v.Client].Has(doubtsOfScanner) {
			return true
		}
	}
	return false
}

func near(a, b Visit, within time.Duration) bool { return a.At.Sub(b.At).Abs() <= within }

// Fleet judges when one client opened which invitations: the doubt against it,
// where that is too much for one person, and the invitations that it touched
// within the minute, whose untouched answers are to be looked at again.
func Fleet(opened map[InvitationID]time.Time, now time.Time) (d Doubts, lookBack []InvitationID) {
	n := 0
	for id, at := range opened {
		if now.Sub(at) <= invitationsFast {
			n++
		}
		if now.Sub(at) <= invitationsSlow {
			lookBack = append(lookBack, id)
		}
	}
	switch {
	case n >= 3:
		return DoubtFleet, lookBack
	case len(lookBack) >= 3:
		return DoubtSwarm, lookBack
	}
	return 0, nil
}
