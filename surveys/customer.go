package surveys

import "time"

// Customer is whom satisfaction is kept for: a company or, where there is
// none, the person.
type Customer struct {
	ID          CustomerID
	Name        string
	PausedUntil time.Time   // nobody there is asked before; zero: not paused
	Projects    []ProjectID // sorted
	Contacts    []ContactID // sorted
}

// CustomerPatch changes a customer's life, name and attributes: nil fields
// stay.
type CustomerPatch struct {
	Name       *string
	Stage      *Stage
	WonOn      *Day
	LostOn     *Day               // 0: it has not left after all
	Since      *Day               // from when the stage holds, where no other date says it
	Attributes map[string]*string // nil value: the attribute is removed
	Reason     string
	By         UserID // who changes it; empty: a program
}

// Check returns nil, or one Invalid error with every field that is wrong by
// itself; what contradicts what is known of the customer, Life.With tells.
// today bounds the dates.
func (p CustomerPatch) Check(today Day) error {
	var wrong Problems
	if p.Name != nil {
		checkText(&wrong, "name", *p.Name, MaxName)
	}
	if p.Stage != nil && !p.Stage.known() {
		wrong.Add("stage", "must be one of %s", CodesOf("life_stage_", Stages()))
	}
	checkLifeDay(&wrong, "won_on", p.WonOn, today)
	if p.LostOn == nil || *p.LostOn != 0 {
		checkLifeDay(&wrong, "lost_on", p.LostOn, today)
	}
	checkLifeDay(&wrong, "since", p.Since, today)
	checkAttributes(&wrong, p.Attributes)
	checkText(&wrong, "reason", p.Reason, MaxStageReason)
	return wrong.Err()
}

// lifeAhead is how far in the future a customer may be said to come or go.
const lifeAhead Day = 366

// MaxStageReason is how many characters a reason for a change may have.
const MaxStageReason = 500

func checkLifeDay(p *Problems, field string, day *Day, today Day) {
	if day == nil {
		return
	}
	if y, _, _ := day.Date(); *day <= 0 || y < 1970 || *day > today+lifeAhead {
		p.Add(field, "must be a calendar date from 1970-01-02 to a year from now, such as %s", today)
	}
}

// CheckCustomerID names what is wrong with the id of a customer in the field.
func CheckCustomerID(field string, id CustomerID) error {
	var wrong Problems
	checkID(&wrong, field, string(id), true)
	return wrong.Err()
}
