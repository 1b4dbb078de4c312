package surveys

import "time"

// ImportState is how far an import of the team's page is.
type ImportState string

// The states: a file that was brought up, its columns said and checked, being
// written, and the three ends.
const (
	ImportUploaded  ImportState = "uploaded"
	ImportChecked   ImportState = "checked"
	ImportRunning   ImportState = "running"
	ImportDone      ImportState = "done"
	ImportCancelled ImportState = "cancelled"
	ImportFailed    ImportState = "failed"
)

// ImportSilence is how long a run may say nothing before it counts as ended
// with its process, so that it may be started again.
const ImportSilence = 30 * time.Second

// ImportJob is a table on its way into the house, step by step.
type ImportJob struct {
	ID      string
	File    string // what it was called where it came from
	By      UserID
	At      time.Time // when it was brought up
	State   ImportState
	Plan    ImportPlan
	Rows    int // in the file
	Done    int // rows written or refused by the present run
	New     int
	Changed int
	Same    int
	Refused int
	Fresh   []CustomerID // some of the customers that were not known
	Unknown int          // how many these are
	Run     string       // which run it is: a later one ends an earlier one
	Beat    time.Time    // when the run last said something
	EndedAt time.Time
	Failure Telling `json:",omitzero"` // why it could not go on
}

// Stopped reports a run that has fallen silent: its process has ended.
func (j ImportJob) Stopped(now time.Time) bool {
	return j.State == ImportRunning && now.Sub(j.Beat) > ImportSilence
}

// MayRun reports whether the import may be started, or started again. Written
// twice, the same rows change nothing.
func (j ImportJob) MayRun(now time.Time) bool {
	return j.Stopped(now) || (j.State != ImportUploaded && j.State != ImportRunning)
}

// ImportOutcome counts what became of rows.
type ImportOutcome struct {
	New, Changed, Same int
	Mistakes           []ImportMistake // of rows that contradict what is known
}
