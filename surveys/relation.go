package surveys

import (
	"slices"
	"time"
)

// Relation is all that is known of how a customer and we stand to one another.
type Relation struct {
	Standing Standing
	Coverage Coverage
	Threads  []Thread
	Contacts []Contact
	Answers  []Invitation // of the year, newest first
	Silences []Silence
	Case     Case  // the newest that is not resolved; ID 0: none
	Alarm    Alarm // the newest that stands; ID empty: none
	Worth    float64
	Since    Day // with us since: won, else the first answer; 0: not known
}

// Troubled reports an open case or a decline that stands.
func (r Relation) Troubled() bool {
	return r.Standing.Cases > 0 || r.Case.ID != 0 || r.Standing.Alarm || r.Alarm.ID != ""
}

// Happy returns who of the customer is happy for good.
func (r Relation) Happy(now time.Time) []Happy {
	return HappyForGood(r.Contacts, r.Answers, r.Troubled(), now)
}

// Founder says why a founder should write to the customer, if at all.
func (r Relation) Founder(now time.Time, today Day) (FounderCandidate, bool) {
	c := FounderCandidate{Customer: CustomerID(r.Standing.ID), Since: r.Since, Worth: r.Worth, Case: r.Case.ID}
	switch happy := r.Happy(now); {
	case r.Troubled():
		c.Reason = FounderUnhappy
		worst := WorstOf(r.Answers, now.AddDate(0, 0, -AlarmBefore))
		c.Voice, c.Contact = worst.ID, worst.Contact
		if r.Case.Latest != "" { // what the case is about now
			c.Voice, c.Contact = r.Case.Latest, r.Case.Contact
		} else if r.Case.Contact != "" {
			c.Contact = r.Case.Contact
		}
	case len(r.calling()) > 0:
		c.Reason, c.Contact = FounderQuiet, r.calling()[0].Contact
		c.Voice = r.newestOf(c.Contact)
	case r.Since > 0 && today-r.Since <= FounderFresh:
		c.Reason, c.Voice = FounderNew, r.newestOf("")
	case len(happy) > 0:
		c.Reason, c.Contact, c.Voice = FounderHappy, happy[0].Contact, happy[0].Voice
		if c.Voice == "" {
			c.Voice = r.newestOf(c.Contact)
		}
	default:
		return c, false
	}
	c.Contact = r.reachable(c.Contact)
	return c, c.Contact != ""
}

// calling are the silences that ask for a person.
func (r Relation) calling() []Silence {
	return slices.DeleteFunc(slices.Clone(r.Silences), func(s Silence) bool { return !s.Calls() })
}

// newestOf is the newest answer of a contact, or of anybody.
func (r Relation) newestOf(id ContactID) InvitationID {
	for _, inv := range r.Answers {
		if id == "" || inv.Contact == id {
			return inv.ID
		}
	}
	return ""
}

// reachable is the person, where mail arrives; else who decides, else anybody;
// empty where nobody can be written to. Who asked for no more surveys comes
// last: only a word of theirs that waits for an answer makes them the first.
func (r Relation) reachable(wish ContactID) ContactID {
	ranked := func(c Contact) int {
		switch {
		case c.ID == wish && (c.OptedOutAt.IsZero() || r.Case.Contact == c.ID):
			return 0
		case !c.OptedOutAt.IsZero():
			return 3
		case c.Role == DecisionMaker:
			return 1
		}
		return 2
	}
	var best Contact
	for _, c := range r.Contacts {
		if CheckAddress(c.Address) == "" && c.BouncedAt.IsZero() && (best.ID == "" || ranked(c) < ranked(best)) {
			best = c
		}
	}
	return best.ID
}
