package templates

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
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

// Figure writes all of a level: "86 %, 81–90, n = 214".
func Figure(l surveys.Level) string {
	if !l.Reading() {
		return string(surveys.NoReading) + ", " + Spread(l)
	}
	return Percent(l) + ", " + Spread(l)
}

// Count writes a number with commas between thousands.
func Count(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return strings.Replace(s, "-", "−", 1)
}

// Counted writes a number with its noun: "1 answer", "2,389 answers".
func Counted(n int, one, many string) string {
	if n == 1 {
		return "1" + nbsp + one
	}
	return Count(n) + nbsp + many
}

// Points writes a difference of two shares: "−35 points", "+1 point".
func Points(now, before surveys.Level) string {
	if !now.Reading() || !before.Reading() {
		return "–"
	}
	d := math.Round(now.Rate) - math.Round(before.Rate)
	noun := "points"
	if math.Abs(d) == 1 {
		noun = "point"
	}
	sign := "+"
	if d < 0 {
		sign = "−"
	} else if d == 0 {
		sign = "±"
	}
	return fmt.Sprintf("%s%.0f"+nbsp+"%s", sign, math.Abs(d), noun)
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

// ChoiceOf writes a choice beside the best one: "2 of 5".
func ChoiceOf(scale surveys.Scale, choice int) string {
	return fmt.Sprintf("%d of %d", choice, scale.Max)
}

// Clock writes times as people say them, seen from now. It carries the words
// of the pages, because whoever writes sentences for them has it at hand.
type Clock struct {
	Now   time.Time
	Zone  *time.Location
	Words *Locale
}

// Today returns the local day of now.
func (c Clock) Today() surveys.Day { return surveys.DayOf(c.Now, c.Zone) }

// Day writes a day: today, yesterday, Friday, 5 Nov, 5 Nov 2024.
func (c Clock) Day(d surveys.Day) string {
	switch ago := c.Today() - d; {
	case ago == 0:
		return "today"
	case ago == 1:
		return "yesterday"
	case ago > 1 && ago < 7:
		return d.Time().Weekday().String()
	}
	return c.Date(d)
}

// Date writes a calendar date, with its year where it is over a year away.
func (c Clock) Date(d surveys.Day) string {
	if away := c.Today() - d; away > 366 || away < -180 {
		return d.Time().Format("2 Jan 2006")
	}
	return d.Time().Format("2 Jan")
}

// At writes a moment: "today 11:42", "17 Nov 09:15".
func (c Clock) At(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return c.Day(surveys.DayOf(t, c.Zone)) + t.In(c.Zone).Format(" 15:04")
}

// Ago writes how long a moment is over: "just now", "4 min", "2 h", then the day.
func (c Clock) Ago(t time.Time) string {
	switch since := c.Now.Sub(t); {
	case t.IsZero():
		return "never"
	case since < -time.Minute:
		return c.At(t)
	case since < time.Minute:
		return "just now"
	case since < time.Hour:
		return fmt.Sprintf("%d"+nbsp+"min ago", int(since.Minutes()))
	case since < 12*time.Hour:
		return fmt.Sprintf("%d"+nbsp+"h ago", int(since.Hours()))
	}
	return c.Day(surveys.DayOf(t, c.Zone))
}
