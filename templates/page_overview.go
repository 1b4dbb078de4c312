package templates

import "barometer/surveys"

// Overview is the first page: who needs us now, better or worse, what people
// said.
type Overview struct {
	Layout
	Finding   string // the state in words
	Evidence  string
	Newest    string // address of why the last answer counts; empty: it is not named
	Of        Link   // the project that the page is about; empty: everything
	Periods   []Link
	Projects  ProjectChooser
	Elsewhere *Elsewhere
	Needs     []Need
	Whole     string // the decline of everything together; empty: none stands
	NeedsMore Link   // all of them
	NeedsRule string // how they are ranked
	Glass     Glass
	Behind    Link   // the answers behind the level
	Worst     *Voice // the lowest recent choice
	Unheard   Link   // who decides and is not heard; empty: nobody
	Said      []Voice
	SaidMore  Link
	Trend     Trend
	Calendar  Calendar
	Cases     []CaseRow
	CasesMore Link
	Response  Response
}

func (Overview) name() string { return "overview" }

// ProjectChooser is the form that leads to the page of one project.
type ProjectChooser struct {
	Projects []Option // none: there are too many, and one is typed
	Typed    string
	Days, To string // of the period, where they are not the usual ones
}

// Need is one customer or project that needs us, with one sentence why.
type Need struct {
	Name     string
	Address  string
	Kind     string // "project", empty for a customer
	Forecast surveys.Forecast
	Sentence string
	Next     Link
	Pays     Link     // what a customer pays; empty: the reader may not see it
	Beside   string   // who cares for it, or its level
	Behind   string   // address of the answers behind the level; empty: there are none
	Notes    []string // voices that an average would hide
}

// CaseRow is a case in a list.
type CaseRow struct {
	Title   string
	Address string
	State   surveys.CaseState
	Line    string // customer, owner, state
	Where   string
	When    string
	Late    string // what is overdue, in words
	Voice   Voice
}

// Response is who answers.
type Response struct {
	Level       surveys.Level
	Text        string
	Behind      Link // to whom the mails went; empty: nothing leads there
	Caution     string
	Loudest     string // where most answers of a project come from one customer
	Unconfirmed Link   // taps that count nowhere; empty: there are none
}
