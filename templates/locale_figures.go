package templates

import (
	"fmt"
	"strconv"
	"time"

	"barometer/surveys"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"
)

// figuresOf returns the language with the digits that its sentences are
// written with, as Unicode's CLDR has them, but for Arabic: there they depend
// on the country, which we do not know, and the Latin ones are read in all of
// them. So only Marathi sentences have digits of their own. The choices of a
// scale are Latin everywhere: they are names of buttons, not numbers.
func figuresOf(tag string) language.Tag {
	if tag == "ar" {
		tag = "ar-u-nu-latn"
	}
	return language.MustParse(tag)
}

// Number writes a number as a sentence of the language does, such as 4,000,
// 4.000 or ४,०००.
func (l *Locale) Number(n int) string {
	var how []number.Option
	if (l.Tag == "es" || l.Tag == "hu") && -10_000 < n && n < 10_000 {
		how = append(how, number.NoSeparator()) // four digits stay together
	}
	return message.NewPrinter(l.figures).Sprint(number.Decimal(n, how...))
}

// LongDate writes a date with its year, such as "29 March 2026".
func (l *Locale) LongDate(t time.Time) string {
	id := "date_year"
	if t.Day() == 1 {
		id = "date_year_first"
	}
	return l.Text(id, "Day", l.Number(t.Day()), "Month", l.longMonth(t.Month()), "Year", l.year(t))
}

// year writes a year in the digits of the language, without a mark between them.
func (l *Locale) year(t time.Time) string {
	return message.NewPrinter(l.figures).Sprint(number.Decimal(t.Year(), number.NoSeparator()))
}

// longMonth is the whole name of a month.
func (l *Locale) longMonth(m time.Month) string { return l.Text(fmt.Sprintf("month_%d", m)) }

// MonthYear writes a month with its year, such as "March 2026".
func (l *Locale) MonthYear(d surveys.Day) string {
	return l.Text("team_month_year", "Month", l.longMonth(d.Time().Month()), "Year", strconv.Itoa(d.Time().Year()))
}

// Date writes day and month, in the zone of t, such as "29 March", "29. März"
// or "२९ मार्च".
func (l *Locale) Date(t time.Time) string {
	id := "date"
	if t.Day() == 1 {
		id = "date_first"
	}
	return l.Text(id, "Day", l.Number(t.Day()), "Month", l.longMonth(t.Month()))
}
