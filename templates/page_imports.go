package templates

// ImportsPage is where tables of other programs are brought in.
type ImportsPage struct {
	Layout
	Kinds  []Option
	Errors map[string]string
	Rows   []ImportRow // newest first
}

func (ImportsPage) name() string { return "imports" }

// ImportRow is one import on the list.
type ImportRow struct{ Address, Kind, File, By, Since, State, Counts string }

// ImportPage is one import, step by step.
type ImportPage struct {
	Layout
	Address string
	Heading string
	Lead    string
	Step    string // map, check, run or done
	Errors  []Fact

	Columns []ImportColumn // of the file
	Dates   []Option
	Decimal []Option
	Project string
	Slashes bool // there are dates that nobody can read without being told
	Money   bool // there are amounts

	Ready        string // how many rows can be written
	Refused      string // how many cannot; empty: none
	Fresh        string // customers that nobody knew, in words
	Mistakes     []ImportMistake
	More         string          // mistakes that are not shown
	Warnings     []ImportMistake // what is left out of rows that are brought in
	MoreWarnings string
	Sound        bool // every row was looked at, and none is refused
	MayRun       bool
	Nothing      bool // there is no row that can be written

	Share    int // percent done
	Counts   []Fact
	Download string // rows that were refused
	Failure  string
	Again    string // why it may be started once more; empty: it may not
}

func (ImportPage) name() string { return "import" }

// ImportColumn is a column of the file with what it is read as.
type ImportColumn struct {
	Name    string // of the form's field
	Heading string
	Values  []string // the first few
	Choices []Option
}

// ImportMistake is what keeps a row out.
type ImportMistake struct {
	Line        int
	Field, Text string
}
