package server

import (
	"encoding/base64"
	"math"
	"strconv"
	"strings"
	"time"

	"barometer/surveys"
)

// Limits of a page of a list, and of a period.
const (
	defaultLimit = 50
	maxLimit     = 200
	levelDays    = 90 // days that the level of now is read from
	maxPeriod    = 3660
)

// PageInput asks for a page of a list.
type PageInput struct {
	Limit  int    `query:"limit" minimum:"1" doc:"items a page, 200 at most" default:"50"`
	Cursor string `query:"cursor" maxLength:"512" doc:"from the page before"`
}

func (p PageInput) limit() int {
	if p.Limit <= 0 {
		return defaultLimit
	}
	return min(p.Limit, maxLimit)
}

// offset reads a cursor that is a place in an ordered list.
func (p PageInput) offset() (int, error) {
	if p.Cursor == "" {
		return 0, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(p.Cursor)
	if err != nil {
		return 0, surveys.InvalidField("cursor", "is not one of ours")
	}
	n, err := strconv.ParseUint(string(raw), 10, 31)
	if err != nil {
		return 0, surveys.InvalidField("cursor", "is not one of ours")
	}
	return int(n), nil
}

// nextOffset is the cursor of the page after, nil at the end.
func nextOffset(offset, shown, total int) *string {
	if shown == 0 || offset+shown >= total {
		return nil
	}
	return cursorOrNull(base64.RawURLEncoding.EncodeToString([]byte(strconv.Itoa(offset + shown))))
}

func cursorOrNull(cursor string) *string {
	if cursor == "" {
		return nil
	}
	return &cursor
}

// PeriodInput asks for a span of local days, both included.
type PeriodInput struct {
	From string `query:"from" maxLength:"64" doc:"first day, such as 2026-03-01" example:"2026-03-01"`
	To   string `query:"to" maxLength:"64" doc:"last day; left out: today"`
}

// QuarterInput is a PeriodInput of 90 days where the caller says no other.
type QuarterInput struct {
	From string `query:"from" maxLength:"64" doc:"first day; left out: the last 90 days that end with to" example:"2026-03-01"`
	To   string `query:"to" maxLength:"64" doc:"last day; left out: today"`
}

// YearInput is a PeriodInput of a year where the caller says no other.
type YearInput struct {
	From string `query:"from" maxLength:"64" doc:"first day; left out: the last 365 days that end with to" example:"2026-03-01"`
	To   string `query:"to" maxLength:"64" doc:"last day; left out: today"`
}

// given reports whether the caller wants a period of its own.
func (p PeriodInput) given() bool { return p.From != "" || p.To != "" }

// period returns the days asked for; where only the end is given, or nothing,
// so many days that end with it.
func (s api) period(p PeriodInput, days int) (surveys.Period, error) {
	var wrong surveys.Problems
	out := surveys.Period{To: s.Store.Today()}
	if p.To != "" {
		out.To = s.day(&wrong, "to", p.To)
	}
	if today := s.Store.Today(); out.To > today {
		wrong.Add("to", "must be a day up to today, %s", today)
	}
	out.From = out.To - surveys.Day(days) + 1
	if p.From != "" {
		out.From = s.day(&wrong, "from", p.From)
	}
	if today := s.Store.Today(); len(wrong) == 0 && out.From > today {
		wrong.Add("from", "must be a day up to today, %s", today)
	}
	if len(wrong) == 0 && out.From > out.To {
		wrong.Add("from", "must not be after to")
	}
	if len(wrong) == 0 && out.Days() > maxPeriod {
		wrong.Add("from", "must be ten years before to at most")
	}
	return out, wrong.Err()
}

// day reads a date, or a time, whose day is the one in the zone of the store.
func (s api) day(p *surveys.Problems, field, text string) surveys.Day {
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return surveys.DayOf(t, s.Store.Zone())
	}
	date, clock, hasClock := strings.Cut(text, "T")
	day, err := surveys.ParseDay(date)
	if hasClock && err == nil {
		_, err = time.Parse(time.TimeOnly, clock)
	}
	if err != nil {
		p.Add(field, "must be a calendar date such as 2026-03-29")
		return 0
	}
	return day
}

// percent is a share as the API shows it, with two decimals.
func percent(x float64) float64 { return math.Round(x*100) / 100 }
