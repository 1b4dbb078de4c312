// Package hostiletest holds hostile and odd inputs, for the tests of every place
// that takes something in or shows it.
package hostiletest

import (
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
)

//go:embed bad_input.json
var file []byte

// Input is one of them.
type Input struct {
	ID       string
	Field    string // where it is typed or sent
	Expected string // reject or neutralise
	Why      string
	Value    *string // nil: only described
	Gen      *struct {
		Prefix, Repeat, Suffix string
		Times                  int
	} `json:"value_gen"`
	Base64 string `json:"value_base64"`
}

// Inputs returns those of the fields, in the order of the file. A field without
// any fails the test.
func Inputs(tb testing.TB, fields ...string) []Input {
	tb.Helper()
	var all struct{ Cases []Input }
	if err := json.Unmarshal(file, &all); err != nil {
		tb.Fatal(err)
	}
	var out []Input
	for _, field := range fields {
		found := len(out)
		for _, in := range all.Cases {
			if in.Field == field {
				out = append(out, in)
			}
		}
		if len(out) == found {
			tb.Fatalf("no input for %s", field)
		}
	}
	return out
}

// Text returns the input, built where the file only describes it.
func (in Input) Text(tb testing.TB) string {
	tb.Helper()
	switch {
	case in.Value != nil:
		return *in.Value
	case in.Gen != nil:
		return in.Gen.Prefix + strings.Repeat(in.Gen.Repeat, in.Gen.Times) + in.Gen.Suffix
	}
	raw, err := base64.StdEncoding.DecodeString(in.Base64)
	if err != nil {
		tb.Fatal(err)
	}
	return string(raw)
}
