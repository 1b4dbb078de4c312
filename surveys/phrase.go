package surveys

import "fmt"

// Phrase is something of ours that is said to a person: in English, and so that
// another language can say it, too. Its English format is its name there, as
// with gettext. nil says nothing.
type Phrase struct {
	Format string // as fmt.Sprintf takes it
	Args   []any  // phrases among them are said in the other language, too

	english string
}

// Phrasef makes a phrase of what fmt.Sprintf takes.
func Phrasef(format string, args ...any) *Phrase {
	return &Phrase{Format: format, Args: args, english: fmt.Sprintf(format, args...)}
}

// String is the phrase in English.
func (p *Phrase) String() string {
	if p == nil {
		return ""
	}
	return p.english
}
