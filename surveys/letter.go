package surveys

import "time"

// Letter is a mail that somebody wrote to the postmaster of the bounce domain,
// or to its abuse box.
type Letter struct {
	Box     string // postmaster or abuse
	From    string // envelope; empty: a program
	Subject string
	Text    string // how it begins, on one line
	At      time.Time
}
