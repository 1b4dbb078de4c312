package surveys

import (
	"encoding/json"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ErasedName is what somebody is called who was erased.
const ErasedName = "erased person"

// Erasure says what became of erasing a person. Numbers stay: every answer
// counts on, nobody can tell whose it was.
type Erasure struct {
	Contact     ContactID
	Invitations int // that lost words, subject, visits and properties
	Texts       int // of cases, mails, reports and webhooks that named the person
	Done        bool
}

// Needles are what is looked for in texts about somebody who is erased.
type Needles struct {
	names    []string // address and name, anywhere as whole words
	comments []string // what the person said
}

// shortestComment is from how many characters on a comment is looked for inside
// other texts; a shorter one only where it is all that is said.
const shortestComment = 12

// NewNeedles makes them; empty texts are left out.
func NewNeedles(address, name string, comments []string) Needles {
	var n Needles
	for _, text := range []string{address, name} {
		if len(text) > 1 {
			n.names = append(n.names, text)
		}
	}
	for _, text := range comments {
		if text != "" {
			n.comments = append(n.comments, text)
		}
	}
	return n
}

// Scrub takes the person out of a text or of JSON.
func (n Needles) Scrub(text string) string {
	for _, said := range n.comments {
		quoted := jsonText(said)
		text = strings.ReplaceAll(text, `"`+quoted+`"`, `""`)
		if utf8.RuneCountInString(said) >= shortestComment {
			text = strings.ReplaceAll(strings.ReplaceAll(text, said, "…"), quoted, "…")
		}
		if text == said {
			text = ""
		}
	}
	for _, name := range n.names {
		for _, form := range []string{name, jsonText(name)} {
			text = replaceWord(text, form, ErasedName)
		}
	}
	return text
}

// jsonText is a text as it stands between the quotes of JSON.
func jsonText(text string) string {
	raw, err := json.Marshal(text)
	if err != nil {
		return text
	}
	return string(raw[1 : len(raw)-1])
}

// replaceWord replaces a text where no letter or digit touches it, in whatever
// case it is written.
func replaceWord(text, old, with string) string {
	lower, find := strings.ToLower(text), strings.ToLower(old)
	if find == "" || len(lower) != len(text) {
		return strings.ReplaceAll(text, old, with)
	}
	var out strings.Builder
	for at := 0; ; {
		i := strings.Index(lower[at:], find)
		if i < 0 {
			out.WriteString(text[at:])
			return out.String()
		}
		end := at + i + len(find)
		before, _ := utf8.DecodeLastRuneInString(text[:at+i])
		after, _ := utf8.DecodeRuneInString(text[end:])
		out.WriteString(text[at : at+i])
		if touches(before) || touches(after) {
			out.WriteString(text[at+i : end])
		} else {
			out.WriteString(with)
		}
		at = end
	}
}

func touches(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) }
