package surveys_test

import (
	"testing"
	"time"

	"barometer/surveys"
)

func TestWeekOfTheDigest(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ now, from, to, next string }{
		{"2026-03-02T07:59:00+01:00", "2026-02-23", "2026-03-01", "2026-03-02T08:00:00+01:00"}, // a Monday, early
		{"2026-03-02T08:00:00+01:00", "2026-02-23", "2026-03-01", "2026-03-09T08:00:00+01:00"},
		{"2026-03-08T23:59:00+01:00", "2026-02-23", "2026-03-01", "2026-03-09T08:00:00+01:00"}, // a Sunday
		{"2026-03-28T12:00:00+01:00", "2026-03-16", "2026-03-22", "2026-03-30T08:00:00+02:00"}, // over the change of clocks
	} {
		now, err := time.Parse(time.RFC3339, tt.now)
		if err != nil {
			t.Fatal(err)
		}
		week := surveys.WeekBefore(surveys.DayOf(now, berlin))
		if week.From.String() != tt.from || week.To.String() != tt.to || week.Days() != 7 {
			t.Errorf("at %s: week %s", tt.now, week)
		}
		if next := surveys.NextDigest(now, berlin, 8*60).Format(time.RFC3339); next != tt.next {
			t.Errorf("at %s: next %s, want %s", tt.now, next, tt.next)
		}
	}
}
