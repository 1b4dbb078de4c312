package surveys

import "time"

// Interaction is a moment worth asking about, as the caller tells it.
type Interaction struct {
	ID         InteractionID
	Type       string // ticket, milestone, delivery, visit, …
	OccurredAt time.Time
	Project    ProjectRef
	Customer   CustomerRef // left out: the contact is the customer
	Contact    Contact
	Agent      AgentID           // who served; frozen here
	Survey     SurveyID          // left out: the default survey
	Delay      time.Duration     // how long to wait before asking
	Properties map[string]string // the caller's own words, shown; of them Worth alone is computed with
}

// ProjectRef and CustomerRef name a project or customer in an interaction.
type ProjectRef struct {
	ID   ProjectID
	Name string
}

// CustomerRef names the customer of an interaction.
type CustomerRef struct {
	ID   CustomerID
	Name string
}

// Project is what is worked on or sold.
type Project struct {
	ID    ProjectID
	Name  string
	First Day // first and last day with an answer; both 0 where there is none
	Last  Day
}

// Role is what a contact is at the customer.
type Role string

// The roles; the empty role is unknown.
const (
	DecisionMaker Role = "decision_maker"
	Champion      Role = "champion"
	EndUser       Role = "user"
)

// Contact is a person at a customer with one email address.
type Contact struct {
	ID       ContactID
	Address  string // as mail is sent to it: domain in lower case A-labels
	Name     string
	Language string // BCP 47, such as en or pt-BR
	TimeZone string // IANA, such as Europe/Berlin
	Role     Role
	Customer CustomerID
	Tie      UserID // who of the team knows the person best, as a person said; empty: nobody said

	OptedOutAt   time.Time
	OptedOutHow  OptOutHow
	OptedOutWhy  string // what somebody wrote who set it by hand
	BouncedAt    time.Time
	BounceReason string
	PausedUntil  time.Time
	LastAskedAt  time.Time
	LastAsked    InvitationID
	Asked        int       // mails sent, without reminders
	ActiveAt     time.Time // when its newest interaction was
	Project      ProjectID // which project that was in
	SteppedAt    time.Time // when the next step after a top rating was last shown
	ErasedAt     time.Time // nothing is known of the person any more; zero: was not erased
}
