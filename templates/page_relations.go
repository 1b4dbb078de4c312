package templates

import "barometer/surveys"

// Relations is the page of customers where something hangs on one person.
type Relations struct {
	Layout
	Chips    []Link
	Finding  string
	Gathered string // when it was looked at
	Order    string // of the rows, in words
	Rows     []RelationRow
	Pages    []Link
	Unheard  UnheardPlate
	Days     []DayRow // special days of all customers to come
	Span     int      // days that Days look ahead
}

func (Relations) name() string { return "relations" }

// UnheardPlate lists who decides at customers and has said nothing for 90 days.
type UnheardPlate struct {
	Line string // how many, of all who decide
	Rows []UnheardRow
	More string // how many are not listed; empty: none
}

// UnheardRow is one of them.
type UnheardRow struct {
	Name, When string
	Customer   Link
}

// RelationRow is a customer where something hangs on one person.
type RelationRow struct {
	Customer Link
	Forecast surveys.Forecast
	Heard    string // who was heard, of those who are known
	Behind   string // address of the answers of the year
	Facts    []string
}

// RelationPlate is how a customer and we stand to one another, on its page.
type RelationPlate struct {
	Heard   string   // who was heard in the year
	Facts   []string // what hangs on one person; none: nothing
	Address string   // forms of ties go there; empty: the reader may not
	People  []TieRow
	Days    DaysPlate
}

// Join puts who knows whom best into the table of people, where one looks for
// it.
func (r *RelationPlate) Join(people []Person) {
	for i := range people {
		for j := range r.People {
			if r.People[j].ID == people[i].ID {
				r.People[j].May = r.Address != ""
				people[i].Tie = &r.People[j]
			}
		}
	}
}

// TieRow is a contact with who of the team knows them best.
type TieRow struct {
	ID, Name, Role string
	Heard          string
	Tie            string // name; empty: nobody said
	Suggested      string // by what happened; empty: nobody stands out
	Team           []Option
	May            bool // the reader may change it
}

// DaysPlate are the special days of a customer.
type DaysPlate struct {
	Address string // forms go there; empty: the reader may not
	Rows    []DayRow
	Kinds   []Option
	Today   string
	To      string // who is reminded, in words
	Most    int    // days before
}

// DayRow is a special day.
type DayRow struct {
	ID       string
	Customer Link
	What     string // kind and note
	On       string
	When     string // "in 12 days"
	Remind   string
	Over     bool
}
