package signal

import "barometer/surveys"

// Once tells which answers of a stream count where several of one contact
// within a day are to count once: the first of each. It is the caller's choice
// to ask it before Step. Ratings must come in order of days; only the newest
// day is remembered. The zero value is ready.
type Once struct {
	day  surveys.Day
	seen map[string]bool
}

// First reports whether the contact had not answered yet on the day. A contact
// without a name is always somebody new.
func (o *Once) First(contact string, day surveys.Day) bool {
	if contact == "" {
		return true
	}
	if o.seen == nil || day != o.day {
		o.day, o.seen = day, map[string]bool{}
	}
	first := !o.seen[contact]
	o.seen[contact] = true
	return first
}
