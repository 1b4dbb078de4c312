package templates

// Ledger is what was not sent, with its reasons.
type Ledger struct {
	Layout
	Finding string
	Reasons []Link // filters
	Rows    []Way
	Older   string // address of older lines; empty: none
	Empty   string
}

func (Ledger) name() string { return "ledger" }

// Pauses is whom we do not ask for a while, and the form for it.
type Pauses struct {
	Address string
	First   string // earliest date, YYYY-MM-DD
	People  []PausePerson
	Paused  []PausePerson
}

// PausePerson is somebody at a customer, or, without an id, all of them.
type PausePerson struct {
	ID, Name string
	Until    string // in words; empty: is asked
}
