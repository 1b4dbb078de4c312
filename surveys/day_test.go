package surveys_test

import (
	"slices"
	"testing"
	"time"

	"barometer/surveys"

	"pgregory.net/rapid"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func day(t testing.TB, date string) surveys.Day {
	t.Helper()
	d, err := surveys.ParseDay(date)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestDayIsLocal: the same instant is another day elsewhere.
func TestDayIsLocal(t *testing.T) {
	evening := time.Date(2026, 11, 21, 23, 30, 0, 0, time.UTC)
	for _, c := range []struct{ zone, want string }{
		{"UTC", "2026-11-21"}, {"Europe/Berlin", "2026-11-22"}, {"America/New_York", "2026-11-21"}, {"Pacific/Kiritimati", "2026-11-22"},
	} {
		if got := surveys.DayOf(evening, zone(t, c.zone)).String(); got != c.want {
			t.Errorf("%s: %s, want %s", c.zone, got, c.want)
		}
	}
}

// TestDayStarts: at midnight, except where the clock has none or two.
func TestDayStarts(t *testing.T) {
	for _, c := range []struct{ story, zone, day, want string }{
		{"an ordinary day", "Europe/Berlin", "2026-11-22", "2026-11-21T23:00:00Z"},
		{"the night is an hour short, after midnight", "Europe/Berlin", "2026-03-29", "2026-03-28T23:00:00Z"},
		{"midnight is skipped", "America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z"},
		{"23:00 comes twice, midnight once", "America/Sao_Paulo", "2018-02-18", "2018-02-18T03:00:00Z"},
		{"midnight comes twice", "America/Havana", "2025-11-02", "2025-11-02T04:00:00Z"},
		{"no clock change ever", "UTC", "1970-01-01", "1970-01-01T00:00:00Z"},
	} {
		if got := day(t, c.day).Start(zone(t, c.zone)).UTC().Format(time.RFC3339); got != c.want {
			t.Errorf("%s: %s, want %s", c.story, got, c.want)
		}
	}
}

// TestDayHoldsItsStart: in every zone the day begins with its first instant.
func TestDayHoldsItsStart(t *testing.T) {
	zones := []string{
		"UTC", "Europe/Berlin", "America/Sao_Paulo", "America/Havana", "Africa/Cairo",
		"Asia/Beirut", "Asia/Kathmandu", "Australia/Lord_Howe", "Atlantic/Azores", "Pacific/Auckland",
	}
	rapid.Check(t, func(r *rapid.T) {
		z := zone(t, rapid.SampledFrom(zones).Draw(r, "zone"))
		d := surveys.Day(rapid.IntRange(14_600, 22_000).Draw(r, "day")) // 2009 to 2030
		start := d.Start(z)
		if on, before := surveys.DayOf(start, z), surveys.DayOf(start.Add(-1), z); on != d || before != d-1 {
			r.Fatalf("%s starts %s, on %s after %s", d, start, on, before)
		}
	})
}

func TestDayIsReadAsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := surveys.Day(rapid.IntRange(-100_000, 100_000).Draw(t, "day"))
		if back, err := surveys.ParseDay(d.String()); err != nil || back != d {
			t.Fatalf("%s came back as %s, %v", d, back, err)
		}
	})
	for _, s := range []string{"", "2026-02-29", "2026-13-01", "2026-1-1", "22.11.2026", "2026-11-22T00:00:00Z", " 2026-11-22"} {
		if d, err := surveys.ParseDay(s); surveys.CodeOf(err) != surveys.Invalid {
			t.Errorf("%q was read as %s, %v", s, d, err)
		}
	}
}

func TestDayInItsMonthAndQuarter(t *testing.T) {
	for _, c := range []struct {
		day            string
		month, quarter int
	}{
		{"2026-01-01", 202601, 20261}, {"2026-03-31", 202603, 20261}, {"2026-04-01", 202604, 20262},
		{"2026-11-22", 202611, 20264}, {"1969-12-31", 196912, 19694},
	} {
		d := day(t, c.day)
		if d.Month() != c.month || d.Quarter() != c.quarter {
			t.Errorf("%s: month %d, quarter %d", d, d.Month(), d.Quarter())
		}
	}
}

func TestMonthsAndQuartersOfASpan(t *testing.T) {
	for _, c := range []struct {
		from, to         string
		months, quarters []int
	}{
		{"2026-11-22", "2026-11-22", []int{202611}, []int{20264}},
		{"2026-01-31", "2026-03-01", []int{202601, 202602, 202603}, []int{20261}},
		{"2025-12-31", "2026-04-01", []int{202512, 202601, 202602, 202603, 202604}, []int{20254, 20261, 20262}},
		{"2026-11-22", "2026-10-31", nil, nil},
	} {
		from, to := day(t, c.from), day(t, c.to)
		if got := from.Months(to); !slices.Equal(got, c.months) {
			t.Errorf("months from %s to %s: %v", from, to, got)
		}
		if got := from.Quarters(to); !slices.Equal(got, c.quarters) {
			t.Errorf("quarters from %s to %s: %v", from, to, got)
		}
	}
}

func TestPeriod(t *testing.T) {
	p := surveys.Last(28, day(t, "2026-11-22"))
	if p.String() != "2026-10-26 to 2026-11-22" || p.Days() != 28 {
		t.Errorf("the last 28 days are %s, %d days", p, p.Days())
	}
	if before := p.Before(); before.String() != "2026-09-28 to 2026-10-25" || before.Days() != 28 {
		t.Errorf("the 28 days before are %s", before)
	}
	for _, c := range []struct {
		day  surveys.Day
		want bool
	}{{p.From - 1, false}, {p.From, true}, {p.To, true}, {p.To + 1, false}} {
		if p.Has(c.day) != c.want {
			t.Errorf("%s has %s: %v", p, c.day, !c.want)
		}
	}
}
