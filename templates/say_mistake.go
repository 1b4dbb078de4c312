package templates

import (
	"fmt"
	"strings"

	"barometer/surveys"
)

// Phrase says in the language what the house says in English; what the language
// lacks stays English. Its id in the locale files is the English format.
func (l *Locale) Phrase(p *surveys.Phrase) string {
	if p == nil {
		return ""
	}
	whole := p.Format == "%s" // somebody else's sentence, which is ours, too
	args := make([]any, len(p.Args))
	for i, arg := range p.Args {
		args[i] = l.value(arg, whole)
	}
	return fmt.Sprintf(l.format(p.Format), args...)
}

// format is what a format is in the language, itself where there is none.
func (l *Locale) format(english string) string {
	if text, ok := l.text(english); ok {
		return text.fill(nil)
	}
	return english
}

// value says what stands in a phrase: phrases and words of ours in the
// language, everything else as it is.
func (l *Locale) value(arg any, whole bool) any {
	switch arg := arg.(type) {
	case *surveys.Phrase:
		return l.Phrase(arg)
	case surveys.SkipWords:
		return l.Skip(surveys.SkipReason(arg))
	case surveys.ReportState:
		return l.Text("reports_state_" + string(arg))
	case surveys.Codes:
		names := make([]string, len(arg.All))
		for i, code := range arg.All {
			names[i] = l.Tell(surveys.TellCode(arg.Prefix, code))
		}
		return l.Join(names)
	case string:
		if whole {
			return l.format(arg)
		}
	}
	return arg
}

// Mistake says what is wrong with a field: "must be a number".
func (l *Locale) Mistake(f surveys.FieldError) string {
	if f.Phrase == nil {
		return f.Message
	}
	return l.Phrase(f.Phrase)
}

// Refusal says why something was not done.
func (l *Locale) Refusal(e *surveys.Error) string {
	if e.Phrase == nil {
		return e.Message
	}
	return l.Phrase(e.Phrase)
}

// MistakeIn is a whole sentence about a field and what is wrong with it, which
// Mistake and Phrase say: "Days must be a number."
func (l *Locale) MistakeIn(field, problem string) string {
	return l.Text("mistake_sentence", "Field", l.field(field), "Problem", problem)
}

// field is what begins a sentence about a field; its own name where it has none.
func (l *Locale) field(name string) string {
	if text := l.Text(FieldID(name)); text != "" {
		return text
	}
	return Sentence(name)
}

// FieldID is the id of the text that names a field: mistake_field_contact_email.
func FieldID(name string) string {
	return "mistake_field_" + strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}, strings.ToLower(name))
}
