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

// Case is a complaint, or a wish to be contacted, that a person follows up.
type Case struct {
	ID         CaseID
	Invitation InvitationID
	Project    ProjectID
	Customer   CustomerID
	Contact    ContactID
	State      CaseState
	Owner      string // who follows it up; empty: nobody yet
	Cause      string
	Lesson     string
	OpenedAt   time.Time
	ChangedAt  time.Time
	AlertedAt  time.Time // when the team was told; zero: not yet
	Withdrawn  bool      // the customer changed the rating to one that is no complaint
}

// CasePatch changes a case: nil fields stay.
type CasePatch struct {
	State         *CaseState
	Owner         *string
	Cause, Lesson *string
}
