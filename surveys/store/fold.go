package store

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// fold writes text as it is compared in a search: in small letters, without
// accents and vowel marks, spellings of one letter as one.
func fold(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	for _, r := range norm.NFKD.String(text) {
		if isMark(r) {
			continue
		}
		r = unicode.ToLower(r)
		if plain, ok := plainLetters(r); ok {
			b.WriteString(plain)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// isMark reports marks that people leave out when they search: accents, the
// vowel points of Arabic and Hebrew, the stroke that stretches Arabic words, and
// what is not seen. Vowel signs of Indian scripts are letters to who reads them.
func isMark(r rune) bool {
	switch {
	case r < 0x300:
		return r == 0xad
	case r <= 0x36f, // combining accents
		r >= 0x591 && r <= 0x5c7 && unicode.Is(unicode.Mn, r),
		r >= 0x610 && r <= 0x61a, r >= 0x64b && r <= 0x65f, r == 0x670, r == 0x640,
		r >= 0x6d6 && r <= 0x6ed && unicode.Is(unicode.Mn, r),
		r >= 0x200b && r <= 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2060 && r <= 0x2069, r == 0xfeff, r == 0x61c:
		return true
	}
	return false
}

// plainLetters are letters that Unicode does not take apart.
func plainLetters(r rune) (string, bool) {
	switch r {
	case 'ß':
		return "ss", true
	case 'æ':
		return "ae", true
	case 'œ':
		return "oe", true
	case 'ø':
		return "o", true
	case 'đ', 'ð':
		return "d", true
	case 'ł':
		return "l", true
	case 'ı':
		return "i", true
	case 'þ':
		return "th", true
	case 'ى', 'ی': // alef maqsura, Farsi yeh
		return "ي", true
	case 'ة':
		return "ه", true
	case 'ک':
		return "ك", true
	}
	return "", false
}

// foldWords are the words of a text, folded: stretches of letters, digits and
// the signs that belong to them.
func foldWords(text string) []string {
	return strings.FieldsFunc(fold(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.M, r)
	})
}

// containsAll reports whether every one of the folded words is in the text.
func containsAll(text string, words []string) bool {
	if len(words) == 0 {
		return true
	}
	return allIn(fold(text), words)
}

func allIn(folded string, words []string) bool {
	for _, word := range words {
		if !strings.Contains(folded, word) {
			return false
		}
	}
	return true
}
