package main

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"

	"github.com/redis/go-redis/v9"
)

// From a terminal: companies first, then hours and invoices, which find them by
// their names; checked before they are written, and the same twice.
func TestTablesOfOtherProgramsAreImported(t *testing.T) {
	redis := emptyRedis(t)
	const from = "../../surveys/testdata/imports/"
	for _, c := range []struct {
		args []string
		out  string
		errs string
	}{
		{[]string{"customers", from + "hubspot_companies.csv"}, "4 new, 0 changed, 0 as they were, 0 rows refused", ""},
		{[]string{"customers", from + "hubspot_companies.csv"}, "0 new, 0 changed, 4 as they were", ""},
		{[]string{"contacts", from + "hubspot_contacts.csv"}, "3 new, 0 changed, 0 as they were, 1 row refused; 0 new customers", "line 3 brought in, but tie is nobody on the team"},
		{[]string{"time", from + "clockify_detailed.csv", "--dry-run"}, "0 rows can be brought in, 3 refused", "--dates dmy"},
		{[]string{"time", from + "toggl_detailed.csv", "--dry-run"}, "3 rows can be brought in, 1 refused, 0 new customers; nothing was written", "line 5 refused: customer is needed"},
		{[]string{"time", from + "toggl_detailed.csv"}, "3 new", ""},
		{[]string{"time", from + "clockify_detailed.csv", "--dates", "mdy"}, "3 new, 0 changed, 0 as they were, 0 rows refused", ""},
		{[]string{"revenue", from + "datev_postings.csv", "--map", "customer=Kundenname"}, "3 new, 0 changed, 0 as they were, 1 row refused", "currency must be EUR"},
		{[]string{"revenue", from + "quickbooks_invoices.csv", "--dates", "mdy"}, "3 new", ""},
		{[]string{"revenue", from + "quickbooks_invoices.csv", "--dates", "mdy"}, "0 new, 0 changed, 3 as they were", ""},
	} {
		var out, errs bytes.Buffer
		err := run(context.Background(), append(append([]string{"import"}, c.args...), "--redis", redis), nil, &out, &errs)
		if err != nil || !strings.Contains(out.String(), c.out) || !strings.Contains(errs.String(), c.errs) {
			t.Errorf("%v: %v\n%s%s", c.args, err, out.String(), errs.String())
		}
	}
}

// What a file says of worth beyond sales stands on the customer's timeline, and
// on no other's once a later file says that it was another customer.
func TestWorthBeyondSalesFromAFileStandsOnTheTimeline(t *testing.T) {
	client := storetest.Redis(t)
	o := client.(*redis.Client).Options()
	st, err := store.Open(context.Background(), client, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ customer, want string }{{"Acme", "1 0"}, {"Acme", "1 0"}, {"Birch", "0 1"}} {
		file := writeFile(t, "worth.csv", "ID,Customer,Date,Amount,Kind,By,Why\nb-1,"+c.customer+",2026-05-01,5000,Referral,Priya,three leads\n")
		var out, errs bytes.Buffer
		if err := run(context.Background(), []string{"import", "worth", file, "--redis", fmt.Sprintf("redis://%s/%d", o.Addr, o.DB)}, nil, &out, &errs); err != nil {
			t.Fatalf("%v\n%s%s", err, out.String(), errs.String())
		}
		var lines []string
		for _, id := range []surveys.CustomerID{"Acme", "Birch"} {
			events, _, err := st.CustomerTimeline(context.Background(), id, "", 10)
			if err != nil {
				t.Fatal(err)
			}
			lines = append(lines, fmt.Sprint(len(events)))
		}
		if got := strings.Join(lines, " "); got != c.want {
			t.Errorf("of %s: %s lines, want %s", c.customer, got, c.want)
		}
	}
}

// A project is found by its name, too: hours of "Support desk" are those of the
// project that answers know as support.
func TestAProjectIsFoundByItsName(t *testing.T) {
	client := storetest.Redis(t)
	o := client.(*redis.Client).Options()
	st, err := store.Open(context.Background(), client, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	at := fmt.Sprintf("redis://%s/%d", o.Addr, o.DB)
	for _, f := range []struct{ kind, content string }{
		{"responses", "date,score,project,project_name,customer\n2026-01-05,4,support,Support desk,acme\n"},
		{"time", "Client,Project,User,Date,Hours\nacme,Support desk,Ana,2026-01-05,1\nacme,Brand new,Ana,2026-01-05,1\n"},
		{"revenue", "Customer,Project,Date,Amount\nacme,support DESK,2026-01-05,100\n"},
	} {
		if out, errs, err := bringing(f.kind, writeFile(t, f.kind+".csv", f.content), "--redis", at); err != nil {
			t.Fatalf("%s: %v\n%s%s", f.kind, err, out, errs)
		}
	}
	projects, err := st.ProjectChoices(context.Background(), 10)
	var got []string
	for _, p := range projects {
		got = append(got, string(p.ID)+"="+p.Name)
	}
	if want := "Brand new=Brand new support=Support desk"; err != nil || strings.Join(got, " ") != want {
		t.Errorf("projects %v %v, want %s", got, err, want)
	}
}
