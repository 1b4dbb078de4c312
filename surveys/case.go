package surveys

import "time"

// CaseID is the number of a case, as people say it. Its remainder by Shards
// is the shard that keeps it.
type CaseID int

// Shard returns the shard that keeps the case.
func (c CaseID) Shard() int { return int(c) % Shards }

// CaseState is how far the follow-up is.
type CaseState string

// The states of a case.
const (
	CaseOpen      CaseState = "open"
	CaseContacted CaseState = "contacted"
	CaseResolved  CaseState = "resolved"
)

// CaseStates returns all of them in their order.
func CaseStates() []CaseState { return []CaseState{CaseOpen, CaseContacted, CaseResolved} }

// CaseSource is what opened a case.
type CaseSource string

// The sources of cases.
const (
	FromComplaint CaseSource = "complaint" // a low rating
	FromContact   CaseSource = "contact"   // "please contact me"
	FromAlarm     CaseSource = "alarm"     // a decline that the signal found
	FromHand      CaseSource = "hand"      // a person of the team heard of it elsewhere
)

// Recovery is what came of asking once more after a case was resolved.
type Recovery string

// The recoveries; empty: nobody was asked yet.
const (
	RecoveryAsked    Recovery = "asked"         // the mail was scheduled, no answer yet
	RecoveryNotAsked Recovery = "not_asked"     // something spoke against asking; the invitation says what
	Recovered        Recovery = "recovered"     // satisfied again
	NotRecovered     Recovery = "not_recovered" // a complaint again; the case was opened again
	RecoveryUnclear  Recovery = "unclear"       // neither
)

// RecoveryRound is the round of the recovery survey of a case's first chapter;
// the next chapters have the next rounds.
const RecoveryRound = 100

// Case is one story that a person follows up: a complaint, a wish to be
// contacted, an alarm, or what somebody heard elsewhere. While it is not
// resolved, whatever the same customer says in the project joins it. A
// complaint after that begins a new chapter where it concerns the same
// question, a new case where it concerns another.
type Case struct {
	ID         CaseID
	Source     CaseSource
	Invitation InvitationID // that it began with; empty: none
	Latest     InvitationID // that it is about now
	Project    ProjectID
	Customer   CustomerID // empty: the project as a whole
	Contact    ContactID  // empty: nobody known
	Text       string     // what an alarm or a person said
	State      CaseState
	Owner      string // who follows it up, by name; empty: nobody yet
	OwnerID    UserID // the same, where it is somebody on the team
	Cause      string
	Lesson     string
	OpenedAt   time.Time
	ChangedAt  time.Time
	AlertedAt  time.Time // when the team was told of the newest that it was told of; zero: not yet
	Withdrawn  bool      // the customer changed the rating to one that is no complaint

	Chapter   int       // 1, and one more each time that it was opened again
	Since     time.Time // when the chapter began
	News      int       // reasons to tell the team so far
	Told      int       // of them the team was told
	ActedAt   time.Time // when somebody first noted or answered something in the chapter; zero: nobody has
	Escalated int       // the chapter that the founders were told of; 0: none
	Replies   int       // mails to the customer
	Recovery  Recovery
	Recovers  InvitationID // of the recovery survey, where there is one
}

// CasePatch changes a case: nil fields stay.
type CasePatch struct {
	By            UserID // who changes it; empty: nobody known
	State         *CaseState
	Owner         *string // address, id or name of somebody on the team, or any other name
	Cause, Lesson *string
	Note          string // to be kept with it; may be empty
}
