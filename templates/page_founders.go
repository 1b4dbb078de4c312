package templates

import "barometer/surveys"

// Founders is the list of whom a founder should write to this week.
type Founders struct {
	Layout
	Chips   []Link
	Finding string
	Lead    string // the week, and who may write
	Mix     string // how many of each reason, and of how many places
	Rows    []FounderRow
	Done    []FounderRow // written, or put aside
	Saved   string
}

func (Founders) name() string { return "founders" }

// FounderRow is a customer on the list, with the story in three lines.
type FounderRow struct {
	Customer Link
	Forecast surveys.Forecast
	Reason   string
	Quote    string // what they told us, in their words; empty: none
	Told     string // the rating, who, when
	Happened string
	Since    string
	To       string       // whom to write to
	Behind   Link         // what Happened is about: a case, or answers
	Answers  string       // address of all of theirs; empty: there are none
	State    string       // of done
	Class    string       // colour of the state
	Form     *FounderForm // nil: the reader may not, or it is done
}

// FounderForm is the mail to be written.
type FounderForm struct {
	Address       string
	Summary       string // whom it goes to
	Subject, Text string
	From          string // who answers go to
	Most          int
}
