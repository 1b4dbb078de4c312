package templates

import "barometer/surveys"

// Complaints is the inbox of cases in a state.
type Complaints struct {
	Layout
	Finding string
	States  []Link
	Cases   []CaseRow
	Empty   string // what will be here
	More    string // that older ones are not shown
}

func (Complaints) name() string { return "complaints" }

// CasePage is one case: what was said, what was done, what is learnt.
type CasePage struct {
	Layout
	Number    int
	Heading   string
	Customer  Link
	Project   Link
	Opened    string
	Owner     string // empty: nobody yet
	Voice     Voice
	Withdrawn string // why the case rests on nothing any more; empty: it does
	Mail      string // address of the contact as a mailto link; empty: none known
	First     string // what to call the contact
	Steps     []CaseStep
	Why       string
	WhyTitle  string
	Way       string // address of the evidence
	Standing  Glass
	History   []Moment
	Form      CaseForm
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
	Owners        []string
	Owner         string
	Me            string
	Cause, Lesson string
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
