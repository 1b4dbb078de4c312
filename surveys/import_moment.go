package surveys

import (
	"strconv"
	"strings"
	"time"
)

// ParseMoment reads a time as programs write it: a day with or without a time of
// day, which is of the zone where it names none, or the ten digits of seconds
// since 1970. ambiguous: it could be two days, because nobody knows which of its
// numbers is the month.
func ParseMoment(text string, dates DateOrder, zone *time.Location) (at time.Time, ambiguous, ok bool) {
	const digitsOfSeconds = 10
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at, false, true
	}
	if len(text) == digitsOfSeconds && isDigits(text) {
		seconds, err := strconv.ParseInt(text, 10, 64)
		return time.Unix(seconds, 0), false, err == nil
	}
	date, clock := cutMoment(text)
	for _, layout := range dateLayouts(dates) {
		if day, err := time.Parse(layout, date); err == nil {
			at, ok := atClock(day, clock, zone)
			return at, false, ok
		}
	}
	return time.Time{}, IsSlashed(date) && dates == DatesUnsaid, false
}

// cutMoment parts a day from the time of day, which begins with the digits
// before the first colon.
func cutMoment(text string) (date, clock string) {
	at := strings.IndexByte(text, ':')
	for at > 0 && text[at-1] >= '0' && text[at-1] <= '9' {
		at--
	}
	if at < 0 {
		return text, ""
	}
	return strings.TrimRight(text[:at], " ,T"), text[at:]
}

// atClock is the time of day on a day; midnight where none is said.
func atClock(day time.Time, clock string, zone *time.Location) (time.Time, bool) {
	y, m, d := day.Date()
	if clock == "" {
		return time.Date(y, m, d, 0, 0, 0, 0, zone), true
	}
	clock = strings.ToUpper(strings.ReplaceAll(clock, " ", ""))
	for _, name := range []string{"UTC", "GMT"} {
		if bare, named := strings.CutSuffix(clock, name); named {
			clock = bare + "Z"
		}
	}
	for _, layout := range []string{"15:04:05", "15:04", "3:04:05PM", "3:04PM"} {
		if t, err := time.Parse(layout, clock); err == nil {
			return time.Date(y, m, d, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), zone), true
		}
		for _, offset := range []string{"Z07:00", "Z0700", "Z07"} {
			if t, err := time.Parse(layout+offset, clock); err == nil {
				return time.Date(y, m, d, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), t.Location()), true
			}
		}
	}
	return time.Time{}, false
}
