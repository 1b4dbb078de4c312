package templates

// ErasePage is where a person is erased, and what became of it.
type ErasePage struct {
	Layout
	Name, Email string
	Action      string
	Back        string // to the customer; empty: there is none
	Error       string
	Erased      bool
	Facts       []Fact
	Lasts       bool // it goes on by itself
}

func (ErasePage) name() string { return "erase" }
