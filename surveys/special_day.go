package surveys

import (
	"cmp"
	"slices"
	"time"
	"unicode/utf8"
)

// DayKind says what a special day is.
type DayKind string

// The kinds of special days.
const (
	DayRenewal     DayKind = "renewal"
	DayAnniversary DayKind = "anniversary"
	DayOther       DayKind = "other"
)

// DayKinds returns all of them.
func DayKinds() []DayKind { return []DayKind{DayRenewal, DayAnniversary, DayOther} }

// Bounds of special days.
const (
	MaxSpecialDays = 50  // of a customer
	MaxDayNote     = 200 // characters
	MaxDayBefore   = 180 // days from the reminder to the day
	dayHour        = 8   // when people are reminded, by the clock of the house
)

// SpecialDay is a day of a customer that a person of ours should think of. The
// machine never writes to the customer about it.
type SpecialDay struct {
	ID       string
	Customer CustomerID
	Kind     DayKind
	Date     Day  // of the first, or the only time
	Yearly   bool // again every year; 29 February is 28 February where there is none
	Note     string
	Before   int // how many days before a person is reminded
	By       UserID
	Told     Day // the newest occurrence that somebody was reminded of; 0: none
}

// Check returns nil, or one Invalid error that names every wrong field.
func (s SpecialDay) Check() error {
	var p Problems
	if !slices.Contains(DayKinds(), s.Kind) {
		p.Add("kind", "must be renewal, anniversary or other")
	}
	if y, _, _ := s.Date.Date(); y < 1900 || y > 2200 {
		p.Add("date", "must lie between 1900 and 2200")
	}
	if s.Before < 0 || s.Before > MaxDayBefore {
		p.Add("remind_days_before", "must lie between 0 and %d", MaxDayBefore)
	}
	if utf8.RuneCountInString(s.Note) > MaxDayNote {
		p.Add("note", "must not be longer than %d characters", MaxDayNote)
	}
	if s.Kind == DayOther && s.Note == "" {
		p.Add("note", "must say what day it is")
	}
	return p.Err()
}

// Next returns the first occurrence at or after a day; ok is false where there
// is none any more.
func (s SpecialDay) Next(from Day) (on Day, ok bool) {
	if s.Date >= from || !s.Yearly {
		return s.Date, s.Date >= from
	}
	year, _, _ := from.Date()
	if on = s.in(year); on < from {
		on = s.in(year + 1)
	}
	return on, true
}

// in is the occurrence of a year.
func (s SpecialDay) in(year int) Day {
	_, month, day := s.Date.Date()
	if month == time.February && day == 29 && !isLeap(year) {
		day = 28
	}
	return DayFromDate(year, month, day)
}

func isLeap(year int) bool { return year%4 == 0 && (year%100 != 0 || year%400 == 0) }

// Reminder returns the occurrence that somebody is reminded of next and when:
// in the morning so many days before, by the clock of the house. One whose
// moment is over while the day itself is still to come is due at once.
func (s SpecialDay) Reminder(now time.Time, zone *time.Location) (on Day, at time.Time, ok bool) {
	from := DayOf(now, zone)
	if s.Told != 0 {
		from = max(from, s.Told+1)
	}
	on, ok = s.Next(from)
	y, m, d := on.Date()
	at = time.Date(y, m, d-s.Before, dayHour, 0, 0, 0, zone)
	if at.Before(now) {
		at = now
	}
	return on, at, ok
}

// Upcoming is an occurrence of a special day.
type Upcoming struct {
	SpecialDay
	On Day
}

// SortUpcoming puts the soonest first.
func SortUpcoming(all []Upcoming) {
	slices.SortFunc(all, func(a, b Upcoming) int {
		return cmp.Or(cmp.Compare(a.On, b.On), cmp.Compare(a.Customer, b.Customer), cmp.Compare(a.ID, b.ID))
	})
}
