package surveys

// AlarmBudget is what the owner promised about false alarms.
type AlarmBudget struct {
	AMonth float64 // false alarms a month over all streams; 0: not set, Alpha is the default
	Alpha  float64 // so many a stream and year, today
	Next   float64 // alpha from NextFrom on, where it was changed
	From   Day     // first day of Next; 0: nothing changes
	// Streams are the projects, and customers in projects of several, with an
	// answer in the last year.
	Streams int
	// Volumes counts projects by how soon a drop from 90 to 60 % satisfied is
	// found, fastest first.
	Volumes []Volume
}

// Volume is a class of streams by ratings a month.
type Volume struct {
	From    float64 // ratings a month, from here on
	Weeks   int     // until a drop from 90 to 60 % satisfied is found, median at alpha 0.5; 0: later, at one a month never
	Streams int
}

// Volumes returns the classes without streams, fastest first: what was measured
// on real ratings with sudden drops put in.
func Volumes() []Volume {
	return []Volume{{From: 30, Weeks: 2}, {From: 10, Weeks: 4}, {From: 4, Weeks: 7}, {}}
}
