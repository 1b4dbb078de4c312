package templates

// Settings is where everything leads that the house keeps to.
type Settings struct {
	Layout
	Me     Member
	Plates []SettingsPlate
}

func (Settings) name() string { return "settings" }

// SettingsPlate is one part of the settings with how it stands in a line.
type SettingsPlate struct {
	Title, Text, Address string
	Attention            string // what is missing; empty: nothing
}

// AlertsPage is what the team hears, and how often by mistake.
type AlertsPage struct {
	Layout
	Saved  string
	Heard  []Fact // at once, together, on Mondays: who is told of what
	Given  []Fact // what the settings of the server say
	Alarms AlarmPlate
	Errors map[string]string
}

func (AlertsPage) name() string { return "alerts" }

// KeptPage is what is kept, and how safely.
type KeptPage struct {
	Layout
	Durability []string
	Zone       string
	Version    string
}

func (KeptPage) name() string { return "kept" }

// Member is a person on the team.
type Member struct{ Name, Email, Role, Since string }

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
