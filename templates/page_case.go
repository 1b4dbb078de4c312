package templates

import "barometer/surveys"

// Complaints is the inbox of cases in a state.
type Complaints struct {
	Layout
	Finding string
	Order   string // which come first
	States  []Link
	Owners  []Link // mine, everybody's, nobody's
	Cases   []InboxRow
	Empty   string // what will be here
	Next    string // address of the next page; empty: this is the last
	First   string // address of the first page; empty: this is it
	New     *NewCase
}

func (Complaints) name() string { return "complaints" }

// InboxRow is a case in the inbox.
type InboxRow struct {
	CaseRow
	Quote   string // what was said
	Notes   []string
	Pips    string
	Class   string // state colour of a complaint, empty otherwise
	Chapter string // how often it began; empty: once
	Owner   string // empty: nobody yet
	Take    string // where "I take it" is sent; empty: it is somebody's
	Back    string // the inbox to come back to
}

// NewCase is the form that opens a case by hand.
type NewCase struct {
	Customer, Project, Text string
	Errors                  map[string]string
}

// CasePage is one case: what was said, what was done, what is learnt.
type CasePage struct {
	Layout
	Number    int
	Heading   string
	Customer  Link
	Project   Link
	Opened    string
	Owner     string // empty: nobody yet
	Heard     string // what an alarm or a person said; empty: an answer opened it
	Source    string // who said that
	Voices    []Voice
	Withdrawn string // why the case rests on nothing any more; empty: it does
	First     string // what to call the contact
	Steps     []CaseStep
	Next      string // what happens if nobody acts
	Recovery  string // what came of asking once more
	Why       string
	WhyTitle  string
	Way       string // address of the evidence; empty: there is none
	Standing  *Glass
	Behind    string // address of the answers behind the level; empty: there are none
	Stake     []Fact // what is at stake with the customer
	History   []Moment
	Form      CaseForm
	Answer    AnswerForm
	MayAct    bool
}

func (CasePage) name() string { return "case" }

// CaseStep is one state of a case and when it was reached.
type CaseStep struct {
	Name, Text string
	Current    bool
}

// CaseForm is what can be changed.
type CaseForm struct {
	Address       string
	State         surveys.CaseState
	Owners        []CaseOwner
	Owner         string
	Me            string
	Cause, Lesson string
	AskLesson     string   // what is asked before it is resolved without a lesson; empty: nothing
	Causes        []string // that were named before
	Note          string
	Wrong         string // what is wrong with the note
}

// CaseOwner is somebody who may follow a case up.
type CaseOwner struct {
	ID, Name string
	Current  bool
}

// AnswerForm writes to the customer.
type AnswerForm struct {
	From   string // in whose name, with the address where answers go
	To     string // address; empty: none is known
	Text   string
	Wrong  string
	Thread bool // the survey's mail is answered
	Most   int  // characters
}

// Moment is a line of a history.
type Moment struct {
	When    string
	Title   string
	Text    string
	Quote   string
	Class   string
	Link    Link
	Details []string
}

// Lessons is what cases taught, by their causes. It says nothing of people.
type Lessons struct {
	Layout
	Finding  string
	Periods  []Link
	Projects []Link
	Causes   []CauseRow
	Empty    string
}

func (Lessons) name() string { return "lessons" }

// CauseRow is a cause with what its cases taught.
type CauseRow struct {
	Name      string // empty: none was named
	Cases     string // "3 cases"
	Recovered string // "2 of 2 satisfied again"; empty: nobody answered yet
	Width     string // of the bar, percent of the most frequent
	Lessons   []LessonRow
}

// LessonRow is one lesson.
type LessonRow struct {
	Text    string
	Project Link
	Case    Link
	When    string
}

// Owners is who follows up which cases.
type Owners struct {
	Layout
	Saved     string
	Team      []OwnerTick
	Projects  []OwnerRule
	Customers []OwnerRule
	Hours     int
	Worth     string // from which on a customer's cases go to the founders at once; empty: worth does not count
	Errors    map[string]string
}

func (Owners) name() string { return "owners" }

// OwnerTick is a person with what the rules say.
type OwnerTick struct {
	ID, Name      string
	Rota, Founder bool
}

// OwnerRule is a project or customer with who follows it up.
type OwnerRule struct {
	ID, Name string
	Owners   []CaseOwner
}
