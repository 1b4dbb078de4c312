package templates

// MergePage says what happens when one customer is made of two, before it does.
type MergePage struct {
	Layout
	Heading string
	Sides   []MergeSide // the one that is given up, and the one that it becomes
	Will    []string    // what will happen
	Into    string
	Action  string
	Back    string
}

func (MergePage) name() string { return "merge" }

// MergeSide is one of the two.
type MergeSide struct {
	Customer Link
	ID       string
	Line     string // people, projects, answers
	Spells   []string
}

// JoinedRow is a customer that became this one.
type JoinedRow struct {
	ID, Text string
	Address  string // where they are parted; empty: not now
	Hint     string // what parting does, or why it is not possible now
}
