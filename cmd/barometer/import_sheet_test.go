package main

import (
	"bytes"
	"context"
	"strings"
	"testing"
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
		{[]string{"contacts", from + "hubspot_contacts.csv", "--map", "tie="}, "3 new, 0 changed, 0 as they were, 1 rows refused; 0 new customers", "line 5 refused: email is needed"},
		{[]string{"time", from + "toggl_detailed.csv", "--dry-run"}, "3 rows can be brought in, 1 refused, 0 new customers; nothing was written", "line 5 refused: customer is needed"},
		{[]string{"time", from + "toggl_detailed.csv"}, "3 new", ""},
		{[]string{"time", from + "clockify_detailed.csv", "--dates", "mdy"}, "3 new, 0 changed, 0 as they were, 0 rows refused", ""},
		{[]string{"revenue", from + "datev_postings.csv", "--map", "customer=Kundenname"}, "3 new, 0 changed, 0 as they were, 1 rows refused", "currency must be EUR"},
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
