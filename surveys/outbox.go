package surveys

import "time"

// EntryKind says what happened to an invitation.
type EntryKind string

// The kinds of outbox entries.
const (
	EntryAsked    EntryKind = "asked"    // an invitation was made, or skipped
	EntrySent     EntryKind = "sent"     // its mail was taken by the next server
	EntryReminded EntryKind = "reminded" // the same of a reminder, which counts in no rate
	EntryBounced  EntryKind = "bounced"  // its mail came back
	EntryArrived  EntryKind = "arrived"  // it has not, as its answer shows
	EntryTaken    EntryKind = "taken"    // it was taken although a server refused it, as its answer shows
	EntryAnswered EntryKind = "answered" // an answer counts for the first time
	EntryChanged  EntryKind = "changed"  // the choice changed from Was to Choice
	EntryVoided   EntryKind = "voided"   // the answer counts no longer
	EntryRestored EntryKind = "restored" // a voided answer counts again
	EntryImported EntryKind = "imported" // an answer with its own date
	EntryCase     EntryKind = "case"     // a case was opened or changed
	EntryStage    EntryKind = "stage"    // a customer's life took a step; only told, in no outbox
	EntryErased   EntryKind = "erased"   // a person was erased; only told, in no outbox
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
	DueAlarm   DueKind = "alarm"   // open a case for a decline; id: AlarmID
	DueEvent   DueKind = "event"   // tell the webhooks; id: what happened, position in the outbox, whom it is about, by dots
	DueAlarms  DueKind = "alarms"  // tell the team of declines together; id: all
	DueDigest  DueKind = "digest"  // tell the team of a week; id: its Monday
	DueWebhook DueKind = "webhook" // deliver an event; id: webhook, dot, delivery
	DuePool    DueKind = "pool"    // fold a customer's answers over all its projects; id: customer
	DueSettle  DueKind = "settle"  // end the holding back of taps; id: invitation
	DueRemind  DueKind = "remind"  // ask once more where nobody answered; id: invitation
	DuePulse   DueKind = "pulse"   // ask the next contacts of a pulse; id: survey
	DueTrial   DueKind = "trial"   // send the mail of a survey to somebody on the team; id: TrialID
	DuePost    DueKind = "post"    // send somebody on the team a mail about their account; id: PostID
	// Of the relationship:
	DueDay     DueKind = "day"     // remind somebody of ours of a special day; id: key of the customer, dot, id of the day
	DueFounder DueKind = "founder" // send a founder's mail; id: Monday of the list, dot, key of the customer
	DueReport  DueKind = "report"  // send a released report to one reader; id: of the report, dot, number of the reader
	// Of the closed loop:
	DueReply    DueKind = "reply"    // send a reply to a customer; id: case number, dot, number of the reply
	DueEscalate DueKind = "escalate" // tell the founders about a case; id: case number
	DueRecover  DueKind = "recover"  // ask once more after a case was resolved; id: case number
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
