package surveys

import "strings"

// References are the properties of an interaction under which a caller may
// say which mail it was told of, by that mail's Message-ID, so that our
// question stands in the same thread.
func References() []string { return []string{"message_id", "reference"} }

// Reference returns the Message-ID that the interaction names; empty where it
// names none, or none that a header can hold.
func (in Interaction) Reference() string {
	for _, name := range References() {
		if id, ok := ParseMessageID(in.Properties[name]); ok {
			return id
		}
	}
	return ""
}

// maxMessageID keeps "References: " with one id within one line of a mail.
const maxMessageID = 250

// ParseMessageID returns the Message-ID without its brackets (RFC 5322, 3.6.4:
// the plain form, without quotes, comments and folding). ok is false for
// anything else: what a caller gives goes into the header of a mail.
func ParseMessageID(text string) (id string, ok bool) {
	id = strings.TrimSpace(text)
	if inner, found := strings.CutPrefix(id, "<"); found {
		if id, found = strings.CutSuffix(inner, ">"); !found {
			return "", false
		}
	}
	left, right, found := strings.Cut(id, "@")
	if !found || len(id) > maxMessageID || !isDotAtom(left) {
		return "", false
	}
	if literal, found := strings.CutPrefix(right, "["); found {
		literal, found = strings.CutSuffix(literal, "]")
		return id, found && !strings.ContainsFunc(literal, func(r rune) bool { return r < '!' || r > '~' || strings.ContainsRune("[]\\", r) })
	}
	return id, isDotAtom(right)
}

func isDotAtom(s string) bool {
	for part := range strings.SplitSeq(s, ".") {
		if part == "" || strings.ContainsFunc(part, func(r rune) bool { return !isAlnum(r) && !strings.ContainsRune(atext, r) }) {
			return false
		}
	}
	return true
}
