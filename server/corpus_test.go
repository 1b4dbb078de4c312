package server_test

import (
	"encoding/base64"
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// badInput is one hostile or odd input of testdata/bad_input.json.
type badInput struct {
	ID       string
	Field    string
	Expected string // reject or neutralise
	Why      string
	Value    *string
	Gen      *struct {
		Prefix, Repeat, Suffix string
		Times                  int
	} `json:"value_gen"`
	Base64 string `json:"value_base64"`
}

// text returns the value, built where the file only describes it.
func (b badInput) text(t *testing.T) string {
	t.Helper()
	switch {
	case b.Value != nil:
		return *b.Value
	case b.Gen != nil:
		return b.Gen.Prefix + strings.Repeat(b.Gen.Repeat, b.Gen.Times) + b.Gen.Suffix
	}
	raw, err := base64.StdEncoding.DecodeString(b.Base64)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// badInputs returns the cases of one field.
func badInputs(t *testing.T, field string) []badInput {
	t.Helper()
	content, err := os.ReadFile("testdata/bad_input.json")
	if err != nil {
		t.Fatal(err)
	}
	var all struct{ Cases []badInput }
	if err := json.Unmarshal(content, &all); err != nil {
		t.Fatal(err)
	}
	var out []badInput
	for _, c := range all.Cases {
		if c.Field == field {
			out = append(out, c)
		}
	}
	if len(out) == 0 {
		t.Fatalf("no case for %s", field)
	}
	return out
}
