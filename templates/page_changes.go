package templates

// Changes is the record of who changed what.
type Changes struct {
	Layout
	People []Option
	Acts   []Option
	Rows   []ChangeRow
	Next   string // address of older ones; empty: these are the last
	First  string // address of the newest; empty: these are
}

func (Changes) name() string { return "changes" }

// ChangeRow is one line of the record.
type ChangeRow struct {
	When, At string // "yesterday", and the very time
	Who      string
	Token    bool // a program did it
	What     string
	On       Link
	Detail   string
}
