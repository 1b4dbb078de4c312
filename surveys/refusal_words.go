package surveys

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// AnswerWords writes a server's answer of one line or several as one: the reply
// code, the enhanced one where any line has it (RFC 2034 wants it in each), and
// the text.
func AnswerWords(code int, text string) string {
	lines := strings.Split(legible(text), "\n")
	enhanced := regexp.MustCompile(`^\s*(` + strconv.Itoa(code/100) + `\.\d{1,3}\.\d{1,3})(?:\s+|$)`)
	first := ""
	for i, line := range lines {
		found := enhanced.FindStringSubmatch(line)
		if found == nil || first != "" && found[1] != first {
			continue
		}
		first, lines[i] = found[1], line[len(found[0]):]
	}
	return OneLine(strings.Join(append([]string{strconv.Itoa(code), first}, lines...), " "), maxWords)
}

// onceCoded leaves out the codes that some programs copy into a report with each
// line of an answer, but for the first ones.
func onceCoded(words string) string {
	codes := regexp.MustCompile(`^\s*(\d{3})[ -]+(\d\.\d{1,3}\.\d{1,3})\s`).FindStringSubmatch(words)
	if codes == nil {
		return words
	}
	again := regexp.MustCompile(`(\s)` + codes[1] + `[ -]+` + regexp.QuoteMeta(codes[2]) + `\s+`)
	return again.ReplaceAllString(words, "$1")
}

// legible reads what is no UTF-8 as Latin-1, which servers write that write more
// than ASCII and do not say what.
func legible(text string) string {
	if utf8.ValidString(text) {
		return text
	}
	runes := make([]rune, len(text))
	for i := range len(text) {
		runes[i] = rune(text[i])
	}
	return string(runes)
}
