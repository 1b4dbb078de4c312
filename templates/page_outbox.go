package templates

// Outbox is each invitation's way.
type Outbox struct {
	Layout
	Finding string
	Trouble []Way
	Newest  []Way
	Caught  []CaughtRow
	IsDemo  bool
	MayAct  bool
	Brake   *Brake // nil: mails go out
	Rests   []DomainRest
	Letters []Letter
}

// Brake says that nobody is asked for a while, and why.
type Brake struct {
	Heading string
	Why     string
	Do      string
	GoOn    string // address that ends it; empty: not offered
}

// DomainRest is a domain that gets no mail for a while.
type DomainRest struct {
	Domain, Until, Words string
	Times                int
}

// Letter is a mail to who runs the bounce domain.
type Letter struct{ Subject, From, Box, When, Text string }

func (Outbox) name() string { return "outbox" }

// Way is an invitation in a list.
type Way struct {
	Address string
	Who     string
	About   string
	When    string
	Mail    string // where the mail is, in words
	Brief   string // what a mail server means by it, in a few words
	Reason  string // why, in words
	Answer  string
	Class   string
	Again   string // address of "send again"; empty: not offered
}

// CaughtRow is a mail that the demo caught.
type CaughtRow struct {
	Address, Subject, To, When string
}

// InvitationPage is the way of one invitation.
type InvitationPage struct {
	Layout
	Heading  string
	Line     string
	Customer Link
	Project  Link
	Steps    []Moment
	Voice    *Voice
	Facts    []Fact
	Again    string
	Mails    []CaughtRow
	Evidence *Evidence // nil: there is nothing that could count
	MayAct   bool
}

func (InvitationPage) name() string { return "invitation" }

// Fact is a term and what is known.
type Fact struct {
	Term, Text string
	Address    string // of what stands behind it; empty: nothing
}

// MailPage shows a caught mail as it would be read.
type MailPage struct {
	Layout
	Subject, From, To, When string
	Frame                   string // address of the mail alone
	Text                    []Piece
}

func (MailPage) name() string { return "mail" }

// Piece is a stretch of text, with an address where it is a link.
type Piece struct{ Text, Address string }
