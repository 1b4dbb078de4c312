package templates

import "barometer/surveys"

// RetentionPage is how many customers stayed.
type RetentionPage struct {
	Layout
	Keeping []Link
	Heading string
	Line    string
	Span    SpanForm
	Rate    string // "95 %", empty: none
	Numbers string // the formula with its numbers
	Figures []FlowFigure
	Kept    string
	Behind  string // address of those kept
	Money   *Fact  // revenue retention; nil: the reader may not see it, or there is none
	Paying  string // address of who paid what; empty: there is no Money
	Paid    *PaidList
	Trend   KeptTrend
	Groups  KeptGroups
	Undated *Undated // nil: there is none
	List    *CountedList
}

func (RetentionPage) name() string { return "retention" }

// SpanForm chooses the period of a page.
type SpanForm struct {
	Path     string
	Links    []Link
	From, To string // YYYY-MM-DD
	Today    string
	Hidden   []Fact // what else the address says
}

// FlowFigure is one of the four numbers, which leads to the customers behind
// it.
type FlowFigure struct {
	Name, When string
	N          int
	Address    string
}

// KeptTrend is the share kept, stretch by stretch.
type KeptTrend struct {
	Heading, Cut string
	Cuts         []Link
	Chart        Chart
	Rows         []KeptRow // newest first
}

// KeptRow is one stretch or group with its figures.
type KeptRow struct {
	Name    string
	Counts  []CountLink // at the start, won, lost, at the end
	Rate    string
	Kept    surveys.Level
	Behind  string // address of those kept
	Address string // of the stretch; empty for a group
}

// CountLink is a number that leads to the customers behind it.
type CountLink struct {
	N       int
	Address string
}

// KeptGroups are the figures of groups.
type KeptGroups struct {
	By   []Link
	Rows []KeptRow
	Rule string
}

// Undated are customers of whom nobody has said since when.
type Undated struct {
	Text    string
	Address string // of the list
	May     bool   // the reader may let them begin
}

// CountedList names the customers behind a figure.
type CountedList struct {
	Heading string
	Day     string // what the column of days holds
	Rows    []CountedRow
	Close   string // address of the page without it
	More    string // address of the next page; empty: this is the last
}

// CountedRow is one of them.
type CountedRow struct{ Name, Address, Day, Stage string }

// PaidList names the customers of the start with what each paid.
type PaidList struct {
	Heading     string
	Before      string // the days before, in words
	During      string
	Rows        []PaidRow
	Total       PaidRow
	Close, More string // addresses
}

// PaidRow is one of them; each amount leads to its entries.
type PaidRow struct {
	Customer       Link
	Before, During Link
}

// LeaversPage sets those who left beside those who stayed.
type LeaversPage struct {
	Layout
	Keeping  []Link
	Heading  string
	Line     string
	Sides    []Link // to those who left, and those who stayed
	Span     SpanForm
	Clear    []ContrastRow
	Rest     []ContrastRow
	RestText string
	Open     bool // the rest is shown
	Rule     string
	Claim    string
	List     *CountedList
}

func (LeaversPage) name() string { return "leavers" }

// ContrastRow is one trait of both sides.
type ContrastRow struct {
	Trait        string
	Left, Stayed SideCell
	Difference   string // "+60 points"
	Range        string // "28 to 81"
	Verdict      string
}

// SideCell is how many of one side have the trait, leading to them.
type SideCell struct{ Share, Of, Address string }
