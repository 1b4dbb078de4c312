package surveys

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// importDay reads a day as programs write it; problem is empty where it can be
// read. What follows a blank or a T is a time of day and left out.
func (r *importReader) importDay(text string) (day Day, problem string) {
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return DayOf(at, r.house.Zone), ""
	}
	date, _, _ := strings.Cut(text, "T")
	if first, rest, found := strings.Cut(date, " "); found && strings.Contains(rest, ":") {
		date = first
	}
	if d, ok := r.shortDay(date); ok {
		return d, ""
	}
	for _, layout := range dateLayouts(r.plan.Dates) {
		if t, err := time.Parse(layout, date); err == nil {
			return DayFromDate(t.Date()), ""
		}
	}
	if IsSlashed(date) && r.plan.Dates == DatesUnsaid {
		r.out.Ambiguous = true
		return 0, "could be two days: say whether the day or the month stands first"
	}
	return 0, "must be a date such as 2026-11-05 or 05.11.2026"
}

// dateLayouts are the ways in which programs write a day.
func dateLayouts(dates DateOrder) []string {
	out := []string{time.DateOnly, "2.1.2006", "2.1.06", "20060102", "2006/01/02", "2 Jan 2006", "Jan 2, 2006", "January 2, 2006", "2-Jan-2006"}
	switch dates {
	case DatesDayFirst:
		out = append(out, "2/1/2006", "2-1-2006", "2/1/06")
	case DatesMonth:
		out = append(out, "1/2/2006", "1-2-2006", "1/2/06")
	}
	return out
}

// shortDay reads day and month as DATEV writes them, 511 or 0511, in the year
// that the file tells.
func (r *importReader) shortDay(text string) (Day, bool) {
	if r.year == 0 || len(text) < 3 || len(text) > 4 || !isDigits(text) {
		return 0, false
	}
	n, _ := strconv.Atoi(text)
	d, m := n/100, n%100
	day := DayFromDate(r.year, time.Month(m), d)
	_, month, date := day.Date()
	return day, int(month) == m && date == d
}

// minutesOf reads a duration: 1:30 and 01:30:00, 1.5 h, 1h 30m, 90 min, 5400 s;
// a bare number in the unit that the heading names. At least a minute.
func (r *importReader) minutesOf(text, heading string) (n int, problem string) {
	text = strings.ToLower(strings.TrimSpace(text))
	seconds, ok := clockSeconds(text)
	if !ok {
		if seconds, ok = r.unitSeconds(text, unitOf(heading)); !ok {
			if _, number := r.decimal(text); number {
				return 0, "must say its unit, such as 1.5 h, where the heading does not"
			}
			return 0, "must be a duration such as 1:30, 1.5 h or 90 min"
		}
	}
	if seconds <= 0 || seconds > MaxMinutes*60 {
		return 0, "must lie between a second and a week"
	}
	return max(1, int(math.Round(seconds/60))), ""
}

// clockSeconds reads hours, minutes and seconds apart by colons.
func clockSeconds(text string) (float64, bool) {
	parts := strings.Split(text, ":")
	if len(parts) < 2 || len(parts) > 3 {
		return 0, false
	}
	total, unit := 0.0, 3600.0
	for i, part := range parts {
		n, err := strconv.Atoi(part)
		if err != nil || n < 0 || !isDigits(part) || i > 0 && n > 59 {
			return 0, false
		}
		total += float64(n) * unit
		unit /= 60
	}
	return total, true
}

// unitSeconds reads numbers with units, one after the other.
func (r *importReader) unitSeconds(text, unit string) (float64, bool) {
	total := 0.0
	for text = strings.ReplaceAll(text, " ", ""); text != ""; {
		end := strings.IndexFunc(text, func(c rune) bool { return !strings.ContainsRune("0123456789.,", c) })
		number, rest := text, ""
		if end >= 0 {
			number, rest = text[:end], text[end:]
		}
		name := strings.TrimRight(rest[:unitEnd(rest)], ".")
		text = rest[unitEnd(rest):]
		if name == "" {
			name = unit
		}
		n, ok := r.decimal(number)
		size := secondsOf(name)
		if !ok || size == 0 {
			return 0, false
		}
		total += n * size
	}
	return total, true
}

func unitEnd(rest string) int {
	if i := strings.IndexAny(rest, "0123456789"); i >= 0 {
		return i
	}
	return len(rest)
}

// secondsOf is how long a unit lasts, 0 for none that is known.
func secondsOf(unit string) float64 {
	switch unit {
	case "h", "hr", "hrs", "hour", "hours", "std", "stunde", "stunden":
		return 3600
	case "m", "min", "mins", "minute", "minutes", "minuten":
		return 60
	case "s", "sec", "secs", "second", "seconds", "sek", "sekunden":
		return 1
	}
	return 0
}

// unitOf is the unit that a heading names, empty for none.
func unitOf(heading string) string {
	heading = strings.ToLower(heading)
	for _, word := range strings.FieldsFunc(heading, func(c rune) bool { return strings.ContainsRune(" ()[]_/-.", c) }) {
		if word == "decimal" || word == "dezimal" {
			return "h"
		}
		if secondsOf(word) != 0 {
			return word
		}
	}
	return ""
}

// decimal reads a number that is not negative, with a point or a comma.
func (r *importReader) decimal(text string) (float64, bool) {
	if strings.Count(text, ",")+strings.Count(text, ".") > 1 {
		return 0, false
	}
	n, err := strconv.ParseFloat(strings.ReplaceAll(text, ",", "."), 64)
	return n, err == nil && n >= 0
}

// amountOf reads money: 1.234,50 and 1,234.50, with or without the sign of a
// currency, negative with a minus before or behind, or in brackets.
func (r *importReader) amountOf(text string) (a Amount, problem *Phrase) {
	plain, negative := bareNumber(text)
	point := r.point
	switch {
	case strings.ContainsRune(plain, ',') && strings.ContainsRune(plain, '.'):
		point = ","
		if strings.LastIndexByte(plain, '.') > strings.LastIndexByte(plain, ',') {
			point = "."
		}
	case point == "" && isAmbiguous(plain):
		return 0, Phrasef("could be two numbers: say whether the comma or the point stands before the cents")
	case point == "":
		point = "."
		if strings.ContainsRune(plain, ',') {
			point = ","
		}
	}
	group := map[string]string{",": ".", ".": ","}[point]
	whole, cents, _ := strings.Cut(plain, point)
	if !isGrouped(whole, group) {
		return 0, Phrasef("must be a number such as 1250.50 or 1.250,50")
	}
	plain = strings.ReplaceAll(whole, group, "")
	if cents != "" {
		// Programs fill up with zeros where a currency has fewer decimals.
		if cents = strings.TrimRight(cents, "0"); cents != "" {
			plain += "." + cents
		}
	}
	a, problem = r.house.Currency.Parse(plain)
	if negative {
		a = -a
	}
	return a, problem
}

// bareNumber takes away blanks, the sign of a currency and how below zero is
// written.
func bareNumber(text string) (plain string, negative bool) {
	if strings.HasPrefix(text, "(") && strings.HasSuffix(text, ")") {
		negative, text = true, text[1:len(text)-1]
	}
	plain = strings.Map(func(c rune) rune {
		switch {
		case c == '-' || c == '−':
			negative = true
			return -1
		case c >= '0' && c <= '9' || c == ',' || c == '.':
			return c
		case strings.ContainsRune(" \u00a0\u202f'’$€£¥₹+", c):
			return -1
		}
		return '?' // no number
	}, text)
	return plain, negative
}

// isAmbiguous reports 1,234 and 1.234, which are a thousand or a little more than one.
func isAmbiguous(plain string) bool {
	i := strings.IndexAny(plain, ",.")
	return i > 0 && i <= 3 && plain[0] != '0' && len(plain)-i == 4 && isDigits(plain[i+1:])
}

// isGrouped reports digits with the mark of thousands at the right places, if
// anywhere.
func isGrouped(whole, group string) bool {
	parts := strings.Split(whole, group)
	for i, part := range parts {
		if !isDigits(part) || len(parts) > 1 && (i == 0 && len(part) > 3 || i > 0 && len(part) != 3) {
			return false
		}
	}
	return true
}

// pointOf finds out what stands before the cents in a column: the first number
// that can only be read one way says it; empty where none does.
func pointOf(column []string) string {
	for _, text := range column {
		plain, _ := bareNumber(text)
		comma, point := strings.LastIndexByte(plain, ','), strings.LastIndexByte(plain, '.')
		switch {
		case isAmbiguous(plain) || comma < 0 && point < 0:
			continue
		case comma >= 0 && point >= 0:
			if comma > point {
				return ","
			}
			return "."
		case strings.Count(plain, ",") > 1:
			return "."
		case strings.Count(plain, ".") > 1:
			return ","
		case comma >= 0:
			return ","
		}
		return "."
	}
	return ""
}
