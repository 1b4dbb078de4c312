package templates

import (
	"strconv"
	"time"

	"barometer/surveys"
)

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
		return c.Words.Text("team_today")
	case ago == 1:
		return c.Words.Text("team_yesterday")
	case ago > 1 && ago < 7:
		return c.Words.Text("weekday_" + strconv.Itoa(int(d.Time().Weekday())))
	}
	return c.Date(d)
}

// Date writes a calendar date, with its year where it is over a year away.
func (c Clock) Date(d surveys.Day) string {
	if away := c.Today() - d; away > 350 || away < -180 {
		return c.FullDate(d)
	}
	_, month, day := d.Date()
	return c.Words.Text("team_date", "Day", strconv.Itoa(day), "Month", c.Words.month(month))
}

// FullDate writes a calendar date with its year: 5 Nov 2024.
func (c Clock) FullDate(d surveys.Day) string { return c.Words.FullDate(d) }

// FullDate writes a calendar date with its year: 5 Nov 2024.
func (l *Locale) FullDate(d surveys.Day) string {
	year, month, day := d.Date()
	return l.Text("team_date_year", "Day", strconv.Itoa(day), "Month", l.month(month), "Year", strconv.Itoa(year))
}

// month writes a month in a few letters.
func (l *Locale) month(m time.Month) string {
	return l.Text("month_short_" + strconv.Itoa(int(m)))
}

// monthYear writes a month of a year, given as yyyymm: Nov 2024.
func (l *Locale) monthYear(month int) string {
	return l.Text("team_month_year", "Month", l.month(time.Month(month%100)), "Year", strconv.Itoa(month/100))
}

// At writes a moment: "today 11:42", "17 Nov 09:15".
func (c Clock) At(t time.Time) string {
	if t.IsZero() {
		return c.Words.Text("team_never")
	}
	return c.Words.Text("team_at", "Day", c.Day(surveys.DayOf(t, c.Zone)), "Time", t.In(c.Zone).Format("15:04"))
}

// Ago writes how long a moment is over: "just now", "4 min", "2 h", then the day.
func (c Clock) Ago(t time.Time) string {
	switch since := c.Now.Sub(t); {
	case t.IsZero():
		return c.Words.Text("team_never")
	case since < -time.Minute:
		return c.At(t)
	case since < time.Minute:
		return c.Words.Text("team_just_now")
	case since < time.Hour:
		return c.Words.Count("team_minutes_ago", int(since.Minutes()))
	case since < 12*time.Hour:
		return c.Words.Count("team_hours_ago", int(since.Hours()))
	}
	return c.Day(surveys.DayOf(t, c.Zone))
}
