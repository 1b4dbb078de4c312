// Package signal is the statistics of Barometer: pure steps over answers and
// tallies. It knows no Redis and no clock: every time and every figure of the
// portfolio is an argument, so that live, replayed and rebuilt state agree.
//
// Times are days since 1970-01-01 UTC as float64 (see Days), because every
// constant of the method is a number of days. Shares and risks are 0..1.
package signal

import (
	"time"

	"barometer/surveys"
)

// Rating is one answer as the statistics see it.
type Rating struct {
	At        float64 // days
	Badness   float64 // of the choice, 0 (best) .. 1 (worst)
	P0        float64 // complaints to expect on this scale before any data
	Complaint bool
}

// NewRating reads a choice on its scale.
func NewRating(scale surveys.Scale, choice int, at time.Time) Rating {
	return Rating{
		At:        Days(at),
		Badness:   scale.BadnessOf(choice),
		P0:        scale.P0,
		Complaint: scale.IsComplaint(choice),
	}
}

// Days returns the instant as days since 1970-01-01 UTC, exact to about 1 µs.
func Days(t time.Time) float64 {
	return (float64(t.Unix()) + float64(t.Nanosecond())/1e9) / 86400
}

// Instant is the inverse of Days, to the second.
func Instant(days float64) time.Time {
	return time.Unix(int64(days*86400+.5), 0).UTC()
}
