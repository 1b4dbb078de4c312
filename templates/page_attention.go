package templates

// Attention lists everybody who needs us.
type Attention struct {
	Layout
	Line    string
	Periods []Link
	Whole   string // the decline of everything together; empty: none stands
	Needs   []Need
	Rule    string // how they are ranked
	More    string // address of those after; empty: these are all
}

func (Attention) name() string { return "attention" }
