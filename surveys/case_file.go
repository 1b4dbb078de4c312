package surveys

import "time"

// CaseFile is a case with all that happened in it.
type CaseFile struct {
	Case
	Voices  []InvitationID // the answers that it is about, in the order of coming
	Log     []CaseLine     // oldest first
	Answers []Reply        // mails to the customer, oldest first
}

// ToldOf returns the answers that the team was told of, each with when it was
// last told of it: a mail tells what the case was about at its moment.
func (f CaseFile) ToldOf() map[InvitationID]time.Time {
	out := map[InvitationID]time.Time{}
	if f.Latest != "" && !f.AlertedAt.IsZero() {
		out[f.Latest] = f.AlertedAt // of a case whose log has lost its beginning
	}
	for _, told := range f.Log {
		if told.Kind != LineTold {
			continue
		}
		var about InvitationID
		for _, l := range f.Log {
			switch l.Kind {
			case LineOpened, LineJoined, LineWished, LineReopened:
				if l.Ref != "" && !l.At.After(told.At) {
					about = InvitationID(l.Ref)
				}
			}
		}
		if about != "" {
			out[about] = told.At
		}
	}
	return out
}

// LineKind says what a line of a case's log is about.
type LineKind string

// The kinds of lines. What a customer did has no Who.
const (
	LineOpened    LineKind = "opened"    // Ref: the invitation, where there is one
	LineJoined    LineKind = "joined"    // another answer, Ref: its invitation; an alarm or a person: Text
	LineWished    LineKind = "wished"    // the customer asked to be contacted, Ref: the invitation
	LineReopened  LineKind = "reopened"  // a new chapter; Ref: the invitation, where a customer began it
	LineWithdrawn LineKind = "withdrawn" // an answer is no complaint any more, Ref: its invitation
	LineStands    LineKind = "stands"    // it is one again, Ref: its invitation
	LineState     LineKind = "state"     // Ref: the new state
	LineOwner     LineKind = "owner"     // Text: the new owner, empty for none
	LineCause     LineKind = "cause"     // Text: the cause
	LineLesson    LineKind = "lesson"    // Text: the lesson
	LineNote      LineKind = "note"      // Text: the note
	LineReply     LineKind = "reply"     // Ref: the number of the reply
	LineTold      LineKind = "told"      // the team was told
	LineEscalated LineKind = "escalated" // the founders were told, Ref: EscalatedSenior, EscalatedWorth or EscalatedLate
	LineAsked     LineKind = "asked"     // once more, Ref: the invitation; Text: why not
	LineRecovery  LineKind = "recovery"  // the answer to that, Ref: the recovery
)

// Why founders were told of a case.
const (
	EscalatedSenior = "senior" // a decision maker is concerned
	EscalatedWorth  = "worth"  // a valued customer is concerned
	EscalatedLate   = "late"   // nobody acted in time
)

// CaseLine is one thing that happened in a case.
type CaseLine struct {
	At   time.Time
	Kind LineKind
	Who  UserID // of the team, or a token; empty: the customer or the machine
	Name string // what Who is called; the log itself does not know it
	Ref  string
	Text string
}

// Actor is who of the team did it, by name where it is known; empty: the
// customer or the machine.
func (l CaseLine) Actor() string {
	if l.Name != "" {
		return l.Name
	}
	return string(l.Who)
}

// Reply is a mail from a person of the team to the customer of a case. Its
// way is that of every mail: scheduled, data, sent, or one of the ends.
type Reply struct {
	Case   CaseID
	Number int // from 1
	By     UserID
	Name   string // what By was called
	From   string // address of By, where answers go
	To     ContactID
	About  InvitationID // whose mail it answers; empty: none
	Text   string
	At     time.Time // when it was written
	State  MailState
	Reason string // of failed and unknown
	Holder string // of data: who is sending it
}

// MaxReply is the length of a reply in characters.
const MaxReply = 10000
