package surveys

import (
	"slices"
	"time"
)

// AttentionKind says what needs us.
type AttentionKind string

// The kinds of what needs us.
const (
	CustomerNeeds AttentionKind = "customer"
	ProjectNeeds  AttentionKind = "project"
)

// Attention is a customer or project that needs somebody now, with the facts
// that say so. Nothing is hidden by an average: the worst voice and the
// decision makers who are not heard stand beside it.
type Attention struct {
	Kind AttentionKind
	Standing
	Worth    float64      // how much it weighs; 1 where nobody said
	Money    bool         // it is weighed by revenue, which not everybody may see
	Case     Case         // the oldest that waits for an answer; ID 0: none
	Alarm    Alarm        // the newest that stands; ID empty: none
	Silences []Silence    // who is not heard
	Recent   []Invitation // the newest answers, newest first, without their words
	Worst    Invitation   // the lowest complaint among those of the period; ID empty: none
	People   map[ContactID]Contact
}

// Person is whom to talk to: of the case, else of the worst voice, else who
// fell silent, else who decides; empty where nobody is known.
func (a Attention) Person() Contact {
	ids := []ContactID{a.Case.Contact, a.Worst.Contact}
	for _, s := range a.Silences {
		ids = append(ids, s.Contact)
	}
	var deciders []ContactID
	for id, p := range a.People {
		if p.Role == DecisionMaker {
			deciders = append(deciders, id)
		}
	}
	slices.Sort(deciders)
	for _, id := range append(ids, deciders...) {
		if p := a.People[id]; p.Name != "" || p.Address != "" {
			return p
		}
	}
	return Contact{}
}

// AttentionStep is what to do about somebody who needs us.
type AttentionStep string

// The steps.
const (
	StepAnswerCase AttentionStep = "case"    // answer the case: nobody is known there
	StepRead       AttentionStep = "read"    // read what was said
	StepAddress    AttentionStep = "address" // find a new address for the person
	StepCall       AttentionStep = "call"    // call the person
)

// Next is what to do, and whom it is about where it is a person.
func (a Attention) Next() (AttentionStep, Contact) {
	p := a.Person()
	switch {
	case p.ID == "" && a.Case.ID != 0:
		return StepAnswerCase, p
	case p.ID == "":
		return StepRead, p
	case !p.BouncedAt.IsZero():
		return StepAddress, p
	}
	return StepCall, p
}

// WorstOf returns the lowest complaint among answers, the newest of equals;
// without an ID where there is none.
func WorstOf(answers []Invitation, since time.Time) (worst Invitation) {
	bad := 0.0
	for _, inv := range answers {
		scale, ok := ScaleByID(inv.Scale)
		if !ok || inv.Answer != Answered || inv.AnsweredAt.Before(since) || !scale.IsComplaint(inv.Choice) {
			continue
		}
		if b := scale.BadnessOf(inv.Choice); b > bad {
			worst, bad = inv, b
		}
	}
	return worst
}

// RatedMost is how many of the last answers LastRated looks at.
const RatedMost = 3

// Rated is what the last answers about one type of interaction were.
type Rated struct {
	Type    string
	Of, Bad int   // answers, and complaints among them
	Choices []int // of the complaints, each once, the newest first
}

// LastRated says how many of the last three answers about one type of
// interaction were complaints: two of the last three milestones rated 2. It
// takes the type of the newest complaint; ok is false where there is none.
// answers are newest first.
func LastRated(answers []Invitation) (r Rated, ok bool) {
	i := slices.IndexFunc(answers, isComplaint)
	if i < 0 {
		return Rated{}, false
	}
	r.Type = answers[i].Type
	for _, inv := range answers {
		if inv.Type != r.Type || r.Of == RatedMost {
			continue
		}
		r.Of++
		if isComplaint(inv) {
			r.Bad++
			if !slices.Contains(r.Choices, inv.Choice) {
				r.Choices = append(r.Choices, inv.Choice)
			}
		}
	}
	return r, r.Bad > 0
}

func isComplaint(inv Invitation) bool {
	scale, ok := ScaleByID(inv.Scale)
	return ok && inv.Answer == Answered && scale.IsComplaint(inv.Choice)
}
