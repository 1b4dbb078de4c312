package templates

import (
	"cmp"
	"fmt"

	"barometer/surveys"
)

// Tell says in the language what was kept to be said. What no locale file has
// any more is said as it was kept beside the text, if it was.
func (l *Locale) Tell(t surveys.Telling) string {
	switch {
	case t.Day != 0:
		return l.FullDate(t.Day)
	case len(t.All) > 0:
		return l.Join(l.tellAll(t.All))
	case t.ID == "" && t.Count != nil:
		return l.Number(*t.Count)
	case t.ID == "":
		return t.Plain
	case len(t.Args) > 0:
		return l.tellPhrase(t)
	}
	pairs := make([]string, 0, 2*len(t.With))
	for name, value := range t.With {
		pairs = append(pairs, name, l.Tell(value))
	}
	said := ""
	if t.Count != nil {
		said = l.Count(t.ID, *t.Count, pairs...)
	} else {
		said = l.Text(t.ID, pairs...)
	}
	return cmp.Or(said, t.Plain)
}

func (l *Locale) tellAll(all []surveys.Telling) []string {
	out := make([]string, len(all))
	for i, one := range all {
		out[i] = l.Tell(one)
	}
	return out
}

// tellPhrase says a phrase; its English where no file has it.
func (l *Locale) tellPhrase(t surveys.Telling) string {
	text, ok := l.text(t.ID)
	if !ok {
		return t.Plain
	}
	args := make([]any, len(t.Args))
	for i, arg := range t.Args {
		if args[i] = l.Tell(arg); arg.ID == "" && arg.Count != nil {
			args[i] = *arg.Count
		}
	}
	return fmt.Sprintf(text.fill(nil), args...)
}

// Keep is what is told with how this language says it beside it, for those who
// read one language only, such as programs.
func (l *Locale) Keep(t surveys.Telling) surveys.Telling {
	t.Plain = l.Tell(t)
	return t
}
