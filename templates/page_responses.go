package templates

// Responses is a list of responses with the filters that its address holds.
type Responses struct {
	Layout
	Finding   string
	Line      string // whose, and from when
	Periods   []Link
	Active    []Link // filters that are set; each leads to the list without it
	Views     []Link // saved ones
	Form      ResponseForm
	Elsewhere *Elsewhere
	Figures   *ResponseFigures // nil: Unfigured says why
	Unfigured string
	Rows      []ResponseRow
	Empty     string
	Looked    string // how far it was looked, where few were found
	Older     *Link
}

func (Responses) name() string { return "responses" }

// ResponseFigures is what is counted of what the list shows.
type ResponseFigures struct {
	Glass      Glass
	Chosen     Chosen
	Response   Response
	Agent      bool // of one who serves: no word of the dial, no response rate
	Definition string
}

// ResponseRow is one response.
type ResponseRow struct {
	Voice   Voice
	Address string // why it counts
	Project Link
	Where   string // name of the project, where the list is of several
	Agent   string
	About   string
}

// ResponseForm narrows the list.
type ResponseForm struct {
	Address                        string
	Choose                         []Choose
	Customer, Contact, Agent, Text string
	From, To, Today, Days          string
}

// Choose is a field with some values to choose from.
type Choose struct {
	Name, Title string
	Options     []Option
}

// Search is what was found for some words.
type Search struct {
	Layout
	Query  string
	Groups []FoundGroup
	Said   []Voice
	More   Link   // all responses with the words
	Empty  string // nothing was found, or nothing asked
}

func (Search) name() string { return "search" }

// FoundGroup is some customers, people or projects.
type FoundGroup struct {
	Title string
	Rows  []FoundRow
	More  string
}

// FoundRow is one of them.
type FoundRow struct {
	Name    string
	Address string
	Beside  string // address of a person, or id
	Links   []Link
}

// Views are the saved views of a person and the shared ones.
type Views struct {
	Layout
	Rows   []ViewRow
	Errors map[string]string
}

func (Views) name() string { return "views" }

// ViewRow is one saved view.
type ViewRow struct {
	ID, Name, Address string
	Shown             string // the address, as people read it
	Shared            bool
	Owner             string
	MayChange         bool
}
