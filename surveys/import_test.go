package surveys_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"barometer/surveys"
)

// imported is a table that was read, with its rows.
type imported struct {
	surveys.Imports
	Rows []surveys.ImportRow
}

// bring reads a file of another program for a house that knows two customers.
func bring(t *testing.T, file string, plan surveys.ImportPlan, wishes map[string]string) imported {
	t.Helper()
	f, err := os.Open("testdata/imports/" + file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	sheet, err := surveys.ReadSheet(f)
	if err != nil {
		t.Fatal(err)
	}
	return read(t, sheet, plan, wishes)
}

func read(t *testing.T, sheet surveys.Sheet, plan surveys.ImportPlan, wishes map[string]string) imported {
	t.Helper()
	var err error
	if plan.Columns, err = surveys.MapImport(plan.Kind, sheet.Header, wishes); err != nil {
		t.Fatal(err)
	}
	if err := plan.Check(sheet.Header); err != nil {
		t.Fatalf("%v, columns %v", err, plan.Columns)
	}
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	known := surveys.NewKnownCustomers(map[surveys.CustomerID]string{"acct-17": "Lakeside Hotels", "northwind": "Northwind Clinics", "t1": "Twin", "t2": "twin"}, nil)
	var in imported
	in.Imports, err = surveys.EachImport(sheet, plan, surveys.ImportHouse{Today: day(t, "2026-11-22"), Latest: day(t, "2026-11-22"), Zone: berlin, Currency: "EUR", Customers: known,
		Projects: surveys.NewKnownProjects(map[surveys.ProjectID]string{"support": "Support desk", "p1": "Shop", "p2": "shop", "shop": "Web"}),
		Team:     []surveys.User{{ID: "u1", Email: "priya@agency.example", Name: "Priya Nair"}},
		Address:  func(raw string) (string, string) { return strings.ToLower(raw), surveys.CheckAddress(raw) }}, func(row surveys.ImportRow) error { in.Rows = append(in.Rows, row); return nil })
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func mistakes(in imported) string { return linesOf(in.Mistakes) }

func linesOf(all []surveys.ImportMistake) string {
	var out []string
	for _, m := range all {
		out = append(out, fmt.Sprintf("%d %s %s", m.Line, m.Field, m.Text))
	}
	return strings.Join(out, "\n")
}

func entries(in imported) string {
	var out []string
	for _, r := range in.Rows {
		e := r.Entry
		out = append(out, fmt.Sprintf("%d %s %s %s %d min %s %s %s %q", r.Line, e.Customer, e.Project, e.From, e.Minutes,
			surveys.Currency("EUR").Plain(e.Amount), e.Sort, e.Person, e.Note))
	}
	return strings.Join(out, "\n")
}

func TestTheCompaniesOfACRM(t *testing.T) {
	in := bring(t, "hubspot_companies.csv", surveys.ImportPlan{Kind: surveys.ImportCustomers}, nil)
	var got []string
	for _, r := range in.Rows {
		p := r.Patch
		won := ""
		if p.WonOn != nil {
			won = p.WonOn.String()
		}
		got = append(got, fmt.Sprintf("%s %s %s %s %s %v", r.Customer, *p.Name, *p.Stage, won, *p.Attributes["industry"], r.New))
	}
	want := []string{"18023347001 Lakeside Hotels active 2023-03-01 HOSPITALITY true", "18023347002 Northwind Clinics active 2024-06-15 HOSPITAL_HEALTH_CARE true",
		"18023347003 Brückner & Söhne GmbH prospect  CONSTRUCTION true", "18023347004 Harbour Foods, Inc. lost 2022-02-01 FOOD_BEVERAGES true"}
	if !slices.Equal(got, want) || mistakes(in) != "" {
		t.Errorf("got\n%s\n%s", strings.Join(got, "\n"), mistakes(in))
	}
	// Without the CRM's own numbers, customers are found by their names.
	in = bring(t, "hubspot_companies.csv", surveys.ImportPlan{Kind: surveys.ImportCustomers}, map[string]string{"id": ""})
	if in.Rows[0].Customer != "acct-17" || in.Rows[1].Customer != "northwind" || len(in.New) != 2 || in.New[1] != "Harbour Foods, Inc." {
		t.Errorf("by name: %s, new %v", in.Rows[0].Customer, in.New)
	}
}

func TestThePeopleOfACRM(t *testing.T) {
	in := bring(t, "hubspot_contacts.csv", surveys.ImportPlan{Kind: surveys.ImportContacts}, nil)
	if len(in.Rows) != 3 || in.Refused != 1 || mistakes(in) != "5 email is needed" {
		t.Fatalf("%d rows\n%s", len(in.Rows), mistakes(in))
	}
	anna, tom := in.Rows[0], in.Rows[1]
	if anna.Customer != "acct-17" || anna.Contact.Name != "Anna Keller" || anna.Contact.Role != surveys.DecisionMaker || anna.Contact.Tie != "u1" || anna.Contact.Language != "de" {
		t.Errorf("anna %+v", anna)
	}
	if tom.Customer != "northwind" || tom.Contact.Role != surveys.EndUser || tom.Contact.Tie != "" {
		t.Errorf("tom %+v", tom)
	}
	// Who left the team, and roles that are none here, keep nobody out.
	if got := linesOf(in.Warnings); got != "3 tie is nobody on the team, by address or name, and is left out\n4 role is none of decision_maker, champion and user, and is left out" || in.Rows[2].Contact.Role != "" {
		t.Errorf("warnings\n%s", got)
	}
}

// What a CRM knows of a person is the title of the job; what of it is no role of
// ours is left out, and said.
func TestTitlesOfJobsMayBeRoles(t *testing.T) {
	sheet := sheetOf(t, "Email,Job Title\na@x.example,Champion\nb@x.example,Head of Sales\n")
	in := read(t, sheet, surveys.ImportPlan{Kind: surveys.ImportContacts}, nil)
	if len(in.Rows) != 2 || in.Rows[0].Contact.Role != surveys.Champion || in.Rows[1].Contact.Role != "" ||
		linesOf(in.Warnings) != "3 role is none of decision_maker, champion and user, and is left out" {
		t.Errorf("%+v\n%s", in.Rows, linesOf(in.Warnings))
	}
}

func TestTheDetailedReportsOfTimeTrackers(t *testing.T) {
	in := bring(t, "toggl_detailed.csv", surveys.ImportPlan{Kind: surveys.ImportTime}, nil)
	want := `2 acct-17 Booking relaunch 2026-11-03 90 min 0.00  Priya Nair "Call about the season's start"
3 acct-17 Booking relaunch 2026-11-03 20 min 0.00  Jonas Weber "Fix: dates, twice"
4 northwind Support 2026-11-04 45 min 0.00  Jonas Weber "Ticket 4711"`
	if got := entries(in); got != want || mistakes(in) != "5 customer is needed" {
		t.Errorf("toggl\n%s\n%s", got, mistakes(in))
	}
	plan := surveys.ImportPlan{Kind: surveys.ImportTime}
	in = bring(t, "clockify_detailed.csv", plan, nil)
	if in.Refused != 3 || !strings.HasPrefix(mistakes(in), "2 day could be two days") {
		t.Errorf("dates that nobody explained\n%s", mistakes(in))
	}
	plan.Dates = surveys.DatesMonth
	in = bring(t, "clockify_detailed.csv", plan, nil)
	want = `2 acct-17 Booking relaunch 2026-11-05 75 min 0.00  Priya Nair "Review of texts"
3 acct-17 Booking relaunch 2026-11-05 75 min 0.00  Priya Nair "Review of texts"
4 northwind Support 2026-11-06 30 min 0.00  Jonas Weber "Import of patients"`
	if got := entries(in); got != want || mistakes(in) != "" {
		t.Errorf("clockify\n%s\n%s", got, mistakes(in))
	}
	a, b := in.Rows[0].Entry.ID, in.Rows[1].Entry.ID
	if b != a+"-2" {
		t.Errorf("two equal rows are %s and %s", a, b)
	}
	if again := bring(t, "clockify_detailed.csv", plan, nil); again.Rows[2].Entry.ID != in.Rows[2].Entry.ID {
		t.Error("the same file has other ids the second time")
	}
}

func TestTheInvoicesOfBookkeeping(t *testing.T) {
	in := bring(t, "datev_postings.csv", surveys.ImportPlan{Kind: surveys.ImportRevenue}, map[string]string{"customer": "Kundenname"})
	want := `3 acct-17 general 2026-10-05 0 min 4760.00 sale  "Wartung Oktober"
4 northwind general 2026-10-12 0 min 1190.50 sale  "Schulung"
5 acct-17 general 2026-10-28 0 min 238.00 refund  "Gutschrift Störung"`
	if got := entries(in); got != want || mistakes(in) != "6 currency must be EUR, the currency of the house" {
		t.Errorf("datev\n%s\n%s", got, mistakes(in))
	}
	in = bring(t, "quickbooks_invoices.csv", surveys.ImportPlan{Kind: surveys.ImportRevenue, Dates: surveys.DatesMonth}, nil)
	want = `6 acct-17 general 2026-10-05 0 min 4000.00 sale  "Retainer October"
7 northwind general 2026-10-12 0 min 950.00 sale  "Training"
8 acct-17 general 2026-10-28 0 min 200.00 refund  "Outage of 20 October"`
	if got := entries(in); got != want || mistakes(in) != "" || in.Rows[2].Entry.ID != "1039" {
		t.Errorf("quickbooks\n%s\n%s", got, mistakes(in))
	}
}

// What people write in a cell, and what it means or why it is refused.
func TestAmountsAndDurations(t *testing.T) {
	for _, c := range []struct{ heading, text, want string }{
		{"Amount", "1.234,50", "1234.50"}, {"Amount", "1,234.50", "1234.50"}, {"Amount", "€ 99", "99.00"}, {"Amount", "(12.50)", "12.50 refund"},
		{"Amount", "12,50-", "12.50 refund"}, {"Amount", "1.234.567", "1234567.00"}, {"Amount", "0.5", "0.50"}, {"Amount", "1'250.00 CHF", "amount"},
		{"Amount", "1.234", "amount could be two numbers"}, {"Amount", "12.345,6.7", "amount must be"}, {"Amount", "12,3456", "amount must have"}, {"Amount", "1,23,4", "amount"},
		{"Duration", "1:30", "90"}, {"Duration", "00:00:20", "1"}, {"Duration", "1.5 h", "90"}, {"Duration", "1,5 Std.", "90"}, {"Duration", "1h 30m", "90"},
		{"Duration", "90 min", "90"}, {"Duration", "5400 s", "90"}, {"Stunden", "1,25", "75"}, {"Minutes", "75", "75"}, {"Time (decimal)", "0.50", "30"},
		{"Duration", "1.5", "duration must say its unit"}, {"Duration", "1:75", "duration must be"}, {"Duration", "0", "duration"}, {"Duration", "soon", "duration must be"},
	} {
		kind, person := surveys.ImportRevenue, ""
		if c.heading != "Amount" {
			kind, person = surveys.ImportTime, "Ann"
		}
		sheet := surveys.Sheet{Header: []string{"Customer", "Date", "User", c.heading}, Rows: []surveys.SheetRow{{Line: 2, Cells: []string{"acct-17", "5 Nov 2026", person, c.text}}}}
		in := read(t, sheet, surveys.ImportPlan{Kind: kind}, nil)
		got := strings.TrimPrefix(mistakes(in), "2 ")
		if len(in.Rows) == 1 {
			e := in.Rows[0].Entry
			if got = fmt.Sprint(e.Minutes); kind == surveys.ImportRevenue {
				got = strings.TrimSuffix(surveys.Currency("EUR").Plain(e.Amount)+" "+e.Sort, " sale")
			}
		}
		if got != c.want && (len(in.Rows) == 1 || !strings.HasPrefix(got, c.want)) {
			t.Errorf("%s %q: %q, want %q", c.heading, c.text, got, c.want)
		}
	}
}

// What one number leaves open, the others of its column say.
func TestAColumnSaysWhichMarkIsThePoint(t *testing.T) {
	sheet := surveys.Sheet{Header: []string{"Customer", "Date", "Amount"}, Rows: []surveys.SheetRow{
		{Line: 2, Cells: []string{"acct-17", "2026-11-05", "1.234"}}, {Line: 3, Cells: []string{"acct-17", "2026-11-05", "10,50"}}}}
	in := read(t, sheet, surveys.ImportPlan{Kind: surveys.ImportRevenue}, nil)
	if len(in.Rows) != 2 || in.Rows[0].Entry.Amount != 123400 {
		t.Errorf("%s%s", entries(in), mistakes(in))
	}
	in = read(t, surveys.Sheet{Header: sheet.Header, Rows: sheet.Rows[:1]}, surveys.ImportPlan{Kind: surveys.ImportRevenue, Decimal: "."}, nil)
	if len(in.Rows) != 0 || !strings.Contains(mistakes(in), "at most 2 decimals") {
		t.Errorf("said to be a point: %s%s", entries(in), mistakes(in))
	}
}

func TestSpecialDaysAndWorthBeyondSales(t *testing.T) {
	sheet := surveys.Sheet{Header: []string{"Kunde", "Datum", "Art", "jährlich", "Notiz", "Tage vorher"}, Rows: []surveys.SheetRow{
		{Line: 2, Cells: []string{"Lakeside Hotels", "1.4.2027", "Verlängerung", "ja", "", "30"}}, {Line: 3, Cells: []string{"Lakeside Hotels", "1.4.2027", "Verlängerung", "ja", "", "30"}},
		{Line: 4, Cells: []string{"Nobody Ltd", "1.4.2027", "Fest", "", "", "x"}}}}
	in := read(t, sheet, surveys.ImportPlan{Kind: surveys.ImportDays}, nil)
	if len(in.Rows) != 1 || !in.Rows[0].Day.Yearly || in.Rows[0].Day.Before != 30 || in.Rows[0].Day.Kind != surveys.DayRenewal {
		t.Errorf("days %+v", in.Rows)
	}
	want := "3 date stands in line 2 already\n4 customer is not known: bring in customers first\n4 remind_days_before must be a whole number\n4 kind must be renewal, anniversary or other"
	if mistakes(in) != want {
		t.Errorf("mistakes\n%s", mistakes(in))
	}
	sheet = surveys.Sheet{Header: []string{"Customer", "Date", "Amount", "Kind", "By", "Why"}, Rows: []surveys.SheetRow{
		{Line: 2, Cells: []string{"acct-17", "2026-05-01", "5000", "Case study", "Priya", "three leads came of it"}}, {Line: 3, Cells: []string{"acct-17", "2026-05-01", "-5", "gift", "Priya", "?"}}}}
	in = read(t, sheet, surveys.ImportPlan{Kind: surveys.ImportWorth}, nil)
	if len(in.Rows) != 1 || in.Rows[0].Entry.Sort != surveys.BeyondCaseStudy || in.Refused != 1 {
		t.Errorf("worth %+v\n%s", in.Rows, mistakes(in))
	}
}

func TestFilesThatAreNoTables(t *testing.T) {
	for content, want := range map[string]string{
		"":                                 "empty",
		"PK\x03\x04zip":                    "spreadsheet",
		"a\x00b,c":                         "no text",
		"\x1f\x8bgz":                       "packed",
		"only a title\n":                   "names of columns",
		"a,b\n" + strings.Repeat(",", 300): "columns",
	} {
		if _, err := surveys.ReadSheet(strings.NewReader(content)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.20q: %v, want %q", content, err, want)
		}
	}
	alone, err := surveys.ReadSheet(strings.NewReader("\ufeff\nName\n\nAnn\n\"Bob\nBirch;\n"))
	if err != nil || len(alone.Header) != 1 || len(alone.Rows) != 3 || alone.Rows[0].Line != 4 || alone.Rows[1].Wrong == nil {
		t.Errorf("names alone: %v %+v", err, alone)
	}
	sheet, err := surveys.ReadSheet(strings.NewReader("\ufeffName;E-Mail\nAnn \"x\";a@b.example\n\n;\nBob;\"b\n"))
	if err != nil || sheet.Header[0] != "Name" || len(sheet.Rows) != 2 || sheet.Rows[0].Wrong == nil {
		t.Errorf("%v %+v", err, sheet)
	}
}

// A quotation mark that somebody forgot costs its own row, not those after it.
func TestAnOpenQuotationMarkCostsOneRow(t *testing.T) {
	for _, tt := range []struct{ name, file, want string }{
		{"to the end", "id,name\n1,a\n\n2,\"b\n3,c\n4,d\n", "2 4! 5 6"},
		{"to the next mark", "id,name\r\n1,\"a\r\n2,\"b\"\r\n3,c\r\n", "2! 3 4"},
		{"twice", "id,name\n1,\"a\n2,\"b\n3,c", "2! 3! 4"},
		{"within a cell", "id,name\n1,a \"b\n2,c\n", "2! 3"},
		{"closed lines later", "id,name\n1,\"a\n\nb\"\n2,c\n", "2 5"},
		{"in the header", "id,\"name\n1,a\n", ""},
		{"to the end of a large file", "id,name\n1,\"b\n" + strings.Repeat("2,c\n", 90_000), "2! +90000"},
	} {
		sheet, err := surveys.ReadSheet(strings.NewReader(tt.file))
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
		var got []string
		for _, row := range sheet.Rows[:min(len(sheet.Rows), 9)] {
			text := fmt.Sprint(row.Line)
			if row.Wrong != nil {
				text += "!"
			}
			got = append(got, text)
		}
		if rest := len(sheet.Rows) - 1; rest > 9 {
			got = []string{got[0], fmt.Sprint("+", rest)}
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s: rows %v, want %s", tt.name, got, tt.want)
		}
	}
}

func TestWishesThatCannotBeMetAreNamed(t *testing.T) {
	_, err := surveys.MapImport(surveys.ImportTime, []string{"Who", "Was"}, map[string]string{"person": "Name", "colour": "Was"})
	if err == nil || !strings.Contains(err.Error(), `"Name"`) || !strings.Contains(err.Error(), `"colour"`) {
		t.Error(err)
	}
	got, err := surveys.MapImport(surveys.ImportCustomers, []string{"Name", "Länge"}, map[string]string{"attribute.Länge": "Länge"})
	if err != nil || got["attribute.laenge"] != 1 {
		t.Error(got, err)
	}
	err = surveys.ImportPlan{Kind: surveys.ImportTime, Columns: map[string]int{"person": 7}, Dates: "ymd", Decimal: ";"}.Check([]string{"Who"})
	for _, field := range []string{"person", "dates", "decimal", "customer", "day", "duration"} {
		if err == nil || !strings.Contains(err.Error(), field) {
			t.Errorf("%s is not named: %v", field, err)
		}
	}
}

// Headings of any Latin alphabet name attributes, which stand in addresses.
func TestHeadingsBecomeNamesOfAttributes(t *testing.T) {
	for _, tt := range []struct{ heading, want string }{
		{"Number of Sitze (max)", "number_of_sitze_max"}, {"Größe", "groesse"}, {"GRÖSSE", "groesse"}, {"Gro\u0308ße", "grosse"},
		{"Société – activité", "societe_activite"}, {"Cégméret (fő)", "cegmeret_fo"}, {"Año de İstanbul", "ano_de_istanbul"}, {"Łódź", "lodz"},
		{"Размер", ""}, {"क्षेत्र", ""}, {strings.Repeat("ü", 40), strings.Repeat("ue", 32)},
	} {
		if got := surveys.AttributeOf(tt.heading); got != tt.want || got != "" && !surveys.IsAttributeKey(got) {
			t.Errorf("%s: %q, want %q", tt.heading, got, tt.want)
		}
	}
}
