package templates

import "strings"

// pieces are a text of the locale files, cut at its placeholders when it is
// read: words and names in turn, beginning and ending with words. A page says
// some thirty texts, and most of them are one piece.
type pieces []string

// cut reads a text. {{.Name}} is all that it may hold; anything else in braces
// stays as it is, and a test makes sure that there is none.
func cut(text string) pieces {
	var out pieces
	for {
		words, rest, found := strings.Cut(text, "{{.")
		name, after, closed := strings.Cut(rest, "}}")
		if !found || !closed {
			return append(out, text)
		}
		out, text = append(out, words, name), after
	}
}

// fill puts the values in: name, value, name, value, … A name without a value
// is left out.
func (p pieces) fill(pairs []string) string {
	switch len(p) {
	case 0:
		return ""
	case 1:
		return p[0]
	}
	var b strings.Builder
	for i, piece := range p {
		if i%2 == 0 {
			b.WriteString(piece)
			continue
		}
		for j := 0; j+1 < len(pairs); j += 2 {
			if pairs[j] == piece {
				b.WriteString(pairs[j+1])
			}
		}
	}
	return b.String()
}
