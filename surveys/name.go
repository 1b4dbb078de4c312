package surveys

import (
	"slices"
	"strings"
	"unicode"
)

// maxNameWords is how many words a name may have to be greeted by.
const maxNameWords = 4

// FirstName returns the name to greet by, empty where there is none that is
// plainly a name: what a caller put there is never carried into a sentence.
// "Nair, Priya" is read as Priya.
func FirstName(name string) string {
	for _, word := range nameWords(name) {
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

// FullName returns the whole name where each of its words is plainly one, for
// languages that greet by it: "Dr. Anna Berg", and "Priya Nair" for "Nair,
// Priya". Else it returns the FirstName.
func FullName(name string) string {
	first, words := FirstName(name), nameWords(name)
	plain := func(word string) bool { return isTitle(word) || isNameWord(word) }
	if first == "" || len(words) > maxNameWords || !allOf(words, plain) {
		return first
	}
	return strings.Join(words, " ")
}

func allOf(words []string, is func(string) bool) bool {
	return !slices.ContainsFunc(words, func(word string) bool { return !is(word) })
}

// nameWords splits a name, with what follows a comma at the front, unless it
// is a suffix such as Jr.
func nameWords(name string) []string {
	if last, first, ok := strings.Cut(name, ","); ok {
		name = first + " " + last
		if isSuffix(first) {
			name = last
		}
	}
	return strings.Fields(name)
}

func isTitle(word string) bool {
	switch strings.ToLower(strings.TrimSuffix(word, ".")) {
	case "mr", "mrs", "ms", "mx", "dr", "prof", "sir", "herr", "frau", "ing", "dipl",
		"mme", "mlle", "sr", "sra", "srta", "श्री", "श्रीमती", "सुश्री", "डॉ", "السيد", "السيدة", "الدكتور", "الدكتورة", "د":
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

// isNameWord reports letters with at most hyphens, apostrophes and joiners
// between: no digits, dots or brackets, so no address, link or markup either.
func isNameWord(word string) bool {
	letters, marks := 0, 0
	for _, r := range word {
		switch {
		case unicode.IsLetter(r):
			letters++
		case unicode.IsMark(r), r == '-', r == '\'', r == '’', r == 0x200c, r == 0x200d:
			marks++
		default:
			return false
		}
	}
	return letters > 1 && letters <= 40 && marks <= letters
}

// SenderNames reads person and house out of a sender: "Jonas Weber at Lindqvist
// & Rao" are both, any other name is both at once.
func SenderNames(sender string) (person, house string) {
	name := OneLine(sender, MaxName)
	if person, house, ok := strings.Cut(name, " at "); ok && person != "" && house != "" {
		return person, house
	}
	return name, name
}
