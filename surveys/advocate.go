package surveys

import (
	"slices"
	"time"
)

// When somebody is happy for good.
const (
	HappyDays  = 365 // how far back is looked
	HappyLeast = 5   // answers in that time
	HappyShare = .9  // of them satisfied
	HappyBest  = .5  // of them the best choice that there is
	HappyCalm  = 180 // days without a complaint of anybody at the customer
)

// Happy is somebody who is happy for good: at least five answers in twelve
// months, nine of ten of them satisfied and half of them the best choice there
// is, the newest satisfied; and at the customer no open case, no standing
// decline and for 180 days no complaint of anybody.
type Happy struct {
	Contact  ContactID
	Customer CustomerID
	Level    Level // satisfied of all in HappyDays
	Best     int   // of them the best choice
	Voice    InvitationID
	LastAt   time.Time
}

// HappyForGood returns who at a customer is, in the order of people. answers
// are the customer's of HappyDays at least, in any order; troubled says that a
// case is open or a decline stands.
func HappyForGood(people []Contact, answers []Invitation, troubled bool, now time.Time) []Happy {
	if troubled || complainedSince(answers, now.AddDate(0, 0, -HappyCalm)) {
		return nil
	}
	var out []Happy
	for _, p := range people {
		if h, ok := happyOf(p, answers, now.AddDate(0, 0, -HappyDays)); ok {
			out = append(out, h)
		}
	}
	return out
}

func complainedSince(answers []Invitation, since time.Time) bool {
	return slices.ContainsFunc(answers, func(inv Invitation) bool { return isComplaint(inv) && !inv.AnsweredAt.Before(since) })
}

func happyOf(p Contact, answers []Invitation, since time.Time) (Happy, bool) {
	h := Happy{Contact: p.ID, Customer: p.Customer}
	n, satisfied, newest := 0, 0, false
	var wordsAt time.Time
	for _, inv := range answers {
		scale, ok := ScaleByID(inv.Scale)
		if !ok || inv.Contact != p.ID || inv.Answer != Answered || inv.AnsweredAt.Before(since) {
			continue
		}
		n++
		glad := scale.IsSatisfied(inv.Choice)
		if glad {
			satisfied++
		}
		if inv.Choice == scale.Max {
			h.Best++
		}
		if inv.AnsweredAt.After(h.LastAt) {
			h.LastAt, newest = inv.AnsweredAt, glad
		}
		if glad && inv.Words.Comment != "" && inv.AnsweredAt.After(wordsAt) {
			h.Voice, wordsAt = inv.ID, inv.AnsweredAt
		}
	}
	h.Level = NewLevel(satisfied, n)
	return h, newest && n >= HappyLeast && float64(satisfied) >= HappyShare*float64(n) && float64(h.Best) >= HappyBest*float64(n)
}

// StepKind is what may be asked of somebody after a top rating.
type StepKind string

// The kinds of next steps.
const (
	StepQuote     StepKind = "quote"     // a word that we may quote, with the name
	StepReference StepKind = "reference" // to tell somebody else who asks
	StepReferral  StepKind = "referral"  // a link by which to recommend us
)

// StepKinds returns all of them.
func StepKinds() []StepKind { return []StepKind{StepQuote, StepReference, StepReferral} }

// StepMonths is how seldom somebody is shown a next step, where the owner set
// nothing else.
const StepMonths = 12

// NextStep is what the owner lets the page ask after a top rating, beside and
// after the way to complain or be contacted, which is never hidden for it.
type NextStep struct {
	Kind   StepKind // empty: nothing is asked
	Link   string   // of referral: https
	Months int      // between two times that one person is shown it; 0: StepMonths
}

// Every is how many months lie between two times.
func (n NextStep) Every() int {
	if n.Months <= 0 {
		return StepMonths
	}
	return n.Months
}

// May reports whether the page may show the step to somebody who tapped the
// choice: the best one there is, and nothing was shown for so many months.
func (n NextStep) May(scale ScaleID, choice int, to Contact, now time.Time) bool {
	s, ok := ScaleByID(scale)
	return n.Kind != "" && ok && choice == s.Max && to.OptedOutAt.IsZero() &&
		(to.SteppedAt.IsZero() || !now.Before(to.SteppedAt.AddDate(0, n.Every(), 0)))
}

// Validate returns nil, or one Invalid error that names every wrong field.
func (n NextStep) Validate() error {
	var p Problems
	if n.Kind != "" && !slices.Contains(StepKinds(), n.Kind) {
		p.Add("kind", "must be quote, reference, referral or empty")
	}
	switch problem := CheckLink(n.Link); {
	case n.Kind == StepReferral && n.Link == "":
		p.Add("link", "is needed for a referral")
	case n.Link != "" && problem != "":
		p.Add("link", "%s", problem)
	}
	if n.Months < 0 || n.Months > 120 {
		p.Add("months", "must lie between 1 and 120")
	}
	return p.Err()
}
