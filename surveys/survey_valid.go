package surveys

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// What a survey may hold.
const (
	MaxWordingSubject = 150 // runes
	MaxIntro          = 300
	MaxQuestion       = 200
	MaxLabel          = 40
	MaxReason         = 60
	MaxReasons        = 12
	MaxLogo           = 60
	MaxSurveyTypes    = 20
	MaxSurveyProjects = 100
	MaxPulse          = 104 // weeks
	MinExpiry         = time.Hour
	MaxAfter          = 90 * 24 * time.Hour // of every duration
)

// Check returns nil, or one Invalid error that names every wrong field of a
// survey that is to be saved by its path in the API, such as
// wording.de.labels[2]. It expects what the edge has normalised (NFC, reply
// address with A-labels). house is the language of Preferences.
func (c Catalogue) Check(s Survey, house string) error {
	var p Problems
	checkSurveyID(&p, s.ID)
	checkText(&p, "name", s.Name, MaxName)
	c.checkScale(&p, s)
	checkLanguage(&p, "language", s.Language)
	s.checkWording(&p)
	s.checkReasons(&p, house)
	s.checkSender(&p)
	s.checkTimes(&p)
	s.checkScope(&p)
	if s.Archived && s.ID == c.usual {
		p.Add("archived", "is not possible for the usual survey; make another one the usual first")
	}
	return p.Err()
}

// checkSurveyID keeps ids fit for addresses of pages, where new and preview
// mean something else.
func checkSurveyID(p *Problems, id SurveyID) {
	switch {
	case !isSlug(string(id)):
		p.Add("id", "must be 1 to 32 of the characters a-z, 0-9, _ and -")
	case id == "new" || id == "preview":
		p.Add("id", "is a word that our own addresses use; choose another")
	}
}

func isSlug(s string) bool { return regexp.MustCompile(`^[a-z0-9_-]{1,32}$`).MatchString(s) }

// checkScale keeps the scale of a survey that is there: its answers would mean
// something else.
func (c Catalogue) checkScale(p *Problems, s Survey) {
	before, exists := c.Get(s.ID)
	if _, known := ScaleByID(s.Scale); !known {
		p.Add("scale", "must be one of %s", CodesOf("scale_", ScaleIDs()))
	} else if exists && before.Scale != s.Scale {
		p.Add("scale", "stays %s for as long as the survey exists; make another survey instead", before.Scale)
	}
}

func join[T ~string](words []T) string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = string(w)
	}
	return strings.Join(out, ", ")
}

func checkLanguage(p *Problems, field, tag string) {
	if tag != "" && !slices.Contains(Languages(), tag) {
		p.Add(field, "must be one of %s", join(Languages()))
	}
}

func (s Survey) checkSender(p *Problems) {
	checkSpoken(p, "sender", s.Sender, MaxName)
	if strings.Contains(s.Sender, "@") {
		p.Add("sender", "is a name, not an address")
	}
	if s.ReplyTo != "" {
		if problem := CheckReplyTo(s.ReplyTo); problem != "" {
			p.Add("reply_to", "%s", problem)
		}
	}
	checkSpoken(p, "logo.text", s.Logo.Text, MaxLogo)
	if problem := s.Logo.checkColor(); problem != nil {
		p.Add("logo.color", "%s", problem)
	}
}

// CheckReplyTo is CheckAddress, and refuses mailboxes that nobody reads and
// addresses that not every mail server carries. It holds for the sender, too.
func CheckReplyTo(address string) (problem string) {
	if problem := CheckAddress(address); problem != "" {
		return problem
	}
	if !IsASCIIAddress(address) {
		return "has letters before the @ that not every mail server carries"
	}
	local, _, _ := strings.Cut(strings.ToLower(address), "@")
	letters := strings.Map(func(r rune) rune {
		if r < 'a' || r > 'z' {
			return -1
		}
		return r
	}, local)
	for _, deaf := range []string{"noreply", "donotreply", "dontreply", "noanswer", "noresponse", "norespond",
		"neantworten", "keineantwort", "nichtantworten", "nepasrepondre", "noresponder", "naoresponda", "mailerdaemon"} {
		if strings.Contains(letters, deaf) {
			return "is a mailbox that nobody reads; answers must reach a person"
		}
	}
	return ""
}

func (s Survey) checkTimes(p *Problems) {
	for _, d := range []struct {
		field string
		d     time.Duration
	}{{"delay", s.Delay}, {"expires", s.Expires}, {"reminder", s.Reminder}, {"recovery", s.Recovery}} {
		if d.d < 0 || d.d > MaxAfter {
			p.Add(d.field, "must lie between 0 and 90 days")
		}
	}
	if s.Expires > 0 && s.Expires < MinExpiry {
		p.Add("expires", "must be an hour or more; 0 for never")
	}
	if s.Reminder > 0 && s.Expires > 0 && s.Reminder >= s.Expires {
		p.Add("reminder", "must come before the question closes")
	}
	if s.Pulse < 0 || s.Pulse > MaxPulse {
		p.Add("pulse_weeks", "must lie between 1 and %d weeks; 0 for no pulse", MaxPulse)
	}
	if !(s.Sample > 0 && s.Sample <= 1) { // NaN fails every comparison
		p.Add("sample", "must be above 0 and at most 1")
	}
}

func (s Survey) checkScope(p *Problems) {
	if len(s.Types) > MaxSurveyTypes {
		p.Add("types", "may hold %d entries at most", MaxSurveyTypes)
	}
	for i, t := range s.Types {
		checkID(p, fmt.Sprintf("types[%d]", i), t, true)
	}
	if len(s.Projects) > MaxSurveyProjects {
		p.Add("projects", "may hold %d entries at most", MaxSurveyProjects)
	}
	for i, id := range s.Projects {
		checkID(p, fmt.Sprintf("projects[%d]", i), string(id), true)
	}
}
