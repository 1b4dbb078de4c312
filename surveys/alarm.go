package surveys

import "time"

// AlarmID names an alarm: the stream that it is about and its first second.
type AlarmID string

// AlarmLevel says what an alarm is about.
type AlarmLevel string

// The levels of alarms.
const (
	AlarmOfProject  AlarmLevel = "project"
	AlarmOfCustomer AlarmLevel = "customer" // in one project
	AlarmOfAll      AlarmLevel = "all"      // a customer over all its projects; Project is the one of the rating that raised it
)

// Alarm is one episode of decline: ratings got worse than a stream was used
// to, by more than chance explains within the promise that the owner chose.
// Further alarms within 30 days belong to the same episode.
type Alarm struct {
	ID       AlarmID
	Level    AlarmLevel
	Project  ProjectID
	Customer CustomerID   // whose ratings fell; of a project's alarm: whose rating raised it
	By       InvitationID // the rating that raised it
	At       time.Time    // when that was given
	Since    time.Time    // about when it began to get worse
	Ended    time.Time    // 30 days after the last alarm of the episode; zero: it stands

	Usual  float64 // share of complaints that the stream was used to, 0..1
	Alpha  float64 // promised false alarms a stream and year when it was raised
	Before Level   // satisfied in the AlarmBefore days before Since
	After  Level   // satisfied from the day of Since to the end, or until now

	Responses []InvitationID // the ratings behind it: those of After, newest first, at most AlarmResponses
}

// AlarmBefore is how many days before a decline its ratings are compared with.
const AlarmBefore = 90

// AlarmResponses is how many of the ratings behind an alarm it carries.
const AlarmResponses = 100

// Standing reports whether the episode has not ended.
func (a Alarm) Standing() bool { return a.Ended.IsZero() }

// Days are the local days whose ratings the alarm is about: from the day that
// it got worse to the one that the episode ended, or today.
func (a Alarm) Days(zone *time.Location, today Day) Period {
	p := Period{From: DayOf(a.Since, zone), To: today}
	if !a.Ended.IsZero() {
		p.To = min(today, DayOf(a.Ended, zone))
	}
	return p
}

// DaysBefore are the local days that they are compared with.
func (a Alarm) DaysBefore(zone *time.Location) Period {
	return Last(AlarmBefore, DayOf(a.Since, zone)-1)
}

// PortfolioAlarm is a decline of everything together: a heading over the
// projects that alarm while it stands, which mutes none of them.
type PortfolioAlarm struct {
	Since    Day // about when it began to get worse
	At       Day // that alarmed first
	Before   Level
	After    Level
	Projects int // projects with an alarm that stands
	Worse    int // of them with a smaller satisfied share than the whole
}
