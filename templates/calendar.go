package templates

import (
	"fmt"

	"barometer/surveys"
)

// The geometry of a calendar, in the units of its viewBox: weeks run from left
// to right, Monday stands on top.
const (
	calendarStep = 12.0 // from one day to the next
	calendarCell = 10.0 // side of a square, as the style sheet draws it
	calendarHead = 16.0 // over the squares, for the months
)

// Calendar is what was said on each day of some weeks.
type Calendar struct {
	Label         string
	Desc          string // in one sentence
	Width, Height float64
	Blank         string        // path of the days on which nobody answered
	Days          []CalendarDay // the others
	Months        []Tick        // over the first week of each; X and Y in units
	Table         []TableRow    // days with answers
}

// CalendarDay is one square. Class is the state, "few" below five answers; Text
// says it in words.
type CalendarDay struct {
	X, Y  float64
	Class string
	Text  string
	Last  bool // the newest with an answer
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
		Months: monthTicks(p, monday),
	}
	readings := 0
	for day := p.From; day <= p.To; day++ {
		since, level := int(day-monday), days[day].Level()
		cell := CalendarDay{X: calendarStep * float64(since/7), Y: calendarHead + calendarStep*float64(since%7)}
		if level.N == 0 {
			c.Blank += fmt.Sprintf("M%s %sh%sv%sh-%sz", places(cell.X), places(cell.Y), places(calendarCell), places(calendarCell), places(calendarCell))
			continue
		}
		cell.Class, cell.Text = "few", clock.Date(day)+": "+Figure(level)
		if level.Reading() {
			readings++
			cell.Class = StateClass(level.Forecast(false))
		}
		c.Days = append(c.Days, cell)
		c.Table = append(c.Table, TableRow{Period: clock.Date(day), Level: level})
	}
	if last := len(c.Days) - 1; last >= 0 {
		c.Days[last].Last = true
	}
	c.Label = clock.Words.Text("calendar_label")
	c.Desc = clock.Words.Text("calendar_desc", "Days", Count(len(c.Table)), "All", Count(p.Days()), "Readings", Count(readings))
	return c
}

// monthTicks names each month over the week of its first day, but for one that
// ends so soon that the next name would stand on it.
func monthTicks(p surveys.Period, monday surveys.Day) []Tick {
	var out []Tick
	for day := p.From; day <= p.To; day++ {
		if _, _, d := day.Date(); d != 1 {
			continue
		}
		out = append(out, Tick{X: calendarStep * float64(int(day-monday)/7), Y: 10, Text: day.Time().Format("Jan")})
	}
	if n := len(out) - 1; n >= 0 && int(p.To-monday)/7*int(calendarStep)-int(out[n].X) < 12 {
		out[n].Anchor = "end"
	}
	return out
}

// Readout is the newest day with an answer in words.
func (c Calendar) Readout() string {
	if c.Empty() {
		return ""
	}
	return c.Days[len(c.Days)-1].Text
}

// Box is the viewBox.
func (c Calendar) Box() string { return fmt.Sprintf("0 0 %s %s", places(c.Width), places(c.Height)) }
