package surveys

import (
	"strings"
	"unicode"
)

// MaxSubject is the length in bytes that an invitation keeps of a subject: one
// byte more, and Redis would keep the whole invitation in its large form.
const MaxSubject = 64

// Subject says what the interaction was about in the caller's own words: its
// property "subject", or "title"; empty where it has neither. One line, at
// most MaxSubject bytes.
func (in Interaction) Subject() string {
	for _, name := range []string{"subject", "title"} {
		for limit := MaxSubject; limit > 0; limit-- {
			s := OneLine(in.Properties[name], limit)
			if s != "" && len(s) <= MaxSubject {
				return s
			}
		}
	}
	return ""
}

// OneLine returns s fit to be shown in a line among our own words: blanks run
// together, controls and marks that turn the reading direction left out, cut
// at max runes with an ellipsis.
func OneLine(s string, limit int) string {
	if len(s) <= limit && isTidy(s) {
		return s
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), isTurn(r), r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	s = strings.Join(strings.Fields(s), " ")
	if runes := []rune(s); len(runes) > limit {
		return strings.TrimRight(string(runes[:limit-1]), " ") + "…"
	}
	return s
}

// isTidy reports plain ASCII without two blanks together, which most names are:
// every mail puts some into its sentences.
func isTidy(s string) bool {
	last := byte(' ')
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' || s[i] == ' ' && last == ' ' {
			return false
		}
		last = s[i]
	}
	return s == "" || last != ' '
}

// isTurn reports a character that changes the direction of the text after it
// (UAX #9), so that a name could rearrange the words around it.
func isTurn(r rune) bool {
	switch {
	case r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
		return true
	case r == 0x200e, r == 0x200f, r == 0x061c:
		return true
	}
	return false
}
