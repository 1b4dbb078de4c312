package templates

import (
	"fmt"
	"strings"

	"barometer/surveys"
)

// The geometry of a calendar, in the units of its viewBox: weeks run from left
// to right, Monday stands on top.
const (
	calendarStep = 12.0 // from one day to the next
	calendarCell = 10.0 // side of a square
	calendarHead = 16.0 // over the squares, for the months
)

// Calendar is what was said on each day of some weeks.
type Calendar struct {
	Label         string
	Desc          string // in one sentence
	Width, Height float64
	Blank         string         // path of the days on which nobody answered
	Weeks         []CalendarWeek // the others
	Months        []Tick         // over the first week of each; X and Y in units
	Table         []TableRow     // one for each day of Weeks: what it says to who points at it
	Last          string         // the newest day with an answer in words
	None          string         // what a day without a reading says in place of it
}

// CalendarWeek is a column of squares. Days are their classes from Monday on:
// the state, "few" below five answers, empty where nobody answered; those after
// the last answer are left out. The style sheet says how high each stands.
type CalendarWeek struct {
	X    float64
	Days []string
}

// Empty reports whether nobody answered on any of the days.
func (c Calendar) Empty() bool { return len(c.Table) == 0 }

// NewCalendar draws the days of a period, each in the colour of its own
// forecast.
func NewCalendar(days surveys.Days, p surveys.Period, clock Clock) Calendar {
	monday := p.From - surveys.Day((int(p.From.Time().Weekday())+6)%7)
	weeks := int(p.To-monday)/7 + 1
	c := Calendar{
		Width: calendarStep*float64(weeks) - (calendarStep - calendarCell), Height: calendarHead + 6*calendarStep + calendarCell,
		Months: clock.Words.monthTicks(p, monday),
	}
	var blank strings.Builder
	readings, side := 0, places(calendarCell)
	for day := p.From; day <= p.To; day++ {
		since, level := int(day-monday), days[day].Level()
		if level.N == 0 {
			x, y := places(calendarStep*float64(since/7)), places(calendarHead+calendarStep*float64(since%7))
			fmt.Fprintf(&blank, "M%s %sh%sv%sh-%sz", x, y, side, side, side)
			continue
		}
		class := "few"
		if level.Reading() {
			readings++
			class = StateClass(level.Forecast(false))
		}
		c.put(since/7, since%7, class)
		c.Last = clock.Date(day) + ": " + clock.Words.Figure(level)
		c.Table = append(c.Table, TableRow{Period: clock.Date(day), Level: level})
	}
	c.Blank = blank.String()
	c.Label, c.None = clock.Words.Text("calendar_label"), clock.Words.Forecast(surveys.NoReading)
	c.Desc = clock.Words.Text("calendar_desc", "Days", Count(len(c.Table)), "All", Count(p.Days()), "Readings", Count(readings))
	return c
}

// put places a square; days come in their order.
func (c *Calendar) put(week, weekday int, class string) {
	x := calendarStep * float64(week)
	if n := len(c.Weeks); n == 0 || c.Weeks[n-1].X != x {
		c.Weeks = append(c.Weeks, CalendarWeek{X: x})
	}
	w := &c.Weeks[len(c.Weeks)-1]
	for len(w.Days) < weekday {
		w.Days = append(w.Days, "")
	}
	w.Days = append(w.Days, class)
}

// monthTicks names each month over the week of its first day, but for one that
// ends so soon that the next name would stand on it.
func (l *Locale) monthTicks(p surveys.Period, monday surveys.Day) []Tick {
	var out []Tick
	for day := p.From; day <= p.To; day++ {
		_, month, d := day.Date()
		if d != 1 {
			continue
		}
		out = append(out, Tick{X: calendarStep * float64(int(day-monday)/7), Y: 10, Text: l.month(month)})
	}
	if n := len(out) - 1; n >= 0 && int(p.To-monday)/7*int(calendarStep)-int(out[n].X) < 12 {
		out[n].Anchor = "end"
	}
	return out
}

// Box is the viewBox.
func (c Calendar) Box() string { return fmt.Sprintf("0 0 %s %s", places(c.Width), places(c.Height)) }
