package main

import (
	"bytes"
	"context"
	"strings"
	"testing"
)

// What a person types and reads at the terminal.
func TestTheImportSpeaksPlainly(t *testing.T) {
	redis := emptyRedis(t)
	for _, tt := range []struct{ name, kind, file, flags, out, told string }{
		{"one customer, by name only", "customers", "name\nAcme\n", "--dry-run", "1 row can be brought in, 0 refused, 1 new customer (Acme); nothing was written", ""},
		{"two of them", "customers", "name\nAcme\nBirch\n", "", "2 new, 0 changed, 0 as they were, 0 rows refused; 2 new customers (Acme, Birch)", ""},
		{"a comma by its name", "revenue", "Customer,Date,Amount\nAcme,2026-01-05,\"1,234\"\n", "--decimal=comma", "0 new, 0 changed, 0 as they were, 1 row refused; 0 new customers", "at most 2 decimals"},
		{"a point by its name", "revenue", "Customer,Date,Amount\nAcme,2026-01-05,\"1,234\"\nAcme,2026-01-06,never\n", "--decimal=point", "1 new, 0 changed, 0 as they were, 1 row refused; 0 new customers", ""},
		{"neither", "revenue", "Customer,Date,Amount\n", "--decimal=dot", "", "decimal must be a comma or a point"},
	} {
		out, told, err := bringing(tt.kind, writeFile(t, "x.csv", tt.file), append(strings.Fields(tt.flags), "--redis", redis)...)
		if err != nil {
			told += tellOf(err)
		}
		if !strings.Contains(out, tt.out) || !strings.Contains(told, tt.told) {
			t.Errorf("%s:\n%s%s\nwant %s %s", tt.name, out, told, tt.out, tt.told)
		}
	}
	for _, args := range [][]string{{"import", "responses"}, {"import", "customers"}, {"backtest"}} {
		err := run(context.Background(), append(args, "/nope.csv"), nil, &bytes.Buffer{}, &bytes.Buffer{})
		if err == nil || strings.Count(err.Error(), "nope") != 1 || !strings.Contains(err.Error(), "no such file") {
			t.Errorf("%v: %v", args, err)
		}
	}
}

// bringing runs the import of a table.
func bringing(kind, path string, args ...string) (out, errs string, err error) {
	var o, e bytes.Buffer
	err = run(context.Background(), append([]string{"import", kind, path}, args...), nil, &o, &e)
	return o.String(), e.String(), err
}

// tellOf is an error as the terminal shows it.
func tellOf(err error) string {
	var out bytes.Buffer
	tell(&out, err)
	return out.String()
}
