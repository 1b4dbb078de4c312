package surveys

import (
	"strings"
	"time"
)

// Turn is one change of an answer after the first: it changed, was taken back
// or restored, or came anew after it had been taken back.
type Turn struct {
	At     time.Time
	Kind   EntryKind // EntryChanged, EntryVoided, EntryRestored or EntryAnswered
	Choice int       // before the turn, or the one that was meant
	By     Evidence  // of it
	Who    UserID    // of the team; empty: the customer or the machine
	Name   string    // what Who is called; the history itself does not know it
	Reason string
}

// Actor is who of the team made the turn, by name where it is known; empty:
// the customer or the machine.
func (t Turn) Actor() string {
	if t.Name != "" {
		return t.Name
	}
	return string(t.Who)
}

// TokenActor is the id under which a caller of the API acts on the team's
// behalf, by the name of its token.
func TokenActor(name string) UserID { return UserID(tokenActor + name) }

const tokenActor = "token:"

// TokenName is the name of the token behind an id of TokenActor.
func TokenName(id UserID) (name string, ok bool) { return strings.CutPrefix(string(id), tokenActor) }

// takenBack begins the reason on record where the machine took an answer back.
const takenBack = "doubt:"

// TakenBack is the reason on record of an answer that the machine took back
// for doubts: the gravest by its name, see Doubts.Names.
func TakenBack(d Doubts) string {
	if names := d.Names(); len(names) > 0 {
		return takenBack + names[0]
	}
	return takenBack + "none"
}

// DoubtTaken is the name of the doubt behind a reason of TakenBack; ok is false
// for what a person wrote.
func DoubtTaken(reason string) (name string, ok bool) { return strings.CutPrefix(reason, takenBack) }

// Stand is how an answer stands: what was chosen, and whether it counts.
type Stand struct {
	Choice int
	Counts bool
}

// StandAt says how the answer of an invitation stood after all turns up to a
// moment. turns are in the order of coming, and complete from that moment on.
func StandAt(inv Invitation, turns []Turn, at time.Time) Stand {
	for _, t := range turns {
		if t.At.After(at) {
			return Stand{t.Choice, t.Kind == EntryChanged || t.Kind == EntryVoided}
		}
	}
	return Stand{inv.Choice, inv.Answer == Answered}
}
