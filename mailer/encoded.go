package mailer

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxWord is how long an encoded word may get: less than the 75 octets of RFC
// 2047, 2, so that the first one fits on a line of 76 with the field's name.
const maxWord = 62

// mustEncode reports text that cannot stand in a header as it is: it is not
// ASCII, a program would read an encoded word in it, or it has a word that no
// line could hold.
func mustEncode(text string) bool {
	long := func(word string) bool { return len(word) > maxWord }
	return !isASCII(text) || strings.Contains(text, "=?") || slices.ContainsFunc(strings.Split(text, " "), long)
}

// encodeWords writes text in encoded words (RFC 2047) with blanks to fold at:
// quoted where most of it is Latin and stays readable, else in base64. No
// character is split, and nothing but ASCII letters and digits stays as it is,
// so that the result may stand for a name, too.
func encodeWords(text string) string {
	form, width := "Q", quotedWidth
	if foreign := strings.Map(onlyForeign, text); 2*len(foreign) > len(text) {
		form, width = "B", base64Width
	}
	var words []string
	for text != "" {
		n := 0
		for n < len(text) {
			_, size := utf8.DecodeRuneInString(text[n:])
			if width(text[:n+size])+len("=?utf-8?Q??=") > maxWord {
				break
			}
			n += size
		}
		words = append(words, encodedWord(form, text[:n]))
		text = text[n:]
	}
	return strings.Join(words, " ")
}

func onlyForeign(r rune) rune {
	if r < utf8.RuneSelf {
		return -1
	}
	return r
}

func encodedWord(form, text string) string {
	if form == "B" {
		return "=?utf-8?B?" + base64.StdEncoding.EncodeToString([]byte(text)) + "?="
	}
	var out strings.Builder
	for i := range len(text) {
		switch c := text[i]; {
		case c == ' ':
			out.WriteByte('_')
		case staysInWord(c):
			out.WriteByte(c)
		default:
			fmt.Fprintf(&out, "=%02X", c)
		}
	}
	return "=?utf-8?Q?" + out.String() + "?="
}

func base64Width(text string) int { return base64.StdEncoding.EncodedLen(len(text)) }

func quotedWidth(text string) int {
	n := 0
	for i := range len(text) {
		if n++; text[i] != ' ' && !staysInWord(text[i]) {
			n += 2
		}
	}
	return n
}

func staysInWord(c byte) bool {
	return c < utf8.RuneSelf && (unicode.IsLetter(rune(c)) || unicode.IsDigit(rune(c)))
}
