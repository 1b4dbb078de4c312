package main

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"

	"barometer/server"
	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/templates"

	"github.com/alecthomas/kong"
)

// importSheet brings in a table of another program: everything but responses.
type importSheet struct {
	redisSettings `embed:""`
	File          string            `arg:"" help:"FILE.csv: separated by comma, semicolon or tab, with a header; at most 20 MB and 100,000 rows."`
	Map           map[string]string `placeholder:"FIELD=COLUMN" help:"Which column holds a field, where the header does not say it; FIELD= alone reads none. A wrong field is answered with those that there are."`
	Dates         string            `default:"" enum:",dmy,mdy" help:"How dates with slashes are read where the file does not show it: dmy for 05/11/2026, mdy for 11/05/2026. Others need nothing."`
	Decimal       string            `default:"" help:"What stands before the cents, comma or point, where the file does not show it."`
	Project       string            `default:"" help:"Project of rows that name none."`
	DryRun        bool              `help:"Check only, and write nothing."`
}

// Run brings in what the command is called after.
func (c importSheet) Run(w *world, chosen *kong.Context) error {
	return c.run(w, surveys.ImportKind(chosen.Selected().Name))
}

// importTell is how many mistakes are told one by one.
const importTell = 50

func (c importSheet) run(w *world, kind surveys.ImportKind) error {
	sheet, err := readSheetFile(c.File)
	if err != nil {
		return ofFile(c.File, err)
	}
	columns, err := surveys.MapImport(kind, sheet.Header, c.Map)
	if err != nil {
		return err
	}
	plan := surveys.ImportPlan{Kind: kind, Columns: columns, Dates: surveys.DateOrder(c.Dates), Decimal: decimalMark(c.Decimal), Project: surveys.ProjectID(c.Project)}
	if err := plan.Check(sheet.Header); err != nil {
		return err
	}
	st, closeStore, err := openStore(w, c.redisSettings)
	if err != nil {
		return err
	}
	defer closeStore()
	house, err := importHouse(w, st)
	if err != nil {
		return err
	}
	tellColumns(w, sheet.Header, columns)
	if !c.DryRun {
		return bringIn(w, st, sheet, plan, house)
	}
	read, err := surveys.EachImport(sheet, plan, house, func(surveys.ImportRow) error { return nil })
	tellRead(w, read)
	fmt.Fprintf(w.out, "%s can be brought in, %s refused, %s%s; nothing was written\n",
		count(read.Ready, "row"), thousands(read.Refused), count(len(read.New), "new customer"), firstOf(read.New))
	return err
}

// decimalMark is the mark that stands before the cents, by its name or itself.
func decimalMark(said string) string {
	switch said {
	case "comma":
		return ","
	case "point":
		return "."
	}
	return said
}

// ofFile says of which file an error is, once.
func ofFile(path string, err error) error {
	var named *fs.PathError
	if errors.As(err, &named) {
		err = named.Err
	}
	return fmt.Errorf("%s: %w", path, err)
}

func readSheetFile(path string) (surveys.Sheet, error) {
	f, err := os.Open(path)
	if err != nil {
		return surveys.Sheet{}, err
	}
	defer f.Close()
	return surveys.ReadSheet(f)
}

// importHouse is what rows are read against.
func importHouse(w *world, st *store.Store) (surveys.ImportHouse, error) {
	customers, err := st.KnownCustomers(w.ctx)
	if err != nil {
		return surveys.ImportHouse{}, err
	}
	projects, err := st.KnownProjects(w.ctx)
	if err != nil {
		return surveys.ImportHouse{}, err
	}
	team, err := st.Users(w.ctx)
	if err != nil {
		return surveys.ImportHouse{}, err
	}
	money, err := st.MoneySettings(w.ctx)
	return surveys.ImportHouse{Today: st.Today(), Latest: surveys.LatestDay(st.Now()), Zone: st.Zone(), Currency: money.Currency, Team: team,
		Customers: customers, Projects: projects, Address: server.NormaliseAddress}, err
}

// bringIn writes the rows in batches, and says now and then how far it is.
func bringIn(w *world, st *store.Store, sheet surveys.Sheet, plan surveys.ImportPlan, house surveys.ImportHouse) error {
	library, err := templates.Open(false)
	if err != nil {
		return err
	}
	var all surveys.ImportOutcome
	refused, kind := 0, plan.Kind
	bar := newProgress(w.errs, int64(len(sheet.Rows)), false)
	defer bar.end()
	rows := make([]surveys.ImportRow, 0, importBatch)
	write := func() error {
		out, err := server.BringIn(w.ctx, st, library.Words, kind, rows, house.Currency, "")
		all.New, all.Changed, all.Same = all.New+out.New, all.Changed+out.Changed, all.Same+out.Same
		tellMistakes(w, out.Mistakes)
		refused += len(linesOf(out.Mistakes))
		done := imports{added: all.New, there: all.Changed + all.Same, refused: refused}
		bar.at(int64(done.added+done.there+done.refused), done)
		rows = rows[:0]
		return err
	}
	read, err := surveys.EachImport(sheet, plan, house, func(row surveys.ImportRow) error {
		if rows = append(rows, row); len(rows) < importBatch {
			return nil
		}
		return write()
	})
	if err == nil {
		err = write()
	}
	tellRead(w, read)
	refused += read.Refused
	if err != nil {
		return stoppedAfter(all.New+all.Changed+all.Same, err)
	}
	detail := surveys.Tell("changes_rows", "New", all.New, "Changed", all.Changed, "Same", all.Same, "Refused", refused)
	if err := st.Record(w.ctx, surveys.AuditEntry{ByToken: "barometer import", Act: "import.run", Subject: "import " + string(kind), Detail: detail}); err != nil {
		return err
	}
	fmt.Fprintf(w.out, "%s new, %s changed, %s as they were, %s refused; %s%s\n", thousands(all.New), thousands(all.Changed),
		thousands(all.Same), count(refused, "row"), count(len(read.New), "new customer"), firstOf(read.New))
	if refused > 0 && all.New+all.Changed+all.Same == 0 {
		return errors.New("no row could be used")
	}
	return nil
}

func linesOf(all []surveys.ImportMistake) map[int]bool {
	out := map[int]bool{}
	for _, m := range all {
		out[m.Line] = true
	}
	return out
}

// tellRead says what is wrong with rows, and what was left out of others.
func tellRead(w *world, read surveys.Imports) {
	tellMistakes(w, read.Mistakes)
	if read.Ambiguous {
		tellDates(w.errs)
	}
	for _, m := range read.Warnings[:min(len(read.Warnings), importTell)] {
		fmt.Fprintf(w.errs, "line %d brought in, but %s %s\n", m.Line, m.Field, m.Text)
	}
	if more := len(read.Warnings) - importTell; more > 0 {
		fmt.Fprintf(w.errs, "and %s more that something was left out of\n", thousands(more))
	}
}

func tellMistakes(w *world, all []surveys.ImportMistake) {
	for _, m := range all[:min(len(all), importTell)] {
		fmt.Fprintf(w.errs, "line %d refused: %s %s\n", m.Line, m.Field, m.Text)
	}
	if more := len(all) - importTell; more > 0 {
		fmt.Fprintf(w.errs, "and %s\n", count(more, "more mistake"))
	}
}

// tellColumns says what was read from where.
func tellColumns(w *world, header []string, columns map[string]int) {
	var parts []string
	for at, name := range header {
		for _, field := range slices.Sorted(maps.Keys(columns)) {
			if columns[field] == at {
				parts = append(parts, field+"="+name)
			}
		}
	}
	fmt.Fprintf(w.out, "read: %s\n", strings.Join(parts, ", "))
}

// firstOf names a few of the customers that were not known.
func firstOf(ids []surveys.CustomerID) string {
	const few = 5
	if len(ids) == 0 {
		return ""
	}
	var names []string
	for _, id := range ids[:min(few, len(ids))] {
		names = append(names, string(id))
	}
	if len(ids) > few {
		names = append(names, "…")
	}
	return " (" + strings.Join(names, ", ") + ")"
}
