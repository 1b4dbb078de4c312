package templates

// Reports is the list of reports that are told back, and the form for another.
type Reports struct {
	Layout
	Chips   []Link
	Finding string
	Rows    []ReportItem
	Pages   []Link
	New     *ReportNew // nil: the reader may not
}

func (Reports) name() string { return "reports" }

// ReportItem is a report on the list.
type ReportItem struct {
	Report Link
	State  string
	Waits  bool // for somebody to review or release it
	Line   string
	Behind string // address of the answers of its days
	Who    string
}

// ReportNew is the form for a new report.
type ReportNew struct {
	Project         bool // of a project
	Name            string
	From, To, Today string
	Errors          map[string]string
}

// ReportEdit is one report with its state: to be written while it is a draft.
type ReportEdit struct {
	Layout
	Chips    []Link
	Heading  string
	State    string
	Said     string   // what was just done
	Wrong    string   // why it was not
	Log      []string // who did what, and when
	Doc      ReportDoc
	Frozen   string
	Revision int
	Address  string
	May      bool // review, release, withdraw
	Member   bool // write
	Draft    bool
	Reviewed bool
	Released bool
	Days     int // that the link of a released one is open
	Most     int // of days
	Letters  int // a paragraph may have
	Readers  []ReportReader
	NoReader string // why nobody is on the list
	Link     Link   // of a released one
	Of       Link   // customer or project
}

func (ReportEdit) name() string { return "report" }

// ReportReader is somebody who may be sent a report.
type ReportReader struct {
	ID, Name, Address string
	Language          string // that they read it in
	Chosen            bool
	Barred            string // why not
	Mail              string // what became of it
}
