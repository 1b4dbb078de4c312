package surveys

import "time"

// AuditEntry is one line of the record of changes: who did what, when, to what. It
// never holds a secret, and of addresses only what the subject needs.
type AuditEntry struct {
	ID      string // set by the store; the record is in its order
	At      time.Time
	By      UserID  // person on the team; empty: a token, or the machine's own command line
	ByToken string  // name of the API token; empty: no token
	Act     string  // stable id of what was done, such as "case.changed"
	Subject string  // kind and id of what it was done to, such as "case 12"
	Detail  Telling // what changed; may be nothing
}

// Limits of what a line of the record holds, in characters; of a detail they
// hold for each text that somebody wrote.
const (
	MaxAuditSubject = 200
	MaxAuditDetail  = 300
)

// AuditFilter narrows the record; empty fields let everything pass.
type AuditFilter struct {
	By      UserID
	ByToken string
	Act     string // an act, or the part before the dot, such as "case"
}

// Passes reports whether the line is one of those asked for.
func (f AuditFilter) Passes(e AuditEntry) bool {
	return (f.By == "" || f.By == e.By) &&
		(f.ByToken == "" || f.ByToken == e.ByToken) &&
		(f.Act == "" || f.Act == e.Act || f.Act == kindOfAct(e.Act))
}

// kindOfAct is what comes before the dot: "case" of "case.changed".
func kindOfAct(act string) string {
	for i := range len(act) {
		if act[i] == '.' {
			return act[:i]
		}
	}
	return act
}
