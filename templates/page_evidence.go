package templates

// Evidence says why the answer of an invitation counts, is held back or does
// not count, and what became of it since.
type Evidence struct {
	Heading string // such as "Why it counts"
	Why     string
	Done    string // what was just done; empty: nothing
	Visits  []VisitRow
	Kept    string // which visits are shown, and for how long
	History []Moment
	Form    *EvidenceForm // nil: nothing can be done, or not by this person
}

// VisitRow is a visit in words.
type VisitRow struct {
	When, After     string // After: how long after the mail; empty: not known
	Browser, Choice string
	Became          string
	Doubts          []string // what speaks against a person
}

// EvidenceForm sets an answer aside or restores it, with a reason.
type EvidenceForm struct {
	Address string
	Button  string
	Text    string // what it does
	Most    int    // characters of the reason
	Reason  string // as it was sent
	Wrong   string // what is wrong with it
}

// Unconfirmed lists invitations whose links were opened while nothing counts.
type Unconfirmed struct {
	Layout
	Finding string
	Rows    []UnconfirmedRow
	More    string // that older ones are not shown
}

func (Unconfirmed) name() string { return "unconfirmed" }

// UnconfirmedRow is such an invitation and why nothing counts.
type UnconfirmedRow struct {
	Address, Who, About, When string
	State                     string
	Why                       string
}
