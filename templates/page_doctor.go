package templates

// Doctor is what a look at the set-up found.
type Doctor struct {
	Layout
	Heading  string
	Findings []Finding // none: nobody has looked
}

func (Doctor) name() string { return "doctor" }

// Finding is one check: its grade in a word, what was found, what to do.
type Finding struct {
	Grade, Class, About, Found string
	Do                         []Advice
}

// Advice is one line of what to do.
type Advice struct {
	Text   string
	Record bool // to be published as it is, and no sentence
}
