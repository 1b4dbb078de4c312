package templates

import (
	"time"

	"barometer/surveys"
)

// Finding says what a check of the set-up found, and what to do about it.
func (c Clock) Finding(f surveys.Finding) Finding {
	say, values := c.Words, c.findingValues(f)
	said := Finding{About: say.Text("doctor_about_"+string(f.Found), values...), Found: say.Text("doctor_found_"+string(f.Found), values...)}
	if said.About == "" {
		said.About = say.Text("doctor_about_"+string(f.Check), values...)
	}
	if f.Count > 0 {
		said.Found = say.Count("doctor_found_"+string(f.Found), f.Count, values...)
	}
	if do := say.Text("doctor_do_"+string(f.Found), values...); do != "" {
		said.Do = append(said.Do, Advice{Text: do})
	}
	if f.Record != "" {
		said.Do = append(said.Do, Advice{Text: f.Record, Record: true})
	}
	said.Grade = say.Text("doctor_grade_" + f.Grade.String())
	if f.Grade == surveys.Fail {
		said.Class = "due"
	}
	return said
}

// findingValues are the values of a finding as sentences hold them.
func (c Clock) findingValues(f surveys.Finding) []string {
	values := append([]string(nil), f.Values...)
	if !f.At.IsZero() {
		values = append(values, "At", c.At(f.At), "Day", c.FullDate(surveys.DayOf(f.At, c.Zone)))
	}
	ways := ""
	for i, way := range f.Ways {
		if i > 0 {
			ways += c.Words.Text("team_list_comma")
		}
		ways += c.Words.Text("doctor_way_" + string(way))
	}
	return append(values, "Ways", ways, "Apart", c.Words.lasting(f.Apart))
}

// lasting writes a span of time in its largest unit.
func (l *Locale) lasting(d time.Duration) string {
	switch d = d.Round(time.Second); {
	case d >= time.Hour:
		return l.Count("time_hours", int(d.Round(time.Hour)/time.Hour))
	case d >= time.Minute:
		return l.Count("time_minutes", int(d.Round(time.Minute)/time.Minute))
	}
	return l.Count("time_seconds", int(d/time.Second))
}

// FindingsHeading says the whole of a look in one line.
func (l *Locale) FindingsHeading(all []surveys.Finding) string {
	switch failed, warned := surveys.Failures(all), surveys.Warnings(all); {
	case failed > 0:
		return l.Count("doctor_fails", failed)
	case warned > 0:
		return l.Count("doctor_warns", warned)
	}
	return l.Text("doctor_fine")
}
