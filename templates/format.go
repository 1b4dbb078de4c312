package templates

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"barometer/surveys"
)

// nbsp keeps a number and its unit on one line.
const nbsp = "\u00a0"

// Percent writes the share of a level: "86 %", or an en dash where there is no
// reading.
func Percent(l surveys.Level) string {
	if !l.Reading() {
		return "–"
	}
	return fmt.Sprintf("%.0f"+nbsp+"%%", l.Rate)
}

// Spread writes interval and number of answers: "81–90, n = 214"; without a
// reading the number alone.
func Spread(l surveys.Level) string {
	n := "n" + nbsp + "=" + nbsp + Count(l.N)
	if !l.Reading() {
		return n
	}
	return fmt.Sprintf("%.0f–%.0f, %s", l.Low, l.High, n)
}

// Count writes a number with commas between thousands.
func Count(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return strings.Replace(s, "-", "−", 1)
}

// Shorten cuts text after a whole word so that it has at most max letters.
func Shorten(s string, max int) string {
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) <= max {
		return s
	}
	runes := []rune(s)
	cut := string(runes[:max])
	if i := strings.LastIndexByte(cut, ' '); i > len(cut)/2 {
		cut = cut[:i]
	}
	return strings.TrimRightFunc(cut, unicode.IsPunct) + "…"
}

// sentence writes the first letter large.
func sentence(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[size:]
}

// Sentence writes the first letter large, for findings that begin with a word
// of the dial.
func Sentence(s string) string { return sentence(s) }

// Pips draws a choice as filled and empty dots, on scales short enough for it.
func Pips(scale surveys.Scale, choice int) string {
	of := scale.Max - scale.Min + 1
	if of > 7 || !scale.Has(choice) {
		return ""
	}
	on := choice - scale.Min + 1
	return strings.Repeat("●", on) + strings.Repeat("○", of-on)
}
