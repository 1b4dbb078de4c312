package templates

import "barometer/surveys"

// List is the page of all customers, or of all projects.
type List struct {
	Layout
	Heading   string
	Finding   string
	What      string // "Customer" or "Project"
	Periods   []Link
	Orders    []Link
	Stages    []Link // of customers: by stage of their life with us
	Elsewhere *Elsewhere
	Rows      []StandingRow
	// Columns that are shown only where some row has something in them.
	ShowResponse, ShowCases bool
	Lines                   string // what the sparkline spans; empty: none is shown
	Before                  string // heading of the column of change
	Definition              string
	Empty                   string
	Pages                   []Link
}

func (List) name() string { return "list" }

// StandingRow is a customer or project in a table.
type StandingRow struct {
	Name     string
	Address  string
	Forecast surveys.Forecast
	Level    surveys.Level
	Behind   string // address of the answers behind the level; empty: there are none
	Change   string // "−35 points"
	Was      string // the period before
	WasAt    string // address of the answers of the period before; empty: there are none
	Spark    Spark
	Response surveys.Level
	Asked    string // address of the mails behind the response rate; empty: there are none
	Cases    int
	CasesAt  string // address of the cases
	Last     string
}
