package templates

// Ledger is what was not sent, with its reasons.
type Ledger struct {
	Layout
	Finding string
	Who     string   // of whom it tells, as it was typed; empty: of everybody
	Hurdles []string // what stands against asking them now
	Reasons []Link   // filters
	Rows    []Way
	Older   string // address of older lines; empty: none
	Empty   string
}

func (Ledger) name() string { return "ledger" }
