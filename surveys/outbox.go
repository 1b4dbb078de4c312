package surveys

import "time"

// EntryKind says what happened to an invitation.
type EntryKind string

// The kinds of outbox entries.
const (
	EntryAsked    EntryKind = "asked"    // an invitation was made, or skipped
	EntrySent     EntryKind = "sent"     // its mail was taken by the next server
	EntryBounced  EntryKind = "bounced"  // its mail came back
	EntryAnswered EntryKind = "answered" // an answer counts for the first time
	EntryChanged  EntryKind = "changed"  // the choice changed from Was to Choice
	EntryVoided   EntryKind = "voided"   // the answer counts no longer
	EntryRestored EntryKind = "restored" // a voided answer counts again
	EntryImported EntryKind = "imported" // an answer with its own date
	EntryCase     EntryKind = "case"     // a case was opened or changed
)

// Entry is one line of a shard's outbox: what happened, with all that the
// relay needs to move the derived figures.
type Entry struct {
	Position   string // id in the stream
	Kind       EntryKind
	Invitation InvitationID
	Project    ProjectID
	Customer   CustomerID
	Contact    ContactID
	Agent      AgentID
	Scale      ScaleID
	Choice     int
	Was        int // the choice before, of EntryChanged
	By         Evidence
	Day        Day // of the first answer
	SentDay    Day // of the mail; 0: none was sent
	Case       CaseID
	At         time.Time
}

// DueKind says what a member of the schedule is about.
type DueKind string

// The kinds of due work.
const (
	DueMail    DueKind = "mail"    // send the invitation's mail; id: invitation
	DueAlert   DueKind = "alert"   // tell the team about a case; id: case number
	DueCorrect DueKind = "correct" // tell those who were alerted that the answer changed; id: case number
	DueSettle  DueKind = "settle"  // end the holding back of taps; id: invitation
)

// Due is work whose time has come: kind and id are the member of the
// schedule, Attempt counts the claims of it.
type Due struct {
	Shard   int
	Kind    DueKind
	ID      string
	Attempt int
	At      time.Time
}
