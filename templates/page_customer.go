package templates

// CustomerPage is everything about one customer.
type CustomerPage struct {
	Layout
	Heading   string
	Line      string // since when, how many people and projects
	Paused    string
	Periods   []Link
	Elsewhere *Elsewhere
	Glass     Glass
	Needs     []CaseRow
	Declines  []Decline
	Silences  []string // who is not heard any more
	Projects  []StandingRow
	Lines     string
	People    []Person
	Heard     string
	Pauses    *Pauses // nil: the reader may not change it
	Chosen    Chosen
	Response  Response
	Kinds     []Link
	Timeline  []Moment
	Older     string // address of older lines
	Empty     string
}

func (CustomerPage) name() string { return "customer" }

// Person is a contact in a table.
type Person struct {
	Name, Role string
	Heard      string // last heard
	Tags       []string
	Answer     Link   // leads to why it counts
	Answered   string // "6 of 8"
}

// Chosen is what was chosen in a period.
type Chosen struct {
	Heading    string
	Bars       []Bar
	N          int
	Definition string
}

// ProjectPage is everything about one project.
type ProjectPage struct {
	Layout
	Heading   string
	Line      string
	Periods   []Link
	Elsewhere *Elsewhere
	Glass     Glass
	Declines  []Decline
	Trend     Trend
	Customers []StandingRow
	Rule      string // how they are ranked, how many are shown
	Chosen    Chosen
	Response  Response
	Said      []Voice
	SaidRule  string
}

func (ProjectPage) name() string { return "project" }
