package surveys

import "time"

// Digest is what the team should know of a week.
type Digest struct {
	Week      Period   // Monday to Sunday
	Portfolio Standing // of the 28 days to its end, beside the 28 days before
	Sum       Tally    // of the week

	Better, Worse []Standing // projects that changed, surest first
	Said          []Invitation
	Alarms        []Alarm // raised in the week
	Opened        int     // cases opened in the week
	Waiting       []Case  // open now, longest first
	Open          int     // how many are open now
	Lessons       []Learnt
	Days          []Upcoming // special days of the DigestAhead days after the week

	Customers map[CustomerID]string
	Projects  map[ProjectID]string
	Contacts  map[ContactID]Contact
}

// DigestAhead is how many days a digest looks ahead for special days.
const DigestAhead = 14

// DigestSpan is how many days the levels of a digest are of: a week alone has
// too few answers to compare.
const DigestSpan = 28

// WeekBefore returns the last whole week, Monday to Sunday, before a day.
func WeekBefore(d Day) Period {
	monday := d - Day((int(d.Time().Weekday())+6)%7)
	return Period{From: monday - 7, To: monday - 1}
}

// NextDigest returns when the digest of a week goes out first after now: on
// Monday at the minute of the day.
func NextDigest(now time.Time, zone *time.Location, minute int) time.Time {
	day := DayOf(now, zone)
	monday := day - Day((int(day.Time().Weekday())+6)%7)
	for {
		y, m, d := monday.Date()
		if at := time.Date(y, m, d, 0, minute, 0, 0, zone); at.After(now) {
			return at
		}
		monday += 7
	}
}
