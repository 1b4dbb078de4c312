package templates

import (
	"strings"

	"barometer/surveys"
)

// Layout is what every page of the team has around it.
type Layout struct {
	Title   string
	Section Section
	User    string   // who is signed in, as they are greeted; empty: nobody
	Notices []string // what everybody must know on every page
	Clock   Clock
	Exports []Link // the page as files, where it is a list that can be had so
	Here    string // path and query of the page, for saving it as a view
	Paper   string // the whole address of the page, said where it is printed; empty: it is not
	Live    bool   // the page looks again by itself while it is seen
	Mute    bool   // mails wait, because nobody has said who they are from
	Money   bool   // who reads it may see what customers pay and cost
}

// Section is a part of the menu.
type Section struct{ Name, Address string }

// TextID is the id of what the menu calls it.
func (s Section) TextID() string { return "menu_" + strings.ToLower(s.Name) }

// OverviewSection is the first page.
func OverviewSection() Section { return Section{"Overview", "/"} }

// ComplaintsSection is the inbox of cases, and each case.
func ComplaintsSection() Section { return Section{"Complaints", "/complaints"} }

// CustomersSection is all customers, and each.
func CustomersSection() Section { return Section{"Customers", "/customers"} }

// ProjectsSection is all projects, and each.
func ProjectsSection() Section { return Section{"Projects", "/projects"} }

// WorthSection is what customers are worth, and whether they stay; its first
// page is another one for people who may not see money.
func WorthSection() Section { return Section{"Worth", "/worth"} }

// SurveysSection is what the house asks, and each survey.
func SurveysSection() Section { return Section{"Surveys", "/surveys"} }

// OutboxSection is the way of each invitation.
func OutboxSection() Section { return Section{"Outbox", "/outbox"} }

// SettingsSection is who is signed in and what the house keeps to.
func SettingsSection() Section { return Section{"Settings", "/settings"} }

// Menu lists the sections in their order.
func (l Layout) Menu() []Section {
	worth := WorthSection()
	if !l.Money {
		worth.Address = retentionAddress
	}
	return []Section{OverviewSection(), ComplaintsSection(), CustomersSection(), ProjectsSection(), worth, SurveysSection(), OutboxSection(), SettingsSection()}
}

// Link is a text that leads somewhere; without an address it is only a text.
type Link struct {
	Text, Address string
	Current       bool
}

// Elsewhere says that the period is empty although there are answers, and
// leads to the last of them.
type Elsewhere struct {
	Text string
	Link Link
}

// Glass is the dial with its words.
type Glass struct {
	Dial     Dial
	Forecast surveys.Forecast
	Level    surveys.Level
	Before   string // the period before, in words
	BeforeAt Link   // the answers of that period
	Held     string // why the hand stands lower than the level; empty: it does not
	Span     string // the period, in words
}

// Voice is what somebody said.
type Voice struct {
	Quote  string // empty: no words
	Pips   string
	Choice string // "2 of 5"
	Word   string // "bad"
	Class  string // state colour of a complaint, empty otherwise
	Who    string
	Where  Link // customer or project
	When   string
	Case   Link
	Way    string // address of why it counts, where no case leads to it
	By     string // why the answer counts
	Notes  []string
}

// Trend is a chart with its heading and definition.
type Trend struct {
	Heading    string
	Definition string
	Chart      Chart
	Behind     Link // the answers that it is of; empty: there are none
}
