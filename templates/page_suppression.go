package templates

// SuppressionPage is whom we do not mail, and why.
type SuppressionPage struct {
	Layout
	Finding string
	Reasons []Link // filters
	Reason  string // the chosen one; empty: any
	Prefix  string // how addresses begin that are looked for
	Since   string // a day, or empty
	Rows    []SuppressionRow
	Empty   string
	Older   string // address of more lines; empty: none
	CSV     string // address of the same as a file; empty: the reader may not
	Done    string
	Lift    *LiftForm // nil: nothing is being lifted
	Add     *SuppressionAdd
	Errors  map[string]string
}

func (SuppressionPage) name() string { return "suppression" }

// SuppressionRow is somebody whom we do not mail.
type SuppressionRow struct {
	Who      string // name, else address
	Address  string
	Customer Link
	Why      []SuppressionWhy
}

// SuppressionWhy is one reason, with where it can be lifted.
type SuppressionWhy struct {
	Text string
	Lift string // empty: the reader may not
}

// LiftForm lets somebody be mailed again.
type LiftForm struct {
	Who     string
	Address string // where it is sent
	Back    string
	Contact string
	Hurdle  Hurdle
	Wrong   string
}

// SuppressionAdd is the form that puts addresses on the list.
type SuppressionAdd struct {
	Addresses, Why string
	Open           bool
	Errors         map[string]string
}
