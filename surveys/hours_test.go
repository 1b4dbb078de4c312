package surveys_test

import (
	"slices"
	"testing"
	"time"

	"barometer/surveys"

	"pgregory.net/rapid"
)

func weekdays() []time.Weekday {
	return []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}
}

func office() surveys.Hours { return surveys.Hours{From: 9 * 60, To: 17*60 + 30, Days: weekdays()} }

func TestNextIsWithinTheHours(t *testing.T) {
	for _, c := range []struct{ why, zone, from, want string }{
		{"open", "Europe/Berlin", "2026-03-02T10:00:01Z", "2026-03-02T10:00:01Z"},
		{"opens to the second", "Europe/Berlin", "2026-03-02T07:59:59.5Z", "2026-03-02T08:00:00Z"},
		{"the last second", "Europe/Berlin", "2026-03-02T16:29:59Z", "2026-03-02T16:29:59Z"},
		{"closes to the second", "Europe/Berlin", "2026-03-02T16:30:00Z", "2026-03-03T08:00:00Z"},
		{"Friday evening", "Europe/Berlin", "2026-03-06T17:00:00Z", "2026-03-09T08:00:00Z"},
		{"the clock goes forward on Sunday", "Europe/Berlin", "2026-03-27T17:00:00Z", "2026-03-30T07:00:00Z"},
		{"45 minutes beside the hour", "Asia/Kathmandu", "2026-03-02T01:00:00Z", "2026-03-02T03:15:00Z"},
		{"half an hour beside it", "Asia/Kolkata", "2026-03-02T13:00:00Z", "2026-03-03T03:30:00Z"},
		{"still Sunday there", "America/Los_Angeles", "2026-03-02T02:00:00Z", "2026-03-02T17:00:00Z"},
		{"already Saturday there", "Pacific/Kiritimati", "2026-03-06T12:00:00Z", "2026-03-08T19:00:00Z"},
		{"a Friday that the calendar skips", "Pacific/Apia", "2011-12-29T23:00:00-10:00", "2012-01-02T09:00:00+14:00"},
	} {
		from, want := at(t, c.from), at(t, c.want)
		if got := office().Next(from, zone(t, c.zone)); !got.Equal(want) {
			t.Errorf("%s: from %s in %s: %s, want %s", c.why, c.from, c.zone, got.UTC(), c.want)
		}
	}
}

func at(t *testing.T, text string) time.Time {
	t.Helper()
	out, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Where From falls into the hour that the clock skips, the hours open behind
// the gap; where the clock is put back over To, they are open twice.
func TestNextWhereTheClockChanges(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	gap := surveys.Hours{From: 150, To: 600}
	if got := gap.Next(at(t, "2026-03-29T00:10:00Z"), berlin); !got.Equal(at(t, "2026-03-29T01:00:00Z")) {
		t.Errorf("behind the gap: %s", got.UTC())
	}
	twice := surveys.Hours{From: 60, To: 150}
	if got := twice.Next(at(t, "2026-10-25T00:40:00Z"), berlin); !got.Equal(at(t, "2026-10-25T01:00:00Z")) {
		t.Errorf("the second time: %s", got.UTC())
	}
}

func TestHoursThatNeverCome(t *testing.T) {
	now := at(t, "2026-03-02T10:00:00Z")
	if got := (surveys.Hours{Days: []time.Weekday{9}}).Next(now, time.UTC); !got.Equal(now) {
		t.Errorf("a day that no week has: %s", got)
	}
	if !(surveys.Hours{}).Any() || office().Any() || (surveys.Hours{Days: weekdays()}).Any() {
		t.Error("only the zero value is any time")
	}
}

// Property: Next is the first minute within the hours, for every zone.
func TestNextIsTheFirst(t *testing.T) {
	zones := []string{"Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Asia/Kolkata", "Australia/Lord_Howe",
		"Pacific/Chatham", "America/Sao_Paulo", "Africa/Casablanca", "Asia/Tehran", "America/St_Johns", "Pacific/Apia", "UTC"}
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom(zones).Draw(t, "zone")
		zone, _ := surveys.ParseZone(name)
		h := surveys.Hours{From: rapid.IntRange(0, 1439).Draw(t, "from")}
		h.To = rapid.IntRange(h.From+1, 1440).Draw(t, "to")
		for day := time.Sunday; day <= time.Saturday; day++ {
			if rapid.Bool().Draw(t, day.String()) {
				h.Days = append(h.Days, day)
			}
		}
		minute := rapid.Int64Range(at2000/60, at2030/60).Draw(t, "minute")
		from := time.Unix(minute*60+rapid.Int64Range(0, 59).Draw(t, "second"), 0)
		got := h.Next(from, zone)
		if got.Before(from) || !open(h, got.In(zone)) {
			t.Fatalf("%s in %s is %s, outside of %+v", from.UTC(), name, got.In(zone), h)
		}
		for m := from; m.Before(got); m = m.Truncate(time.Minute).Add(time.Minute) {
			if open(h, m.In(zone)) {
				t.Fatalf("%s in %s is within %+v, before %s", m.In(zone), name, h, got.In(zone))
			}
		}
	})
}

const at2000, at2030 = 946684800, 1893456000

// open is the plain meaning of hours, on a clock on the wall.
func open(h surveys.Hours, wall time.Time) bool {
	minute := wall.Hour()*60 + wall.Minute()
	return minute >= h.From && minute < h.To && (len(h.Days) == 0 || slices.Contains(h.Days, wall.Weekday()))
}

// Property: a spread moment lies within the hours of its week, and a larger
// share is never earlier.
func TestSpread(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom([]string{"Europe/Berlin", "Asia/Kolkata", "America/New_York", "Australia/Lord_Howe"}).Draw(t, "zone")
		zone, _ := surveys.ParseZone(name)
		monday := surveys.Day(rapid.IntRange(20000, 22000).Draw(t, "day")).NextMonday()
		a := rapid.Float64Range(0, .9999999).Draw(t, "a")
		b := rapid.Float64Range(a, .9999999).Draw(t, "b")
		first, second := office().Spread(monday, zone, a), office().Spread(monday, zone, b)
		if !open(office(), first.In(zone)) || second.Before(first) {
			t.Fatalf("%v of the week of %s is %s, %v is %s", a, monday, first.In(zone), b, second.In(zone))
		}
		if day := surveys.DayOf(first, zone); day < monday || day > monday+4 {
			t.Fatalf("%v of the week of %s is on %s", a, monday, day)
		}
	})
}

func TestSpreadUsesTheWholeWeek(t *testing.T) {
	monday, days := surveys.DayFromDate(2026, time.March, 2), map[surveys.Day]int{}
	for i := range 1000 {
		share := surveys.PulseShare(surveys.NewContactID(string(rune('a'+i%26))+time.Duration(i).String()), "pulse")
		days[surveys.DayOf(office().Spread(monday, time.UTC, share), time.UTC)]++
	}
	for day := monday; day < monday+5; day++ {
		if n := days[day]; n < 140 || n > 260 {
			t.Errorf("%d of 1000 on %s", n, day)
		}
	}
}

func TestNextMonday(t *testing.T) {
	for from, want := range map[string]string{"2026-03-01": "2026-03-02", "2026-03-02": "2026-03-09",
		"2026-03-03": "2026-03-09", "2026-03-08": "2026-03-09"} {
		day, _ := surveys.ParseDay(from)
		if got := day.NextMonday().String(); got != want {
			t.Errorf("after %s: %s, want %s", from, got, want)
		}
	}
}

func TestParseZone(t *testing.T) {
	for name, want := range map[string]bool{"Europe/Berlin": true, "UTC": true, "Asia/Kathmandu": true, "America/Argentina/Buenos_Aires": true,
		"": false, "Local": false, "Europe/Nowhere": false, "../etc/passwd": false, "/etc/localtime": false,
		"localtime": false, "posix/Europe/Berlin": false, "Mars/Olympus": false, "Europe/Berlin\x00": false} {
		if _, ok := surveys.ParseZone(name); ok != want {
			t.Errorf("%q: %v", name, ok)
		}
	}
}
