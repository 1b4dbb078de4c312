package surveys

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// What an interaction may hold.
const (
	MaxID            = 128 // runes of an id
	MaxName          = 200 // runes of a name
	MaxComment       = 4000
	MaxProperties    = 32
	MaxPropertyKey   = 64
	MaxPropertyValue = 500
	MaxDelay         = 90 * 24 * time.Hour
)

// FirstYear is the first that a time may lie in; earlier ones are mistakes of
// the program that sent them, and days before 1970 have no place in a tally.
const FirstYear = 1990

// Validate returns nil, or one Invalid error that names every wrong field by
// its path in the API, such as contact.email. It expects an interaction that
// the edge has normalised (NFC, address with A-labels); an empty address is no
// mistake but ends as a skip. all are the surveys that it may name.
func (in Interaction) Validate(all Catalogue) error {
	var p Problems
	checkID(&p, "id", string(in.ID), true)
	checkID(&p, "type", in.Type, false)
	checkID(&p, "project.id", string(in.Project.ID), true)
	checkText(&p, "project.name", in.Project.Name, MaxName)
	checkID(&p, "customer.id", string(in.Customer.ID), false)
	checkText(&p, "customer.name", in.Customer.Name, MaxName)
	checkID(&p, "agent", string(in.Agent), false)
	in.Contact.check(&p, "contact.")
	in.checkAsking(&p, all)
	checkProperties(&p, in.Properties)
	return p.Err()
}

func (in Interaction) checkAsking(p *Problems, all Catalogue) {
	if in.OccurredAt.Year() < FirstYear {
		p.Add("occurred_at", "must be a time such as 2026-03-29T10:00:00Z, from %d on", FirstYear)
	}
	if _, ok := all.For(in); in.Survey != "" && !ok {
		p.Add("survey", "is not known, or no longer asked")
	}
	if in.Delay < 0 || in.Delay > MaxDelay {
		p.Add("delay", "must lie between 0 and 90 days")
	}
}

// check names wrong fields with their prefix.
func (c Contact) check(p *Problems, prefix string) {
	if c.Address != "" {
		if problem := CheckAddress(c.Address); problem != "" {
			p.Add(prefix+"email", "%s", problem)
		}
	}
	checkText(p, prefix+"name", c.Name, MaxName)
	if c.Language != "" && !isLanguage(c.Language) {
		p.Add(prefix+"language", "must be a language tag such as en or pt-BR")
	}
	switch c.Role {
	case "", DecisionMaker, Champion, EndUser:
	default:
		p.Add(prefix+"role", "must be decision_maker, champion or user")
	}
	if _, ok := ParseZone(c.TimeZone); c.TimeZone != "" && !ok {
		p.Add(prefix+"time_zone", "must be a time zone such as Europe/Berlin")
	}
}

// isLanguage reports whether the tag has the shape of BCP 47: parts of one to
// eight letters or digits, the first of letters only.
func isLanguage(tag string) bool {
	parts := strings.Split(tag, "-")
	for i, part := range parts {
		if len(part) < 1 || len(part) > 8 || strings.ContainsFunc(part, func(r rune) bool { return !isAlnum(r) }) {
			return false
		}
		if i == 0 && (len(part) < 2 || strings.ContainsAny(part, "0123456789")) {
			return false
		}
	}
	return len(tag) <= 35
}

func checkProperties(p *Problems, properties map[string]string) {
	if len(properties) > MaxProperties {
		p.Add("properties", "may hold %d entries at most", MaxProperties)
		return
	}
	keys := make([]string, 0, len(properties))
	for k := range properties {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for i, k := range keys {
		if k == "" || CheckText(k, MaxPropertyKey) != nil {
			p.Add(fmt.Sprintf("properties[%d]", i), "needs a key of 1 to %d printable characters", MaxPropertyKey)
			continue
		}
		checkText(p, "properties."+k, properties[k], MaxPropertyValue)
	}
}

func checkID(p *Problems, field, id string, needed bool) {
	if id == "" {
		if needed {
			p.Add(field, "is needed")
		}
		return
	}
	checkText(p, field, id, MaxID)
	if id != strings.TrimSpace(id) {
		p.Add(field, "must not begin or end with a blank")
	}
}

func checkText(p *Problems, field, text string, runes int) {
	if problem := CheckText(text, runes); problem != nil {
		p.Add(field, "%s", problem)
	}
}

// CheckText says what is wrong with a text of one line, or nil where nothing
// is: at most so many runes, valid UTF-8, no control characters. Direction
// marks stay, because names need them; whoever shows them isolates them.
func CheckText(text string, runes int) *Phrase {
	switch {
	case !utf8.ValidString(text):
		return Phrasef("is not valid UTF-8")
	case utf8.RuneCountInString(text) > runes:
		return Phrasef("is longer than %d characters", runes)
	case strings.ContainsFunc(text, isControl):
		return Phrasef("holds control characters")
	}
	return nil
}

// isControl takes line and paragraph separators for controls, too: some
// programs break lines at them.
func isControl(r rune) bool { return unicode.IsControl(r) || r == 0x2028 || r == 0x2029 }

// CheckComment is CheckText for texts of several lines: line ends and tabs are
// allowed.
func CheckComment(text string) *Phrase {
	lines := strings.NewReplacer("\n", " ", "\r", " ", "\t", " ", "\u2028", " ", "\u2029", " ")
	return CheckText(lines.Replace(text), MaxComment)
}
