package surveys

import "time"

// Grade is how a check of the set-up went.
type Grade int

// The grades.
const (
	Good Grade = iota
	Warn       // it works, and could be better
	Fail       // mails or answers are lost by it
)

func (g Grade) String() string { return [...]string{"ok", "warn", "fail"}[g] }

// Finding is what a check of the set-up found. It says so in codes: the words,
// and what to do about it, are in the locale files.
type Finding struct {
	Grade  Grade
	Check  Check
	Found  Found
	Values []string      // name, value, …: what the sentences hold beside the fields below
	Count  int           // how many there are of what was found
	At     time.Time     // when it ends
	Apart  time.Duration // how far off
	Ways   []Way         // how far it goes, each said after the other
	Record string        // to be published as it is; empty: none
}

// Failures counts the findings that fail.
func Failures(all []Finding) (failed int) { return graded(all, Fail) }

// Warnings counts the findings that could be better.
func Warnings(all []Finding) (warned int) { return graded(all, Warn) }

func graded(all []Finding, g Grade) (n int) {
	for _, f := range all {
		if f.Grade == g {
			n++
		}
	}
	return n
}

// Check is what is looked at.
type Check string

// The checks, with the values that their names hold.
const (
	CheckRedis   Check = "redis"
	CheckSender  Check = "sender"
	CheckServer  Check = "server" // Server
	CheckSPF     Check = "spf"    // Domain
	CheckDKIM    Check = "dkim"   // Name, of the record; none where nothing signs
	CheckDMARC   Check = "dmarc"  // Domain
	CheckPTR     Check = "ptr"
	CheckBounces Check = "bounces" // Domain; none where mail comes back to the sender
	CheckPublic  Check = "public"  // URL
	CheckClock   Check = "clock"
	CheckMails   Check = "mails"
)

// Way is something that the mail server does with our mails.
type Way string

// The ways.
const (
	WayLogIn   Way = "login"   // our log-in is accepted
	WayNoLogIn Way = "nologin" // none is set
	WayPrivate Way = "tls"     // TLS with a valid certificate
	WayClear   Way = "notls"   // no TLS, as it was set
	WayASCII   Way = "ascii"   // no addresses beyond ASCII
)
