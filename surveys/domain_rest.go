package surveys

import "time"

// DomainRest is a domain that gets no mail of ours for a while, because its
// server has said that it gets too much.
type DomainRest struct {
	Domain string // in A-labels
	Until  time.Time
	Times  int    // rests in a row, this one counted
	Words  string // of the server
}
