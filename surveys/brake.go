package surveys

import "time"

// Brake is the pause of all asking that the mailer makes by itself when too
// many mails are refused, come back or are complained about: each further one
// would harm the sender's name. Mail to the team goes on.
type Brake struct {
	Since time.Time // zero: mails go out
	Until time.Time // asking goes on by itself then
	Bad   int       // mails that were refused, came back or were complained about
	Of    int       // the newest mails that were looked at
	Times int       // pauses in a row, this one counted
	Words string    // of the server that refused last
}

// On reports whether nobody is asked at a time.
func (b Brake) On(now time.Time) bool { return now.Before(b.Until) }

// BrakeFor is how long a pause lasts: an hour, twice as long each time that it
// follows the one before within a day of its end, and a day at most.
func BrakeFor(times int) time.Duration {
	return min(time.Hour<<min(max(times, 1)-1, 5), 24*time.Hour)
}
