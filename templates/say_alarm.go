package templates

import (
	"strconv"

	"barometer/surveys"
)

// Alarm writes what moved and by how much as counts: people read "13 of 19
// satisfied since 2 Oct, 29 of 33 before" better than a share of few. The year
// is said where it is not this one.
func (c Clock) Alarm(a surveys.Alarm) string {
	id := "alarms_moved"
	if a.Before.N > 0 {
		id = "alarms_moved_from"
	}
	return c.Words.Text(id, "K", strconv.Itoa(a.After.K), "N", strconv.Itoa(a.After.N), "Day", c.thisYear(surveys.DayOf(a.Since, c.Zone)),
		"BeforeK", strconv.Itoa(a.Before.K), "BeforeN", strconv.Itoa(a.Before.N))
}

// thisYear writes a day, with its year where that is not today's.
func (c Clock) thisYear(d surveys.Day) string {
	if d.Time().Year() != c.Today().Time().Year() {
		return c.FullDate(d)
	}
	_, month, day := d.Date()
	return c.Words.Text("team_date", "Day", strconv.Itoa(day), "Month", c.Words.month(month))
}

// PortfolioAlarm says what moved in a decline of everything: "Everything
// together got worse since about 2 Oct: 81 of 100 satisfied, 90 of 100 in the 90
// days before; 41 projects alarm, 34 of them worse than the whole."
func (c Clock) PortfolioAlarm(p surveys.PortfolioAlarm) string {
	id := "alarms_whole"
	if p.Projects == 1 && p.Worse == 1 {
		id = "alarms_whole_one"
	} else if p.Projects > 0 {
		id = "alarms_whole_some"
	}
	pairs := []string{"Day", c.thisYear(p.Since), "K", strconv.Itoa(p.After.K), "N", strconv.Itoa(p.After.N),
		"BeforeK", strconv.Itoa(p.Before.K), "BeforeN", strconv.Itoa(p.Before.N), "Days", strconv.Itoa(surveys.AlarmBefore), "Worse", strconv.Itoa(p.Worse)}
	if id == "alarms_whole_some" {
		return c.Words.Count(id, p.Projects, pairs...)
	}
	return c.Words.Text(id, pairs...)
}
