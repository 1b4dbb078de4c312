package surveys_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"barometer/surveys"
)

// sheetOf reads a file as it stands here.
func sheetOf(t *testing.T, file string) surveys.Sheet {
	t.Helper()
	sheet, err := surveys.ReadSheet(strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return sheet
}

// Exports of other programs, as their columns are called there and nobody says
// what they mean.
func TestExportsThatAreReadAsTheyCome(t *testing.T) {
	for _, tt := range []struct {
		name string
		plan surveys.ImportPlan
		file string
		want string // rows, then mistakes
	}{
		{"Harvest: who worked has two columns, and Employee? is no name", surveys.ImportPlan{Kind: surveys.ImportTime},
			"Date,Client,Project,Task,Notes,Hours,Billable?,First Name,Last Name,Roles,Employee?\n" +
				"2026-11-02,Lakeside Hotels,Portal,Design,\"One\ntwo\",1.25,Yes,Ana,Lima,Designer,Yes\n" +
				"2026-11-02,Lakeside Hotels,Portal,Design,,0.0,Yes,Bo,,,Yes\n",
			`2 acct-17 Portal 2026-11-02 75 min 0.00  Ana Lima "One two"` + "\n4 duration must lie between a second and a week"},
		{"Xero: lines without tax, and a credit note", surveys.ImportPlan{Kind: surveys.ImportRevenue, Dates: surveys.DatesDayFirst},
			"*ContactName,*InvoiceNumber,*InvoiceDate,Total,*Description,LineAmount,Currency,Type\n" +
				"Lakeside Hotels,INV-1,05/11/2026,119.00,Work,100.00,EUR,Sales invoice\nLakeside Hotels,CN-1,07/11/2026,-11.90,Work,-10.00,EUR,Sales credit note\n",
			`2 acct-17 general 2026-11-05 0 min 100.00 sale  "Work"` + "\n" + `3 acct-17 general 2026-11-07 0 min 10.00 refund  "Work"`},
		{"a German correction of an invoice", surveys.ImportPlan{Kind: surveys.ImportRevenue},
			"Belegnummer;Belegdatum;Kundenname;Nettobetrag;Belegart\nGS1;06.11.26;Lakeside Hotels;100,00;Rechnungskorrektur\n",
			`2 acct-17 general 2026-11-06 0 min 100.00 refund  ""`},
		{"Pipedrive: headings say of what they are", surveys.ImportPlan{Kind: surveys.ImportCustomers},
			"Organization - ID;Organization - Name\n17;Blaufuchs AG\n", "2 17 Blaufuchs AG map[]"},
		{"HubSpot: a stage that says nothing", surveys.ImportPlan{Kind: surveys.ImportCustomers}, "Record ID,Company name,Lifecycle Stage\n1,Acme,Other\n", "2 1 Acme map[]"},
		{"a name on two lines", surveys.ImportPlan{Kind: surveys.ImportCustomers}, "Record ID,Company name\n1,\"Acme\nHolding\"\n", "2 1 Acme Holding map[]"},
		{"our own file of customers", surveys.ImportPlan{Kind: surveys.ImportCustomers},
			"id,name,since,attribute.seat.count,attribute.note\n1,'-Dash,2026-01-01,12,'@cmd\n", "2 1 -Dash map[note:@cmd seat.count:12]"},
		{"attributes whose names are no ASCII", surveys.ImportPlan{Kind: surveys.ImportCustomers},
			"id,Name,Größe,attribute.Straße,attribute.Strasse,attribute.Размер\n1,A,12,Ring,Weg,3\n", "2 1 A map[size:12 strasse:Ring]"},
		{"our own file of a customer's entries, as revenue", surveys.ImportPlan{Kind: surveys.ImportRevenue},
			"entry,id,customer,project,from,to,amount,kind,minutes,person\nrevenue,R1,acct-17,p,2026-01-01,2026-12-31,1200.00,recurring,,\ncost,K1,acct-17,p,2026-01-01,2026-01-01,7.00,,,\n",
			`2 acct-17 p 2026-01-01 0 min 1200.00 recurring  ""` + "\n3 entry is another kind: cost"},
		{"… and as time", surveys.ImportPlan{Kind: surveys.ImportTime},
			"entry,id,customer,project,from,to,amount,kind,minutes,person\ntime,T1,acct-17,p,2026-01-02,2026-01-02,,,75,Ana\n", `2 acct-17 p 2026-01-02 75 min 0.00  Ana ""`},
		{"a name that two customers have", surveys.ImportPlan{Kind: surveys.ImportCosts}, "Customer,Date,Amount\nTwin,2026-01-02,5\n",
			"2 customer is what several customers are called: give the id"},
		{"projects by the name that only one has, by id, and new ones", surveys.ImportPlan{Kind: surveys.ImportCosts},
			"Customer,Project,Date,Amount\nLakeside Hotels,support DESK,2026-01-02,5\nLakeside Hotels,support,2026-01-02,6\nLakeside Hotels,Brand new,2026-01-02,7\nLakeside Hotels,shop,2026-01-02,8\nLakeside Hotels,Shop,2026-01-02,9\n",
			`2 acct-17 support 2026-01-02 0 min 5.00   ""` + "\n" + `3 acct-17 support 2026-01-02 0 min 6.00   ""` + "\n" + `4 acct-17 Brand new 2026-01-02 0 min 7.00   ""` + "\n" + `5 acct-17 shop 2026-01-02 0 min 8.00   ""` + "\n6 project is what several projects are called: give the id"},
		{"the project of rows that name none, by its name", surveys.ImportPlan{Kind: surveys.ImportCosts, Project: "Support desk"}, "Customer,Date,Amount\nLakeside Hotels,2026-01-02,5\n",
			`2 acct-17 support 2026-01-02 0 min 5.00   ""`},
		{"work of a day to come, and a year of it that is paid", surveys.ImportPlan{Kind: surveys.ImportTime},
			"Client,User,Date,Hours\nLakeside Hotels,Ana,2062-11-02,1\nLakeside Hotels,Ana,2026-11-22,1\n", `3 acct-17 general 2026-11-22 60 min 0.00  Ana ""` + "\n2 day must not lie in the future"},
		{"revenue of a day to come", surveys.ImportPlan{Kind: surveys.ImportRevenue},
			"Client,Date,From,To,Amount\nLakeside Hotels,2026-12-01,,,5\nLakeside Hotels,,2026-12-01,2027-11-30,5\n",
			`3 acct-17 general 2026-12-01 0 min 5.00 sale  ""` + "\n2 day must not lie in the future; revenue of a time to come is given with from and to"},
		{"dates whose column shows the order", surveys.ImportPlan{Kind: surveys.ImportCosts}, "Client,Date,Amount\nLakeside Hotels,03/04/2026 10:15,5\nLakeside Hotels,31/01/2026,5\n",
			`2 acct-17 general 2026-04-03 0 min 5.00   ""` + "\n" + `3 acct-17 general 2026-01-31 0 min 5.00   ""`},
		{"… with the month first, of two digits", surveys.ImportPlan{Kind: surveys.ImportCosts}, "Client,Date,Amount\nLakeside Hotels,3/4/26,5\nLakeside Hotels,1/31/26,5\n",
			`2 acct-17 general 2026-03-04 0 min 5.00   ""` + "\n" + `3 acct-17 general 2026-01-31 0 min 5.00   ""`},
		{"… in another column of the same program", surveys.ImportPlan{Kind: surveys.ImportRevenue}, "Client,From,To,Amount\nLakeside Hotels,01-02-2026,28-02-2026,5\n",
			`2 acct-17 general 2026-02-01 0 min 5.00 sale  ""`},
		{"dates that contradict one another", surveys.ImportPlan{Kind: surveys.ImportCosts}, "Client,Date,Amount\nLakeside Hotels,31/01/2026,5\nLakeside Hotels,01/31/2026,5\n",
			"2 day could be two days: say whether the day or the month stands first\n3 day could be two days: say whether the day or the month stands first"},
		{"dates that show nothing", surveys.ImportPlan{Kind: surveys.ImportCosts}, "Client,Date,Amount\nLakeside Hotels,05-11-2026,5\n",
			"2 day could be two days: say whether the day or the month stands first"},
		{"a customer that left and came back, and one that stands there twice", surveys.ImportPlan{Kind: surveys.ImportCustomers},
			"id,name,stage,won_on,lost_on\n1,A,lost,2024-01-01,2025-01-01\n1,A,lost,2025-01-01,2025-06-30\n1,A,active,2026-02-01,\n2,B,active,2024-01-01,\n2,B,active,2025-01-01,\n3,C,lost,2024-01-01,2025-01-01\n3,C,active,2024-06-01,\n",
			"2 1 A map[]\n3 1 A map[]\n4 1 A map[]\n5 2 B map[]\n7 3 C map[]\n6 id stands in line 5 already; of several times as a customer the oldest comes first, with won_on and lost_on\n8 id stands in line 7 already; of several times as a customer the oldest comes first, with won_on and lost_on"},
		{"a spreadsheet's Unicode text", surveys.ImportPlan{Kind: surveys.ImportCosts}, utf16Of("Kunde\tDatum\tBetrag\r\nLakeside Hotels\t05.11.2026\t1.234,50 €\r\n"),
			`2 acct-17 general 2026-11-05 0 min 1234.50   ""`},
	} {
		in := read(t, sheetOf(t, tt.file), tt.plan, nil)
		got := entries(in)
		if tt.plan.Kind == surveys.ImportCustomers {
			got = customersOf(in)
		}
		if got = strings.Trim(got+"\n"+mistakes(in), "\n"); got != tt.want {
			t.Errorf("%s: got\n%s\nwant\n%s", tt.name, got, tt.want)
		}
	}
}

func customersOf(in imported) string {
	var out []string
	for _, r := range in.Rows {
		attributes := map[string]string{}
		for key, value := range r.Patch.Attributes {
			attributes[key] = *value
		}
		out = append(out, fmt.Sprintf("%d %s %s %v", r.Line, r.Customer, *r.Patch.Name, attributes))
	}
	return strings.Join(out, "\n")
}

// utf16Of is a text as spreadsheets write it, low byte first behind a mark.
func utf16Of(text string) string {
	out := []byte{0xff, 0xfe}
	for _, unit := range utf16.Encode([]rune(text)) {
		out = append(out, byte(unit), byte(unit>>8))
	}
	return string(out)
}
