package surveys

// WhyNothing says why nothing counts although a link may have been opened.
type WhyNothing string

// Why nothing counts.
const (
	NothingOpened    WhyNothing = "unopened"    // no link was opened in the last 7 days
	NothingMeant     WhyNothing = "not_meant"   // somebody said that no rating was meant
	NothingConfirmed WhyNothing = "unconfirmed" // opened, and no page was confirmed by a person
)

// WhyNothingCounts says why no answer counts, with the doubts of all visits.
func WhyNothingCounts(visits Visits) (why WhyNothing, doubts Doubts) {
	if len(visits.List) == 0 {
		return NothingOpened, 0
	}
	for _, v := range visits.List {
		if v.State == VisitDeclined {
			return NothingMeant, 0
		}
		doubts |= Weigh(visits, v)
	}
	return NothingConfirmed, doubts
}

// HeldFor are the doubts for which taps are held back.
func HeldFor(visits Visits) (doubts Doubts) {
	for _, v := range visits.List {
		if v.State == VisitHeld {
			doubts |= Weigh(visits, v)
		}
	}
	return doubts
}

// RestoredBy returns who of the team restored an answer that counts; ok is
// false where it was never taken back, or counts for another reason.
func RestoredBy(turns []Turn) (t Turn, ok bool) {
	if n := len(turns); n > 0 && turns[n-1].Kind == EntryRestored {
		return turns[n-1], true
	}
	return Turn{}, false
}

// LastVoid returns when an answer was set aside or taken back last; the zero
// Turn where it never was.
func LastVoid(turns []Turn) Turn {
	for i := len(turns) - 1; i >= 0; i-- {
		if turns[i].Kind == EntryVoided {
			return turns[i]
		}
	}
	return Turn{}
}
