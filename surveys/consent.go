package surveys

import (
	"net/url"
	"time"
)

// ConsentState is how far it is with somebody who may speak for us.
type ConsentState string

// The states of a consent.
const (
	ConsentAsked    ConsentState = "asked"
	ConsentAgreed   ConsentState = "agreed"
	ConsentDeclined ConsentState = "declined"
	ConsentRevoked  ConsentState = "revoked" // agreed once, taken back
	ConsentThanked  ConsentState = "thanked"
	ConsentRewarded ConsentState = "rewarded"
)

// ConsentStates returns all of them.
func ConsentStates() []ConsentState {
	return []ConsentState{ConsentAsked, ConsentAgreed, ConsentDeclined, ConsentRevoked, ConsentThanked, ConsentRewarded}
}

// MaxQuote is the length of words that may be quoted, in characters.
const MaxQuote = 1000

// Consent is what somebody lets us do, and what came of it.
type Consent struct {
	Contact    ContactID
	Customer   CustomerID
	Kind       StepKind
	State      ConsentState // the newest
	Agreed     bool         // stands: given, and not taken back
	Quote      string       // words that may be quoted; empty: none
	Name       string       // to show with them
	Invitation InvitationID // whose page asked; empty: a person did
	At         time.Time    // of the state
	Log        []ConsentLine
}

// ConsentLine is one thing that happened.
type ConsentLine struct {
	At    time.Time
	State ConsentState
	By    UserID // empty: the person themselves, or the page
	Text  string // such as the reward
}

// May reports whether the consent may go to a state: thanks and rewards, and
// taking back, follow what was agreed.
func (c Consent) May(to ConsentState) bool {
	switch to {
	case ConsentAsked, ConsentDeclined:
		return !c.Agreed
	case ConsentThanked, ConsentRewarded, ConsentRevoked:
		return c.Agreed
	}
	return to == ConsentAgreed
}

// With returns the consent after a line; the words of an agreement that was
// taken back go with it.
func (c Consent) With(l ConsentLine) Consent {
	c.State, c.At = l.State, l.At
	c.Log = append(c.Log[:len(c.Log):len(c.Log)], l)
	switch l.State {
	case ConsentAgreed:
		c.Agreed = true
	case ConsentRevoked, ConsentDeclined:
		c.Agreed, c.Quote, c.Name = false, "", ""
	}
	return c
}

// CheckLink says what is wrong with a link that customers are sent to, empty
// for nothing: https, a host, no password.
func CheckLink(text string) (problem string) {
	u, err := url.Parse(text)
	if err != nil || len(text) > 500 || u.Scheme != "https" || u.Host == "" || u.User != nil {
		return "must be an address that begins with https://"
	}
	return ""
}
