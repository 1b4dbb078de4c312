package templates

// Settings is who is signed in and what the house keeps to.
type Settings struct {
	Layout
	Me         Member
	Saved      string // what was just changed
	Errors     map[string]string
	Durability []string
	Zone       string
	Version    string
	Team       []Member
	Tokens     []TokenRow
	Least      int // letters of a password
	Alarms     AlarmPlate
	Doctor     bool // a look at the set-up is offered
}

func (Settings) name() string { return "settings" }

// Member is a person on the team.
type Member struct{ Name, Email, Role, Since string }

// TokenRow is a key to the API.
type TokenRow struct{ Name, Scope, Since string }

// Login asks who is there.
type Login struct {
	Layout
	Email   string
	Problem string
	Plain   bool // the connection is not encrypted
	Next    string
}

func (Login) name() string { return "login" }

// SetUp makes the first person of the team.
type SetUp struct {
	Layout
	Address string
	Name    string
	Email   string
	Errors  map[string]string
	Plain   bool
	Least   int // letters of a password
}

func (SetUp) name() string { return "setup" }

// Problem says what went wrong and what to do.
type Problem struct {
	Layout
	Status  int
	Heading string
	Text    string
	Fields  []Fact
	Back    Link
}

func (Problem) name() string { return "problem" }
