package surveys

import "time"

// How long a session lasts: unused, and at most.
const (
	SessionIdle = 12 * time.Hour
	SessionMost = 7 * 24 * time.Hour
)

// Session is one browser in which a person of the team is signed in.
type Session struct {
	ID        string // of our own; says nothing of the cookie
	StartedAt time.Time
	SeenAt    time.Time
	Browser   Browser
}

// Over reports whether the session has ended by itself.
func (s Session) Over(now time.Time) bool {
	return now.Sub(s.SeenAt) >= SessionIdle || now.Sub(s.StartedAt) >= SessionMost
}
