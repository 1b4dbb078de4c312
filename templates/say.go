package templates

import (
	"fmt"
	"html/template"
	"strings"
)

// Say is Text for templates: values may be anything that is printed.
// {{t "people_since" "Day" .Since}}.
func (l *Locale) Say(id string, pairs ...any) string { return l.Text(id, printed(pairs)...) }

// SayCount is Count for templates.
func (l *Locale) SayCount(id string, n int, pairs ...any) string {
	return l.Count(id, n, printed(pairs)...)
}

// Markup is a text that may itself hold markup such as <b>; the values put in
// are text, unless they are markup already.
func (l *Locale) Markup(id string, pairs ...any) template.HTML {
	values := make([]string, len(pairs))
	for i, value := range pairs {
		if safe, ok := value.(template.HTML); ok {
			values[i] = string(safe)
		} else {
			values[i] = template.HTMLEscapeString(fmt.Sprint(value))
		}
	}
	return template.HTML(l.Text(id, values...)) // #nosec G203: of our own files, values escaped above
}

func printed(pairs []any) []string {
	out := make([]string, len(pairs))
	for i, value := range pairs {
		out[i] = fmt.Sprint(value)
	}
	return out
}

// Join writes several texts as a list in a sentence: "a, b and c".
func (l *Locale) Join(texts []string) string {
	if len(texts) < 2 {
		return strings.Join(texts, "")
	}
	last := len(texts) - 1
	return l.Text("team_list", "Most", strings.Join(texts[:last], l.Text("team_list_comma")), "Last", texts[last])
}
