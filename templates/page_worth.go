package templates

import "barometer/surveys"

// Worth is the page of who is happy and who carries us.
type Worth struct {
	Layout
	Links    []Link
	Risk     string // revenue at risk
	Year     string // of this revenue of twelve months
	Risky    Link   // who that is; no text: nobody
	Paying   string // address of who has revenue in the year
	Listed   Link   // what the table is cut down to, leading to all of it; no text: nothing
	Choose   []Choose
	Empty    bool
	Settings bool // the reader may set rates and lines
	Map      FieldMap
	Target   string // of the margin, such as "30 %"
	Line     string // of satisfaction
	Drawn    string // how many are drawn, where not all are
	Without  string // who has no place in the picture; empty: nobody
	Fields   []FieldSum
	Rows     []WorthRow
	Total    WorthRow
	Pages    []Link
	Months   string // of the margin, in words
	Unpriced string // hours without a rate; empty: none
}

func (Worth) name() string { return "worth" }

// FieldSum is what a field holds.
type FieldSum struct {
	Name, What, Sum, Customers string
	Address                    string // of those in it; empty: nobody is
}

// WorthRow is a customer in the table.
type WorthRow struct {
	Name, Address string
	Forecast      surveys.Forecast
	Field         string
	Level         surveys.Level
	Behind        string // address of the answers; empty: none
	// The amounts, each leading to what it is made of; Was is the margin a
	// quarter ago, or why there is none.
	Margin, Was, Revenue, Cost, Hours Link
}

// MoneyPage is where the owner sets what holds for all amounts.
type MoneyPage struct {
	Layout
	MayChange  bool // not everybody who may see money may
	Saved      string
	Errors     map[string]string
	Currency   string
	Fixed      bool
	Currencies []string
	Satisfied  string
	Margin     string
	Rates      []RateRow
	Today      string
	People     []string // names that entries and rates hold
	Form       RateRow  // as it was sent, where something is wrong
}

func (MoneyPage) name() string { return "money" }

// RateRow is a rate in the table.
type RateRow struct {
	Kind, KindName, Name, From, FromText, PerHour string
	Holds                                         bool // it is the one of today
}

// CustomerWorth is a plate on the page of a customer, or of a project.
type CustomerWorth struct {
	Summary  []WorthSum
	People   []WorthPerson
	Pays     string // in the year, in a few words; empty: nothing
	Unpriced string
	Quarters []WorthQuarter
	Zero     float64 // y of a margin of 0 in the picture of the quarters
	Beyond   []WorthBeyond
	Entries  []WorthLine
	Exports  []Link
	Empty    bool
}

// WorthPerson is who spent how long.
type WorthPerson struct {
	Name, Role, Cost string
	Hours            Link // to the entries
}

// WorthSum is an amount that leads to what it is made of.
type WorthSum struct {
	Term string
	Sum  Link
}

// WorthQuarter is a quarter with its margin: a bar from 0, in percent of the
// height of its picture.
type WorthQuarter struct {
	Name                  string
	Revenue, Cost, Margin Link // each to what it is made of
	Known                 bool // there was revenue
	X, Width, Y, Height   float64
	Below                 bool // the margin is below 0
}

// WorthBeyond is what a customer is worth beyond sales.
type WorthBeyond struct{ What, Sum, By, Why, Note, When string }

// WorthLine is an entry behind the figures.
type WorthLine struct{ When, What, Sum, Note string }
