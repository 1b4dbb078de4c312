package templates

// Login asks who is there.
type Login struct {
	Layout
	Email   string
	Problem string
	Done    string // what was just done that leads here
	Plain   bool   // the connection is not encrypted
	Next    string

	Provider Link // who else vouches for people; empty: nobody
}

func (Login) name() string { return "login" }

// LoginCode asks for the second factor.
type LoginCode struct {
	Layout
	Problem string
}

func (LoginCode) name() string { return "code" }

// Forgot asks who wants a link to another password, or says that one is on its
// way.
type Forgot struct {
	Layout
	Email   string
	Sent    bool
	NoMail  bool // no mail goes out of this house
	Problem string
}

func (Forgot) name() string { return "forgot" }

// Reset asks for another password.
type Reset struct {
	Layout
	Address string
	Errors  map[string]string
	Plain   bool
	Least   int // letters of a password
}

func (Reset) name() string { return "reset" }

// Join takes up a place on the team.
type Join struct {
	Layout
	Address string
	House   string
	By      string // who offered the place
	Email   string
	Role    string
	Money   bool
	Until   string
	Name    string
	Errors  map[string]string
	Plain   bool
	Least   int
}

func (Join) name() string { return "join" }

// Account is one's own: name, password, second factor, sessions.
type Account struct {
	Layout
	Me       Member
	Money    bool
	Password bool // there is one
	Factor   bool
	Codes    int // recovery codes left
	Least    int
	Saved    string // what was just changed
	Errors   map[string]string
	Sessions []SessionRow
}

func (Account) name() string { return "account" }

// SessionRow is one place where somebody is signed in.
type SessionRow struct {
	ID      string
	Browser string
	Since   string
	Seen    string
	Here    bool
}

// Factor turns the second factor on: first the secret, then the recovery codes.
type Factor struct {
	Layout
	Picture QR
	Secret  string // in groups
	Email   string
	Problem string
	Codes   []string // shown this once; empty: not proved yet
}

func (Factor) name() string { return "factor" }

// QR is a square of dark and light modules.
type QR struct {
	Span int    // modules of a side, with the quiet zone
	Path string // rows of dark modules, seen from inside the quiet zone
}

// quietZone is how many light modules must be around a QR code (ISO/IEC 18004).
const quietZone = 4

// NewQR puts the quiet zone around a square of size modules.
func NewQR(size int, path string) QR { return QR{Span: size + 2*quietZone, Path: path} }

// People is the team and who is waited for.
type People struct {
	Layout
	Saved  string
	Link   string // of the place just offered; shown this once
	Team   []PersonRow
	Places []PlaceRow
	Form   PlaceForm
}

func (People) name() string { return "people" }

// PersonRow is somebody on the team.
type PersonRow struct {
	Name, Email, Role, Seen string
	Money, Factor, Me       bool
	Address                 string
}

// PlaceRow is somebody who is waited for.
type PlaceRow struct {
	ID, Email, Role, By, Until, Mail string
	Money, Over, Trouble             bool
}

// PlaceForm offers a place.
type PlaceForm struct {
	Email  string
	Roles  []RoleOption
	Money  bool
	Errors map[string]string
}

// RoleOption is a role with what it may.
type RoleOption struct {
	ID, Name, May string
	Current       bool
}

// PersonPage is one person of the team, as admins see them.
type PersonPage struct {
	Layout
	Person   PersonRow
	Since    string
	Password bool
	Sessions int
	Roles    []RoleOption
	Saved    string
	Problem  string
	Post     string // what becomes of the mail just sent
	Provider string // at which they have an account by which they sign in; empty: none is known
}

func (PersonPage) name() string { return "person" }
