package templates

// LifePlate is a customer's way with us.
type LifePlate struct {
	Stage      string // empty: nobody has said
	Since      string
	Reason     string
	Spells     []string
	Attributes []Fact
	Steps      []LifeStep // newest first
	Formerly   string     // the ids that became it, in words
	Joined     []JoinedRow
	Form       *LifeForm // nil: the reader may not change it
}

// LifeStep is one step of it.
type LifeStep struct{ When, Stage, Reason, Who string }

// LifeForm changes it.
type LifeForm struct {
	Address    string
	Stages     []Option
	Won, Lost  string // YYYY-MM-DD
	Attributes []Fact
	Merge      string // address; empty: the reader may not
}
