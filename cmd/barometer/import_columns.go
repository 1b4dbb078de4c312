package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"barometer/surveys"
)

// importField is something a response has, and the headers that mean it.
type importField struct {
	name    string
	headers []string
}

// importFields are what an import reads; headers are compared without case,
// blanks, dashes and underscores.
func importFields() []importField {
	return []importField{
		{"id", []string{"interaction_id", "interaction", "id", "response_id", "ticket_id", "ticket", "order_id"}},
		{"project", []string{"project", "project_id"}},
		{"project_name", []string{"project_name"}},
		{"customer", []string{"customer", "customer_id", "company", "account"}},
		{"customer_name", []string{"customer_name", "company_name"}},
		{"email", []string{"email", "contact_email", "mail", "email_address"}},
		{"contact", []string{"contact", "contact_id", "contact_name", "name"}},
		{"agent", []string{"agent", "agent_id", "assignee"}},
		{"type", []string{"type", "interaction_type"}},
		{"choice", []string{"choice", "score", "rating", "csat", "nps", "value"}},
		{"responded_at", []string{"responded_at", "answered_at", "rated_at", "date", "time", "timestamp", "created_at"}},
		{"sent_at", []string{"sent_at", "asked_at"}},
		{"comment", []string{"comment", "comments", "feedback", "text", "verbatim", "message"}},
	}
}

// columns says in which column each field is.
type columns map[string]int

// mapColumns finds the columns by the header, after the wishes of --map
// field=column. All mistakes are told at once.
func mapColumns(header []string, wishes map[string]string) (columns, error) {
	var p surveys.Problems
	out := columns{}
	for _, f := range importFields() {
		if wish, ok := wishes[f.name]; ok {
			if at := findColumn(header, wish); at >= 0 {
				out[f.name] = at
			} else {
				p.Add("--map", "names the column %q for %s, which the file does not have", wish, f.name)
			}
			continue
		}
		for _, name := range f.headers {
			if at := findColumn(header, name); at >= 0 {
				out[f.name] = at
				break
			}
		}
	}
	checkTwice(&p, header, out)
	checkWishes(&p, wishes)
	for _, needed := range []string{"choice", "responded_at"} {
		if _, ok := out[needed]; !ok {
			p.Add("the file", "has no column for %s: name it with --map %s=COLUMN", needed, needed)
		}
	}
	if len(p) > 0 {
		return nil, &surveys.Error{Code: surveys.Invalid, Fields: p,
			Message: fmt.Sprintf("the columns are not clear (found: %s)", strings.Join(header[:min(len(header), 20)], ", "))}
	}
	return out, nil
}

// checkTwice refuses columns that are read and whose name another one bears.
func checkTwice(p *surveys.Problems, header []string, read columns) {
	for _, f := range importFields() {
		at, ok := read[f.name]
		if ok && slices.ContainsFunc(header[at+1:], func(h string) bool { return plainHeader(h) == plainHeader(header[at]) }) {
			p.Add("the file", "has the column %q twice", header[at])
		}
	}
}

func checkWishes(p *surveys.Problems, wishes map[string]string) {
	var names []string
	for _, f := range importFields() {
		names = append(names, f.name)
	}
	for _, name := range slices.Sorted(maps.Keys(wishes)) {
		if !slices.Contains(names, name) {
			p.Add("--map", "knows no field %q; there are %s", name, strings.Join(names, ", "))
		}
	}
}

func findColumn(header []string, name string) int {
	return slices.IndexFunc(header, func(h string) bool { return plainHeader(h) == plainHeader(name) })
}

func plainHeader(h string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '_' || r == '-' {
			return -1
		}
		return r
	}, strings.ToLower(h))
}

// cell returns the field's text in the row, "" where there is no such column.
func (c columns) cell(row []string, field string) string {
	at, ok := c[field]
	if !ok || at >= len(row) {
		return ""
	}
	return strings.TrimSpace(row[at])
}
