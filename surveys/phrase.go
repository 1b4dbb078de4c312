package surveys

import (
	"fmt"
	"strings"
)

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

// Codes are codes of ours in a phrase. Programs write them, so they are told the
// codes; people see names, which pages say instead.
type Codes struct {
	Prefix string // of the ids of the texts that name them, such as "life_stage_"
	All    []string
}

// CodesOf makes them of any kind of code.
func CodesOf[T ~string](prefix string, all []T) Codes {
	c := Codes{Prefix: prefix}
	for _, code := range all {
		c.All = append(c.All, string(code))
	}
	return c
}

// String is what programs are told.
func (c Codes) String() string { return strings.Join(c.All, ", ") }
