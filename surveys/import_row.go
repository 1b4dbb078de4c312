package surveys

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"
)

// ImportHouse is what the rows of a table are read against.
type ImportHouse struct {
	Today     Day
	Latest    Day // that something may have happened on: LatestDay
	Zone      *time.Location
	Currency  Currency
	Team      []User
	Customers KnownCustomers
	Projects  KnownProjects
	Address   func(string) (normal, problem string) // of mail, as the edge normalises it
}

// ImportRow is what a row brings in; which part is filled depends on the kind.
type ImportRow struct {
	Line     int
	New      bool       // its customer is not known yet
	Customer CustomerID // whom it is about; empty: a contact that is a customer itself
	Patch    CustomerPatch
	Contact  Contact
	Entry    WorthEntry
	Day      SpecialDay
}

// ImportMistake is something that keeps a row from being brought in.
type ImportMistake struct {
	Line   int
	Field  string
	Text   string
	Phrase *Phrase // the text, for other languages
}

// Imports is a table that was read.
type Imports struct {
	Ready     int // rows that can be brought in
	Mistakes  []ImportMistake
	Refused   int             // rows with mistakes
	Warnings  []ImportMistake // what was left out of rows that are brought in
	Ambiguous bool            // there are dates that nobody can read before their order is said
	New       []CustomerID    // that nobody knew before, in their order
}

// EachImport reads a table row by row and hands on those that can be brought in:
// of a long table nobody holds all of them at once. It ends with the first error
// of do.
func EachImport(sheet Sheet, plan ImportPlan, house ImportHouse, do func(ImportRow) error) (Imports, error) {
	r := &importReader{do: do, plan: plan, house: house, year: sheet.Year, header: sheet.Header, equal: map[string]int{}, lines: map[string]int{}, fresh: map[CustomerID]bool{}, ended: map[CustomerID]Day{}}
	r.plan.Dates = plan.DatesOf(sheet)
	if r.point = plan.Decimal; r.point == "" {
		if at, ok := plan.Columns["amount"]; ok {
			r.point = pointOf(columnOf(sheet, at))
		}
	}
	for _, row := range sheet.Rows {
		if err := r.read(row); err != nil {
			return r.out, err
		}
	}
	return r.out, nil
}

func columnOf(sheet Sheet, at int) []string {
	out := make([]string, 0, len(sheet.Rows))
	for _, row := range sheet.Rows {
		if at < len(row.Cells) {
			out = append(out, row.Cells[at])
		}
	}
	return out
}

// importReader reads rows one after the other.
type importReader struct {
	do     func(ImportRow) error
	plan   ImportPlan
	house  ImportHouse
	year   int
	header []string
	point  string
	equal  map[string]int // rows without an id, and ids that come again, by content
	lines  map[string]int // where somebody stands who may stand only once
	fresh  map[CustomerID]bool
	ended  map[CustomerID]Day // when the time as a customer ended that was read last
	out    Imports
	wrong  Problems // of the present row
	warned Problems // what is left out of it
	row    SheetRow
}

func (r *importReader) read(row SheetRow) error {
	r.row, r.wrong, r.warned = row, nil, nil
	out := ImportRow{Line: row.Line}
	if row.Wrong != nil {
		r.wrong.Add("row", "%s", row.Wrong)
	} else {
		r.fill(&out)
	}
	if len(r.wrong) > 0 {
		r.out.Refused++
		for _, f := range r.wrong {
			r.out.Mistakes = append(r.out.Mistakes, ImportMistake{row.Line, f.Field, f.Message, f.Phrase})
		}
		return nil
	}
	for _, f := range r.warned {
		r.out.Warnings = append(r.out.Warnings, ImportMistake{row.Line, f.Field, f.Message, f.Phrase})
	}
	if out.New && !r.fresh[out.Customer] {
		r.fresh[out.Customer] = true
		r.out.New = append(r.out.New, out.Customer)
	}
	r.out.Ready++
	return r.do(out)
}

func (r *importReader) fill(out *ImportRow) {
	for _, f := range r.plan.Kind.Fields() {
		if f.Needed && r.cell(f.Name) == "" && !(f.Name == "person" && r.fullName() != "") {
			r.wrong.Add(f.Name, "is needed")
		}
	}
	if len(r.wrong) > 0 {
		return
	}
	switch r.plan.Kind {
	case ImportCustomers:
		r.customer(out)
	case ImportContacts:
		r.contact(out)
	case ImportDays:
		r.day(out)
	default:
		r.entry(out)
	}
}

// cell is what the row says in a field, on one line; empty where it has no such
// column.
func (r *importReader) cell(field string) string {
	text := r.raw(field)
	if !strings.ContainsFunc(text, isLineMark) {
		return text
	}
	return strings.Join(strings.FieldsFunc(text, isLineMark), " ")
}

func isLineMark(c rune) bool { return c < ' ' }

// raw is the cell as it stands in the file.
func (r *importReader) raw(field string) string {
	at, ok := r.plan.Columns[field]
	if !ok || at >= len(r.row.Cells) {
		return ""
	}
	return r.row.Cells[at]
}

// check takes over what an error says is wrong, each field once.
func (r *importReader) check(err error) {
	var e *Error
	if errors.As(err, &e) {
		for _, f := range e.Fields {
			if !slices.ContainsFunc(r.wrong, func(known FieldError) bool { return known.Field == f.Field }) {
				r.wrong = append(r.wrong, f)
			}
		}
	}
}

// whom finds the customer that the row is about, by id or, where only one is
// called so, by name.
func (r *importReader) whom(out *ImportRow, text string) {
	id, known := r.house.Customers.Find(text)
	out.Customer, out.New = id, !known
	if r.house.Customers.several(text) {
		r.wrong.Add("customer", "is what several customers are called: give the id")
		return
	}
	r.check(CheckCustomerID("customer", id))
}

// which finds the project that the row is about, in the same way; general where
// neither it nor the plan says one.
func (r *importReader) which() ProjectID {
	text := cmp.Or(r.cell("project"), string(r.plan.Project), string(GeneralProject))
	if r.house.Projects.several(text) {
		r.wrong.Add("project", "is what several projects are called: give the id")
	}
	id, _ := r.house.Projects.Find(text)
	return id
}

// fullName is the name of a person where two columns hold it.
func (r *importReader) fullName() string {
	return strings.TrimSpace(r.cell("first_name") + " " + r.cell("last_name"))
}

// once refuses what stands in the file twice.
func (r *importReader) once(field, what string) {
	if line, twice := r.lines[what]; twice {
		r.wrong.Add(field, "stands in line %d already", line)
		return
	}
	r.lines[what] = r.row.Line
}

// id is the row's own, or made of its content where it brings none, so that the
// same file read twice brings nothing new. Equal rows, and an invoice with
// several lines, get a number each.
func (r *importReader) id() string {
	own := r.cell("id")
	if own == "" {
		own = "row-" + r.content()
	}
	r.equal[own]++
	if n := r.equal[own]; n > 1 {
		return own + "-" + strconv.Itoa(n)
	}
	return own
}

// content is what the row says, whatever else the file holds.
func (r *importReader) content() string {
	const bytesKept = 12
	var b strings.Builder
	for _, name := range sortedKeys(r.plan.Columns) {
		b.WriteString(name + "\x1f" + r.raw(name) + "\x1e")
	}
	sum := sha256.Sum256([]byte(string(r.plan.Kind) + "\x1d" + b.String()))
	return hex.EncodeToString(sum[:bytesKept])
}

// optionalDay reads a day that may be left out.
func (r *importReader) optionalDay(field string) *Day {
	text := r.cell(field)
	if text == "" {
		return nil
	}
	day, problem := r.importDay(text)
	if problem != "" {
		r.wrong.Add(field, "%s", problem)
	}
	return &day
}
