package templates

// Advocates is who is happy for good, and who may speak for us.
type Advocates struct {
	Layout
	Chips   []Link
	Finding string
	Lead    string
	Saved   string
	Happy   []AdvocateRow // nobody agreed with them on anything yet
	Agreed  []AdvocateRow
	Others  []AdvocateRow // asked, declined, taken back
	Pages   []Link        // of Happy; none: they are all on one
	Step    *StepForm     // nil: the reader may not change it
	StepNow string        // what is asked after a top rating, in words
}

func (Advocates) name() string { return "advocates" }

// AdvocateRow is a person.
type AdvocateRow struct {
	Name     string
	Customer Link
	Figure   string // why they are happy; empty: are not, or not any more
	Behind   string // address of the answers that Figure is of
	Quote    string // of theirs: what may be quoted, else the newest glad words
	Answer   string // address of the answer behind the words
	State    string // asked, agreed, …, when
	Log      []string
	Form     *AdvocateForm // nil: the reader may not
}

// AdvocateForm is what can be noted of a person.
type AdvocateForm struct {
	Address string
	Agreed  bool // thanks, a reward and taking back can be noted
	Kinds   []Option
	Quote   string
	Name    string
}

// StepForm is what the owner lets the page ask after a top rating.
type StepForm struct {
	Kinds  []Option
	Link   string
	Months int
	Errors map[string]string
}
