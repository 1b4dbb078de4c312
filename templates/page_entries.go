package templates

// Entries is what an amount is made of.
type Entries struct {
	Layout
	Links   []Link
	Kinds   []Link // the other amounts of the same days
	Heading string
	Line    string // whose, of which days, how many entries
	Rule    string
	Of      bool // all of one customer, whom no row names
	Rows    []EntryRow
	Total   string
	Pages   []Link
}

func (Entries) name() string { return "entries" }

// EntryRow is one entry with the part of it that counts.
type EntryRow struct {
	When, What, Note, ID string
	Customer, Project    Link
	Sum                  string
	Of                   string // the whole amount, where only a part counts
}
