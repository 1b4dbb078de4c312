package surveys

// Grade is how a check of the set-up went.
type Grade int

// The grades.
const (
	Good Grade = iota
	Warn       // it works, and could be better
	Fail       // mails or answers are lost by it
)

func (g Grade) String() string { return [...]string{"ok", "warn", "fail"}[g] }

// Finding is what a check of the set-up found.
type Finding struct {
	Grade Grade
	About string // what was looked at
	Found string
	Do    string // what to do about it, in lines; empty: nothing
}

// Failures counts the findings that fail.
func Failures(all []Finding) (failed int) {
	for _, f := range all {
		if f.Grade == Fail {
			failed++
		}
	}
	return failed
}
