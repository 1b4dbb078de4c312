package templates

// CustomerPage is everything about one customer.
type CustomerPage struct {
	Layout
	Worth     *CustomerWorth // nil: the reader may not see money
	Heading   string
	Line      []Link // how many people, projects and answers, since when
	Facts     []Link // what one must know first: stage, worth, the next special day
	Paused    string
	Periods   []Link
	Deeds     []Link // what the reader may do here
	Deed      *Deed  // what is being done; nil: nothing
	Done      *Said  // what came of it; nil: nothing was done just now
	Elsewhere *Elsewhere
	Glass     Glass
	Behind    Link // the answers behind the level
	Needs     []CaseRow
	Declines  []Decline
	Silences  []string // who is not heard any more
	Projects  []StandingRow
	Lines     string
	People    []Person
	Heard     string
	Coverage  string   // who of those who decide was heard, and who was not
	Pauses    []Paused // whom we do not ask for a while
	Chosen    Chosen
	Calendar  Calendar
	Reasons   Reasons
	Said      []Voice
	SaidMore  Link
	Worst     *Voice // the worst answer with words in the period, where Said does not hold it
	Response  Response
	Life      *LifePlate
	Relation  *RelationPlate
	Kinds     []Link
	Timeline  []Moment
	Older     string // address of older lines
	Newest    string // address of the newest; empty: they are shown
	Empty     string
}

func (CustomerPage) name() string { return "customer" }

// Said is what came of a deed, in words.
type Said struct {
	Text string
	Link Link
}

// Deed is a form for something that is done at a customer.
type Deed struct {
	Kind     string // ask, note, case, pause or contact
	Heading  string
	Address  string // where it is sent
	Back     string // the page without the form
	Form     string // id of this form: sent twice, it counts once
	People   []Option
	Surveys  []Option
	Projects []Option
	Roles    []Option
	Tongues  []Option // languages
	First    string   // the first day that can be chosen
	Last     string   // the last
	Text     string
	Subject  string
	Contact  *ContactForm
	Errors   map[string]string
}

// ContactForm is what can be changed of a contact.
type ContactForm struct {
	Name, Address, Zone string
	Hurdles             []Hurdle
	Erase               string // where the person is erased; empty: not by this reader
}

// Hurdle is a reason for which somebody is not asked, and what lifts it.
type Hurdle struct {
	Reason string // surveys.SuppressReason
	Text   string
	Warn   string // what to think of before it is lifted; empty: nothing
	Lift   string // on the button
}

// Paused is somebody whom we do not ask for a while.
type Paused struct {
	ID, Name, Until string
	Address         string // ends the pause; empty: the reader may not
}

// Person is a contact in a table.
type Person struct {
	ID         string // of the contact
	Name, Role string
	Heard      string // last heard
	Tags       []string
	Answer     Link    // leads to why it counts
	Answered   string  // "6 of 8" mails of a year
	Asked      string  // address of those mails
	Tie        *TieRow // who of us knows them best; nil: not looked at
	Edit       string  // address of the form that changes it; empty: the reader may not
}

// Reasons are what was ticked beside low ratings.
type Reasons struct {
	Heading string
	Rows    []ReasonRow
	Rule    string // of how many answers
	Behind  Link   // those answers
}

// ReasonRow is a reason with how often it was ticked.
type ReasonRow struct {
	Name, Share string // "5 of 10"
	Behind      string // address of the answers it was ticked beside; empty: no list holds exactly these
}

// Chosen is what was chosen in a period.
type Chosen struct {
	Heading    string
	Bars       []Bar
	N          int
	Behind     Link // the answers; empty: there are none
	Definition string
}

// ProjectPage is everything about one project.
type ProjectPage struct {
	Layout
	Worth      *CustomerWorth // nil: the reader may not see money, or there is none
	Heading    string
	Line       []Link // how many answers, since when, and open cases
	Periods    []Link
	Elsewhere  *Elsewhere
	Glass      Glass
	Behind     Link // the answers behind the level
	Declines   []Decline
	Trend      Trend
	Customers  []StandingRow
	Rule       string // how they are ranked, how many are shown
	Agents     []AgentRow
	AgentsRule string
	Stacks     []Stack
	Calendar   Calendar
	Chosen     Chosen
	Reasons    Reasons
	Response   Response
	Said       []Voice
	SaidRule   string
}

func (ProjectPage) name() string { return "project" }
