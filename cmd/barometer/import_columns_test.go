package main

import (
	"strings"
	"testing"
)

// Of two columns with one name nobody knows which is meant; one that is not
// read does no harm.
func TestAColumnThatIsThereTwiceIsRefused(t *testing.T) {
	for header, want := range map[string]string{
		"date,score,comment":          "",
		"date,score,Score":            `"score"`,
		"date,score,comment,Comment ": `"comment"`,
		"date,date,score":             `"date"`,
		"date,score,notes,notes,,":    "",
		"date,score,id,ticket_id":     "",
	} {
		_, err := mapColumns(strings.Split(header, ","), nil)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want+" twice") {
			t.Errorf("%s: %v, want %q", header, err, want)
		}
	}
}
