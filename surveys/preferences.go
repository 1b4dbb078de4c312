package surveys

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Preferences are what the owner sets for all surveys.
type Preferences struct {
	Survey   SurveyID // asked where no survey is made for an interaction; empty: DefaultSurveyID
	Language string   // for contacts and surveys without one; empty: DefaultLanguage
	Hours    Hours    // when mails may go out
}

// Validate returns nil, or one Invalid error that names every wrong field.
func (p Preferences) Validate(all Catalogue) error {
	var wrong Problems
	if s, ok := all.Get(cmp.Or(p.Survey, DefaultSurveyID)); !ok || s.Archived {
		wrong.Add("survey", "is not known, or no longer asked")
	}
	checkLanguage(&wrong, "language", p.Language)
	h := p.Hours
	if h.From < 0 || h.To > 24*60 || h.From > h.To || h.From == h.To && h.From != 0 {
		wrong.Add("hours.to", "must be later than from, on the same day")
	}
	for i, day := range h.Days {
		if day < time.Sunday || day > time.Saturday || slices.Contains(h.Days[:i], day) {
			wrong.Add(fmt.Sprintf("hours.days[%d]", i), "must be one of %s, each once", join(dayNames()))
		}
	}
	return wrong.Err()
}

// ParseClock reads a time of the day such as 08:00 or 24:00 as minutes; the
// empty text is 0.
func ParseClock(text string) (minutes int, ok bool) {
	if text == "" {
		return 0, true
	}
	hour, minute, found := strings.Cut(text, ":")
	h, errHour := strconv.ParseUint(hour, 10, 8)
	m, errMinute := strconv.ParseUint(minute, 10, 8)
	if !found || errHour != nil || errMinute != nil || len(minute) != 2 || m > 59 || h*60+m > 24*60 {
		return 0, false
	}
	return int(h*60 + m), true
}

// FormatClock is the inverse of ParseClock.
func FormatClock(minutes int) string { return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60) }

func dayNames() []string { return []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"} }

// ParseWeekday reads mon to sun.
func ParseWeekday(text string) (time.Weekday, bool) {
	i := slices.Index(dayNames(), text)
	return time.Weekday(i), i >= 0
}

// FormatWeekday is the inverse of ParseWeekday.
func FormatWeekday(day time.Weekday) string { return dayNames()[day] }
