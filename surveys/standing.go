package surveys

import "time"

// Standing is what a project, a customer or the portfolio says at a glance.
type Standing struct {
	ID       string
	Name     string
	Total    Tally    // since the beginning
	Period   Period   // of Level and Response
	Level    Level    // satisfied share in the period
	Before   Level    // the same in the period before
	Response Level    // response rate in the period
	Asked    Level    // the same in the period before
	Worse    float64  // probability that satisfaction fell between the two, 0..1
	Compared bool     // both have answers enough to say so
	Forecast Forecast // of Level, held lower by a standing alarm
	Alarm    bool     // a decline alarm stands
	Risk     float64  // expected badness of the next answer, 0..1
	HasRisk  bool     // false before the first answer
	First    Day      // first and last day with an answer; 0 where there is none
	Last     Day
	Cases    int // open and contacted
}

// Point is one reading of a trend: a period of its own, not overlapping others.
type Point struct {
	Period Period
	Level  Level
}

// Trend cuts a period into readings of step days, the last one ending with
// the period; a shorter rest at the beginning is left out.
func Trend(days Days, p Period, step int) []Point {
	if step <= 0 {
		return nil
	}
	n := p.Days() / step
	out := make([]Point, n)
	for i := range out {
		to := p.To - Day(step*(n-1-i))
		at := Last(step, to)
		out[i] = Point{Period: at, Level: days.Level(at)}
	}
	return out
}

// EventKind says what a line of a customer's timeline is about.
type EventKind string

// The kinds of events.
const (
	EventAsked    EventKind = "asked"    // an invitation, or a skip with its reason
	EventAnswered EventKind = "answered" // a response
	EventCase     EventKind = "case"     // a case was opened
	EventNote     EventKind = "note"     // somebody or the house wrote something down
)

// Event is one line of a customer's timeline.
type Event struct {
	At         time.Time
	Kind       EventKind
	Invitation Invitation // of asked and answered, and the one behind a case
	Case       Case       // of case
	Note       CustomerNote
}
