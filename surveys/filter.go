package surveys

import (
	"slices"
	"strconv"
	"strings"
)

// ResponseFilter says which responses are wanted; what is left out may be
// anything. The zero filter wants all that count.
type ResponseFilter struct {
	Project  ProjectID
	Customer CustomerID
	Contact  ContactID
	Agent    AgentID
	Survey   SurveyID
	Scale    ScaleID
	Period   Period // of the first answer; zero: all time
	Language string // that the contact is written to in
	Choices  Choices
	Words    YesNo  // with a comment, or without
	Reason   string // ticked, by its id
	Text     string
	By       Evidence
	Void     bool // those that do not count, in place of those that do
}

// YesNo is a wish that may be left out.
type YesNo string

// The two wishes.
const (
	Yes YesNo = "yes"
	No  YesNo = "no"
)

// Choices are the choices that are wanted, whatever the scale: complaints,
// satisfied ones, those that are not, or by number. The zero value wants all.
type Choices struct {
	Complaints, Satisfied, Unsatisfied bool
	Numbers                            []int
}

// Words of Choices.
const (
	ChoiceComplaints  = "complaints"
	ChoiceSatisfied   = "satisfied"
	ChoiceUnsatisfied = "unsatisfied"
)

// ParseChoices reads "complaints", "satisfied", "unsatisfied" or numbers such
// as "1,2"; empty is all. ok is false for anything else.
func ParseChoices(text string) (c Choices, ok bool) {
	switch text {
	case "":
		return c, true
	case ChoiceComplaints:
		return Choices{Complaints: true}, true
	case ChoiceSatisfied:
		return Choices{Satisfied: true}, true
	case ChoiceUnsatisfied:
		return Choices{Unsatisfied: true}, true
	}
	for word := range strings.SplitSeq(text, ",") {
		n, err := strconv.Atoi(word)
		if err != nil || n < 0 || n > 10 || word != strconv.Itoa(n) {
			return Choices{}, false
		}
		if !slices.Contains(c.Numbers, n) {
			c.Numbers = append(c.Numbers, n)
		}
	}
	slices.Sort(c.Numbers)
	return c, true
}

// String is the inverse of ParseChoices.
func (c Choices) String() string {
	switch {
	case c.Complaints:
		return ChoiceComplaints
	case c.Satisfied:
		return ChoiceSatisfied
	case c.Unsatisfied:
		return ChoiceUnsatisfied
	}
	words := make([]string, len(c.Numbers))
	for i, n := range c.Numbers {
		words[i] = strconv.Itoa(n)
	}
	return strings.Join(words, ",")
}

// All reports whether any choice is wanted.
func (c Choices) All() bool {
	return !c.Complaints && !c.Satisfied && !c.Unsatisfied && len(c.Numbers) == 0
}

// Has reports whether a choice on a scale is wanted.
func (c Choices) Has(scale ScaleID, choice int) bool {
	if c.All() {
		return true
	}
	s, ok := ScaleByID(scale)
	switch {
	case !ok:
		return false
	case c.Complaints:
		return s.IsComplaint(choice)
	case c.Satisfied:
		return s.IsSatisfied(choice)
	case c.Unsatisfied:
		return !s.IsSatisfied(choice)
	}
	return slices.Contains(c.Numbers, choice)
}

// In counts the wanted answers of a tally.
func (c Choices) In(t Tally) int {
	n := 0
	for scale, counts := range t.Answers {
		for choice, k := range counts {
			if c.Has(scale, choice) {
				n += k
			}
		}
	}
	return n
}

// HasFigures reports whether there are tallies of what the filter wants: for
// the portfolio, a project, a customer, a customer in a project and an agent,
// each also of one survey. What narrows further is listed without a figure:
// a share of chosen answers would say how they were chosen.
func (f ResponseFilter) HasFigures() bool {
	narrower := f.Contact != "" || f.Language != "" || !f.Choices.All() || f.Words != "" || f.Text != "" || f.By != "" || f.Void || f.Reason != "" || f.Scale != ""
	return !narrower && (f.Agent == "" || f.Project == "" && f.Customer == "")
}

// Wants reports whether the filter lets an answered invitation through, as far
// as the invitation itself can tell: period, language and text are looked at by
// whoever reads them.
func (f ResponseFilter) Wants(inv Invitation) bool {
	state := Answered
	if f.Void {
		state = AnswerVoid
	}
	comment := No
	if inv.Words.Comment != "" {
		comment = Yes
	}
	switch {
	case inv.Answer != state,
		f.Project != "" && inv.Project != f.Project,
		f.Customer != "" && inv.Customer != f.Customer,
		f.Contact != "" && inv.Contact != f.Contact,
		f.Agent != "" && inv.Agent != f.Agent,
		f.Survey != "" && inv.Survey != f.Survey,
		f.By != "" && inv.By != f.By,
		f.Scale != "" && inv.Scale != f.Scale,
		f.Reason != "" && !slices.Contains(inv.Words.Reasons, f.Reason),
		f.Words != "" && comment != f.Words:
		return false
	}
	return f.Choices.Has(inv.Scale, inv.Choice)
}
