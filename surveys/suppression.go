package surveys

import "time"

// SuppressReason is why we do not mail a contact.
type SuppressReason string

// The reasons. Those but paused stand until a person lifts them.
const (
	SuppressOptedOut   SuppressReason = "opted_out"  // pressed "do not ask me again", or wrote it
	SuppressComplained SuppressReason = "complained" // marked a mail of ours as spam
	SuppressByHand     SuppressReason = "by_hand"    // somebody of the team set it
	SuppressBounced    SuppressReason = "bounced"    // mail came back for good
	SuppressPaused     SuppressReason = "paused"     // until a day
)

// SuppressReasons are all, in the order in which pages show them.
func SuppressReasons() []SuppressReason {
	return []SuppressReason{SuppressOptedOut, SuppressComplained, SuppressByHand, SuppressBounced, SuppressPaused}
}

// Suppression is one reason that stands against mailing a contact.
type Suppression struct {
	Reason SuppressReason
	Since  time.Time // zero for paused: only its end is kept
	Until  time.Time // of paused
	Why    string    // what the server there said, or who set it by hand wrote
}

// OptOutHow is how a contact came to be asked no more.
type OptOutHow string

// The ways; the empty one is by the link or the reply of the contact itself.
const (
	OptOutItself    OptOutHow = ""
	OptOutComplaint OptOutHow = "complaint"
	OptOutHand      OptOutHow = "hand"
)

// Suppressions are the reasons that stand against mailing the contact now.
func (c Contact) Suppressions(now time.Time) []Suppression {
	var out []Suppression
	if !c.OptedOutAt.IsZero() {
		reason := map[OptOutHow]SuppressReason{OptOutComplaint: SuppressComplained, OptOutHand: SuppressByHand}[c.OptedOutHow]
		if reason == "" {
			reason = SuppressOptedOut
		}
		out = append(out, Suppression{Reason: reason, Since: c.OptedOutAt, Why: c.OptedOutWhy})
	}
	if !c.BouncedAt.IsZero() {
		out = append(out, Suppression{Reason: SuppressBounced, Since: c.BouncedAt, Why: c.BounceReason})
	}
	if c.PausedUntil.After(now) {
		out = append(out, Suppression{Reason: SuppressPaused, Until: c.PausedUntil})
	}
	return out
}
