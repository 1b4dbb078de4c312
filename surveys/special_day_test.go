package surveys_test

import (
	"testing"
	"time"

	"barometer/surveys"
)

func dayOn(text string) surveys.Day {
	d, err := surveys.ParseDay(text)
	if err != nil {
		panic(err)
	}
	return d
}

func TestWhenASpecialDayComesAgain(t *testing.T) {
	tests := []struct {
		name, date string
		yearly     bool
		from, want string // want empty: never again
	}{
		{"still to come", "2026-05-01", false, "2026-03-02", "2026-05-01"},
		{"today", "2026-03-02", false, "2026-03-02", "2026-03-02"},
		{"over", "2026-03-01", false, "2026-03-02", ""},
		{"over this year", "2020-03-01", true, "2026-03-02", "2027-03-01"},
		{"later this year", "2020-12-31", true, "2026-03-02", "2026-12-31"},
		{"not before its first time", "2028-01-01", true, "2026-03-02", "2028-01-01"},
		{"29 February where there is none", "2024-02-29", true, "2026-02-01", "2026-02-28"},
		{"the day after that", "2024-02-29", true, "2026-03-01", "2027-02-28"},
		{"29 February where there is one", "2024-02-29", true, "2028-02-29", "2028-02-29"},
		{"no 29 February in 2100", "2096-02-29", true, "2100-01-01", "2100-02-28"},
	}
	for _, test := range tests {
		d := surveys.SpecialDay{Date: dayOn(test.date), Yearly: test.yearly}
		on, ok := d.Next(dayOn(test.from))
		if got := on.String(); ok != (test.want != "") || ok && got != test.want {
			t.Errorf("%s: %s %t, want %q", test.name, got, ok, test.want)
		}
	}
}

func TestWhenSomebodyIsRemindedOfADay(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	auckland, err := time.LoadLocation("Pacific/Auckland")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name     string
		day      surveys.SpecialDay
		now      string
		zone     *time.Location
		on, want string
	}{
		{"at eight, so many days before", surveys.SpecialDay{Date: dayOn("2026-05-01"), Before: 14}, "2026-03-02T10:00:00Z", berlin, "2026-05-01", "2026-04-17T06:00:00Z"},
		{"across the change of the clock", surveys.SpecialDay{Date: dayOn("2026-03-29"), Before: 1}, "2026-03-02T10:00:00Z", berlin, "2026-03-29", "2026-03-28T07:00:00Z"},
		{"by the clock of the house", surveys.SpecialDay{Date: dayOn("2026-05-01")}, "2026-03-02T10:00:00Z", auckland, "2026-05-01", "2026-04-30T20:00:00Z"},
		{"too near: at once", surveys.SpecialDay{Date: dayOn("2026-03-09"), Before: 14}, "2026-03-02T10:00:00Z", berlin, "2026-03-09", "2026-03-02T10:00:00Z"},
		{"told of this year", surveys.SpecialDay{Date: dayOn("2024-03-09"), Yearly: true, Before: 14, Told: dayOn("2026-03-09")}, "2026-03-02T10:00:00Z", berlin, "2027-03-09", "2027-02-23T07:00:00Z"},
		{"told, and never again", surveys.SpecialDay{Date: dayOn("2026-03-09"), Told: dayOn("2026-03-09")}, "2026-03-02T10:00:00Z", berlin, "", ""},
	}
	for _, test := range tests {
		now, err := time.Parse(time.RFC3339, test.now)
		if err != nil {
			t.Fatal(err)
		}
		on, at, ok := test.day.Reminder(now, test.zone)
		if !ok && test.want == "" {
			continue
		}
		if got := at.UTC().Format(time.RFC3339); ok != (test.want != "") || got != test.want || on.String() != test.on {
			t.Errorf("%s: of %s at %s %t, want of %s at %s", test.name, on, got, ok, test.on, test.want)
		}
	}
}

func TestWhatASpecialDayNeeds(t *testing.T) {
	good := surveys.SpecialDay{Kind: surveys.DayRenewal, Date: dayOn("2026-05-01"), Before: 14}
	if err := good.Check(); err != nil {
		t.Error(err)
	}
	bad := surveys.SpecialDay{Kind: "birthday", Date: dayOn("1800-01-01"), Before: -1}
	other := surveys.SpecialDay{Kind: surveys.DayOther, Date: good.Date}
	for _, d := range []surveys.SpecialDay{bad, other} {
		if surveys.CodeOf(d.Check()) != surveys.Invalid {
			t.Errorf("%+v is taken", d)
		}
	}
}
