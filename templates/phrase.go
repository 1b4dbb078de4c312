package templates

import (
	"html"
	"strings"

	template "html/template"
)

// Values stand between isolates (UAX #9, FSI and PDI) where the language is
// written from right to left, so that a Latin name or a figure does not turn
// the words around it. In HTML they become <bdi>.
const (
	isolateOpen  = "\u2068"
	isolateClose = "\u2069"
)

// isolated puts a value between isolates where the language needs it.
func (l *Locale) isolated(v string) string {
	if l.Dir != "rtl" || v == "" {
		return v
	}
	return isolateOpen + v + isolateClose
}

// EscapeText makes text safe in HTML, with isolates as <bdi>. What is put into
// a composed mail goes through it, too.
func EscapeText(s string) string {
	if isHarmless(s) {
		return s
	}
	s = html.EscapeString(strings.ReplaceAll(s, "\x00", "\ufffd"))
	if strings.Contains(s, isolateOpen) {
		s = strings.NewReplacer(isolateOpen, "<bdi>", isolateClose, "</bdi>").Replace(s)
	}
	return s
}

// isHarmless reports letters, digits and a few signs, which most values of a
// mail are: signed links above all.
func isHarmless(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c >= 'A' && c <= 'Z', c == ' ', c == ',', c == '.', c == '-', c == '?':
		default:
			return false
		}
	}
	return true
}

// markup is EscapeText for templates.
func markup(s string) template.HTML { return template.HTML(EscapeText(s)) }

// phraseValues are the names of what a phrase may hold, in the order of their
// marks.
var phraseValues = [...]string{"Subject", "Project", "Number", "First", "Full"}

// phrase is a text of the locale files, read once: the marks \x01, \x02, …
// stand for phraseValues. So nothing is parsed for a single mail.
type phrase string

// said are the values of a phrase, as they are to be shown.
type said [len(phraseValues)]string

func (p phrase) fill(values said) string {
	var b strings.Builder
	b.Grow(len(p) + len(values[0]) + len(values[1]) + 32)
	for i := range len(p) {
		if c := int(p[i]); c >= 1 && c <= len(values) {
			b.WriteString(values[c-1])
		} else {
			b.WriteByte(p[i])
		}
	}
	return b.String()
}

// readPhrases reads the texts that every mail needs.
func (l *Locale) readPhrases() map[string]phrase {
	var marks []string
	for i, name := range phraseValues {
		marks = append(marks, name, string(rune(i+1)))
	}
	out := map[string]phrase{}
	for _, id := range phraseIDs() {
		out[id] = phrase(l.Text(id, marks...))
	}
	return out
}
