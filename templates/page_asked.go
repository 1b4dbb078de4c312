package templates

// Asked is the list of invitations behind a response rate.
type Asked struct {
	Layout
	Finding string
	Line    Link   // the days, and the page that the rate stands on
	States  []Link // filters
	Rows    []Way
	Older   string // address of older lines; empty: none
	Empty   string // said where there are no rows
}

func (Asked) name() string { return "asked" }
