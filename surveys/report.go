package surveys

import (
	"slices"
	"strconv"
	"time"
	"unicode/utf8"
)

// ReportID has the form of an InvitationID: 16 letters.
type ReportID string

// NewReportID makes an id of 10 random bytes.
func NewReportID(random [10]byte) ReportID { return ReportID(InvitationIDFromBytes(random)) }

// ParseReportID reads the 16 letters; ok is false for anything else.
func ParseReportID(s string) (ReportID, bool) {
	id, ok := ParseInvitationID(s)
	return ReportID(id), ok
}

// ReportState is how far a report is.
type ReportState string

// The states of a report in their order. Nothing leaves the house before a
// person released it.
const (
	ReportDraft     ReportState = "draft"
	ReportReviewed  ReportState = "reviewed" // somebody has read it; a change makes it a draft again
	ReportReleased  ReportState = "released"
	ReportWithdrawn ReportState = "withdrawn" // its link says so
)

// ReportPart is a section of a report.
type ReportPart string

// The sections in their order: what they told us, what we did, how it went
// since, between two paragraphs of the one who writes.
const (
	PartOpening    ReportPart = "opening"
	PartFigures    ReportPart = "figures"
	PartReasons    ReportPart = "reasons"
	PartQuotes     ReportPart = "quotes"
	PartComplaints ReportPart = "complaints"
	PartLessons    ReportPart = "lessons"
	PartSince      ReportPart = "since"
	PartRecovery   ReportPart = "recovery"
	PartClosing    ReportPart = "closing"
)

// ReportParts returns all of them in their order.
func ReportParts() []ReportPart {
	return []ReportPart{PartOpening, PartFigures, PartReasons, PartQuotes, PartComplaints, PartLessons, PartSince, PartRecovery, PartClosing}
}

// Limits of a report.
const (
	MaxReportText  = 4000 // characters of a paragraph
	MaxReportTo    = 20   // people that it is mailed to
	ReportDays     = 180  // for which the link of a released one is open
	MostReportDays = 730
	ReportCrowd    = 3 // customers below which a report about a project shows nothing
	ReportInTime   = 24 * time.Hour
	maxReportDays  = 732
	maxReportLines = 6 // lessons that a draft proposes
)

// ReportSection is a section as its writers left it.
type ReportSection struct {
	Part ReportPart
	Text string // plain; paragraphs parted by an empty line
	Out  bool   // left out
}

// Report tells a customer, or the customers of a project, what they told us,
// what we did and how it went since.
type Report struct {
	ID       ReportID
	Customer CustomerID // of one customer; empty: of a project
	Project  ProjectID
	Name     string // of customer or project, as it was called then
	Period   Period
	State    ReportState
	Revision int // one more with every change
	Facts    ReportFacts
	Sections []ReportSection
	To       []ContactID // who is sent it when it is released
	By       UserID      // who made it
	Made     time.Time
	Reviewer UserID
	Reviewed time.Time
	Releaser UserID
	Released time.Time
	Sender   ReportSender // of released
	Ends     time.Time    // of released: when its link closes
	Taker    UserID       // who withdrew it
	Taken    time.Time
}

// ReportSender is in whose name a report goes out.
type ReportSender struct{ Name, Email string }

// OfProject reports whether several customers may read it.
func (r Report) OfProject() bool { return r.Customer == "" }

// Section returns a section.
func (r Report) Section(part ReportPart) ReportSection {
	i := slices.IndexFunc(r.Sections, func(s ReportSection) bool { return s.Part == part })
	if i < 0 {
		return ReportSection{Part: part}
	}
	return r.Sections[i]
}

// Open reports whether the link of the report shows it now; gone says that it
// once did.
func (r Report) Open(now time.Time) (open, gone bool) {
	if r.Released.IsZero() {
		return false, false
	}
	open = r.State == ReportReleased && now.Before(r.Ends)
	return open, !open
}

// CheckReportPeriod names what is wrong with the days of a report.
func CheckReportPeriod(p Period, today Day) error {
	switch {
	case p.From > today:
		return InvalidField("from", "must be a day up to today, %s", today)
	case p.To < p.From, p.Days() > maxReportDays:
		return InvalidField("to", "must be a day from %s to two years later", p.From)
	case p.To > today:
		return InvalidField("to", "must not be later than today")
	}
	return nil
}

// CheckReport names what is wrong with what people changed of a report.
func CheckReport(r Report) error {
	var p Problems
	if len(r.Sections) != len(ReportParts()) {
		p.Add("sections", "must be all sections, each once")
	}
	for i, s := range r.Sections {
		if i < len(ReportParts()) && s.Part != ReportParts()[i] {
			p.Add("sections", "must be in their order")
		}
		if utf8.RuneCountInString(s.Text) > MaxReportText {
			p.Add(string(s.Part), "must not be longer than %s characters", strconv.Itoa(MaxReportText))
		}
	}
	if len(r.To) > MaxReportTo {
		p.Add("to", "must not be more than %d people", MaxReportTo)
	}
	return p.Err()
}

// MayReview reports whether somebody may review and release a report: a founder
// whose role is member or higher, or whoever follows up a case of the customer
// or the project; where no founders are named, an admin.
func MayReview(u User, rules Ownership, cases []Case, r Report) bool {
	switch {
	case !u.May(Member):
		return false
	case slices.Contains(rules.Founders, u.ID), len(rules.Founders) == 0 && u.May(Admin):
		return true
	case r.OfProject() && rules.Projects[r.Project] == u.ID, !r.OfProject() && rules.Customers[r.Customer] == u.ID:
		return true
	}
	return slices.ContainsFunc(cases, func(c Case) bool { return c.OwnerID == u.ID })
}
