package templates

// Decline is an alarm in a row.
type Decline struct {
	Sentence string // what moved and by how much
	Address  string // of its page, with the ratings behind it
	Where    Link   // the project
	Who      Link   // the customer in it; empty: the project as a whole
	When     string
	Stands   bool
}

// AlarmPage is one decline with the ratings behind it.
type AlarmPage struct {
	Layout
	Heading string
	Line    string
	Decline Decline
	Facts   []Fact
	Said    []Voice
	Rule    string // which ratings are shown
	How     string // how an alarm comes about
}

func (AlarmPage) name() string { return "alarm" }

// AlarmPlate is what the owner promises about false alarms.
type AlarmPlate struct {
	May    bool   // who reads this may change it
	AMonth string // as typed; empty: not set
	Now    string // what holds, in words
	Wrong  string
	Finds  []Fact
}
