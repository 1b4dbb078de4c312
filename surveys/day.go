package surveys

import (
	"fmt"
	"time"
)

// Day is a local calendar day, counted from 1970-01-01 in the zone that is
// fixed at the first start.
type Day int

// DayOf returns the local day of t in zone.
func DayOf(t time.Time, zone *time.Location) Day {
	y, m, d := t.In(zone).Date()
	return DayFromDate(y, m, d)
}

// DayFromDate returns the day of a calendar date.
func DayFromDate(y int, m time.Month, d int) Day {
	return Day(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// ParseDay reads YYYY-MM-DD; a date that the calendar does not have is an error.
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, InvalidField("date", "must be a calendar date such as 2026-03-29")
	}
	return DayFromDate(t.Date()), nil
}

// Time returns midnight UTC of the calendar date, for formatting.
func (d Day) Time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// Date returns year, month and day of month.
func (d Day) Date() (int, time.Month, int) { return d.Time().Date() }

// Start returns the first instant of the day in zone: midnight, or where the
// clock skips it the moment it jumps, or where it comes twice the first of them.
func (d Day) Start(zone *time.Location) time.Time {
	y, m, dd := d.Date()
	t := time.Date(y, m, dd, 0, 0, 0, 0, zone)
	from, until := t.ZoneBounds()
	if DayOf(t, zone) < d {
		return until
	}
	_, is := t.Zone()
	_, was := from.Add(-1).Zone()
	if twin := t.Add(time.Duration(is-was) * time.Second); !from.IsZero() && twin.Before(from) {
		return twin
	}
	return t
}

func (d Day) String() string { return d.Time().Format(time.DateOnly) }

// Month returns the month as yyyymm, such as 202603.
func (d Day) Month() int {
	y, m, _ := d.Date()
	return y*100 + int(m)
}

// Quarter returns the quarter as yyyyq, such as 20261.
func (d Day) Quarter() int {
	y, m, _ := d.Date()
	return y*10 + (int(m)+2)/3
}

// Months returns every month from the day to another, both included.
func (d Day) Months(to Day) []int {
	var out []int
	y, m, _ := d.Date()
	for at := time.Date(y, m, 1, 0, 0, 0, 0, time.UTC); DayFromDate(at.Date()) <= to; at = at.AddDate(0, 1, 0) {
		out = append(out, DayFromDate(at.Date()).Month())
	}
	return out
}

// Quarters returns every quarter from the day to another, both included.
func (d Day) Quarters(to Day) []int {
	var out []int
	for _, m := range d.Months(to) {
		y, mm := m/100, m%100
		q := y*10 + (mm+2)/3
		if len(out) == 0 || out[len(out)-1] != q {
			out = append(out, q)
		}
	}
	return out
}

// Period is a span of days, both ends included.
type Period struct{ From, To Day }

// Last returns the n days that end with to.
func Last(n int, to Day) Period { return Period{From: to - Day(n) + 1, To: to} }

// Before returns the period of the same length just before.
func (p Period) Before() Period { return Period{From: p.From - Day(p.Days()), To: p.From - 1} }

// Days returns the number of days.
func (p Period) Days() int { return int(p.To-p.From) + 1 }

// Has reports whether the day lies in the period.
func (p Period) Has(d Day) bool { return d >= p.From && d <= p.To }

func (p Period) String() string { return fmt.Sprintf("%s to %s", p.From, p.To) }
