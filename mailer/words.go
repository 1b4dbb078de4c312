package mailer

import (
	"strings"
	"unicode"

	"barometer/surveys"
)

// greeting says hello by first name, or just hello where the name does not
// look like one: what a caller put there is never carried into the sentence.
func greeting(name string) string {
	if first := firstName(name); first != "" {
		return "Hello " + first + ","
	}
	return "Hello,"
}

// firstName returns the name to greet by, empty where there is none that is
// plainly a name. "Nair, Priya" is read as Priya.
func firstName(name string) string {
	if last, first, ok := strings.Cut(name, ","); ok {
		name = first
		if isSuffix(first) {
			name = last
		}
	}
	for _, word := range strings.Fields(name) {
		if isTitle(word) {
			continue
		}
		if isNameWord(word) {
			return word
		}
		return ""
	}
	return ""
}

func isTitle(word string) bool {
	switch strings.ToLower(strings.TrimSuffix(word, ".")) {
	case "mr", "mrs", "ms", "mx", "dr", "prof", "sir", "herr", "frau", "ing", "dipl":
		return true
	}
	return false
}

func isSuffix(words string) bool {
	switch strings.ToLower(strings.TrimSuffix(strings.TrimSpace(words), ".")) {
	case "jr", "sr", "ii", "iii", "phd", "md":
		return true
	}
	return false
}

// isNameWord reports letters with at most hyphens and apostrophes between: no
// digits, dots or brackets, so no address, link or markup either.
func isNameWord(word string) bool {
	letters := 0
	for _, r := range word {
		switch {
		case unicode.IsLetter(r):
			letters++
		case unicode.IsMark(r), r == '-', r == '\'', r == '’':
		default:
			return false
		}
	}
	return letters > 1 && letters <= 40
}

// topic says in a few words what the question is about, for the subject line.
func topic(inv surveys.Invitation, project string) string {
	switch {
	case inv.Type == "ticket" && isNumber(inv.Interaction):
		return "ticket " + string(inv.Interaction)
	case surveys.OneLine(inv.Subject, 1) != "":
		return quoted(surveys.OneLine(inv.Subject, surveys.MaxSubject))
	case isNamed(inv, project):
		return "our work on " + surveys.OneLine(project, 80)
	}
	return "our work for you"
}

// about says in one sentence what the question is about.
func about(inv surveys.Invitation, project string) string {
	what := ""
	if subject := surveys.OneLine(inv.Subject, surveys.MaxSubject); subject != "" {
		what = quoted(subject)
	}
	in := ""
	if isNamed(inv, project) {
		in = " in " + surveys.OneLine(project, 100)
	}
	switch inv.Type {
	case "ticket":
		return ticketSentence(inv.Interaction, what)
	case "milestone":
		return sentence("We reached the milestone", what, in, "We reached a milestone")
	case "delivery":
		return sentence("We delivered", what, in, "We made a delivery")
	case "visit":
		return sentence("We were with you about", what, in, "We were with you")
	}
	return sentence("This is about", what, in, "This is about our work for you")
}

func ticketSentence(id surveys.InteractionID, what string) string {
	head := "We closed your ticket"
	if isNumber(id) {
		head = "We closed ticket " + string(id)
	}
	if what == "" {
		return head + "."
	}
	return head + ", " + what + "."
}

// sentence joins a beginning, what it is about and in which project.
func sentence(head, what, in, without string) string {
	if what == "" {
		return without + in + "."
	}
	return head + " " + what + in + "."
}

// isNamed reports whether the project's name says something to the customer.
func isNamed(inv surveys.Invitation, project string) bool {
	return project != "" && inv.Project != surveys.GeneralProject
}

// isNumber reports an id that a person would recognise as a number on a paper,
// not a key of some program.
func isNumber(id surveys.InteractionID) bool {
	digits := strings.ContainsAny(string(id), "0123456789")
	strange := func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && r != '-' && r != '#'
	}
	return digits && len(id) <= 16 && !strings.ContainsFunc(string(id), strange)
}

func quoted(s string) string { return "“" + s + "”" }
