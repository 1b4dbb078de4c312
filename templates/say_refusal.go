package templates

import (
	"fmt"

	"barometer/surveys"
)

// Advice says what a mail server's words mean and what to do about them; empty
// for words that we do not know.
func (l *Locale) Advice(words string) string {
	return l.Text("advice_" + string(surveys.AdviceOn(words)))
}

// AdviceAtEnd is Advice where the mail is tried no more.
func (l *Locale) AdviceAtEnd(words string) string {
	return l.Text("advice_" + string(surveys.AdviceAtEnd(words)))
}

// Brief says in a few words what a mail server means; empty for words that are
// no server's, or that we do not know.
func (l *Locale) Brief(words string) string {
	if _, coded := surveys.ReadRefusal(words); !coded {
		return ""
	}
	return l.Text("brief_" + string(surveys.AdviceOn(words)))
}

// Skip says why somebody was not asked, blaming nobody.
func (l *Locale) Skip(r surveys.SkipReason) string {
	if text := l.Text("skip_" + string(r)); text != "" {
		return text
	}
	return string(r)
}

// Caution says why the figures beside a response rate are to be read with care;
// empty where nothing speaks against them.
func (l *Locale) Caution(now, before surveys.Level) string {
	return l.Text("caution_"+string(surveys.CautionOf(now, before)), "Now", fmt.Sprintf("%.0f", now.Rate), "Before", fmt.Sprintf("%.0f", before.Rate))
}
