package surveys

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// AttentionKind says what needs us.
type AttentionKind string

// The kinds of what needs us.
const (
	CustomerNeeds AttentionKind = "customer"
	ProjectNeeds  AttentionKind = "project"
)

// Attention is a customer or project that needs somebody now, with the facts
// that say so. Nothing is hidden by an average: the worst voice and the
// decision makers who are not heard stand beside it.
type Attention struct {
	Kind AttentionKind
	Standing
	Worth    float64      // how much it weighs; 1 where nobody said
	Money    bool         // it is weighed by revenue, which not everybody may see
	Case     Case         // the oldest that waits for an answer; ID 0: none
	Alarm    Alarm        // the newest that stands; ID empty: none
	Silences []Silence    // who is not heard
	Recent   []Invitation // the newest answers, newest first, without their words
	Worst    Invitation   // the lowest complaint among those of the period; ID empty: none
	People   map[ContactID]Contact
}

// factsShown is how many facts a sentence holds: more are not read.
const factsShown = 3

// Why says in one sentence what the facts are: "Two of the last three
// milestones rated 2; 94 % likely worse than the 90 days before."
func (a Attention) Why() string {
	var facts []string
	add := func(fact string) {
		if fact != "" {
			facts = append(facts, fact)
		}
	}
	add(a.casesWords())
	add(LastRated(a.Recent))
	if a.Alarm.ID != "" {
		add(a.Alarm.Sentence)
	}
	add(a.changeWords())
	for _, s := range a.Silences {
		add(s.Text(a.nameOf(s.Contact)))
	}
	if len(facts) < 2 && a.Level.N > 0 {
		add(fmt.Sprintf("%d of %d satisfied in %d days", a.Level.K, a.Level.N, a.Period.Days()))
	}
	if len(facts) == 0 {
		return "Nothing calls for a person."
	}
	return capital(strings.Join(facts[:min(len(facts), factsShown)], "; ")) + "."
}

func (a Attention) casesWords() string {
	switch {
	case a.Case.ID != 0 && a.Cases > 1:
		return fmt.Sprintf("case %d waits for an answer, %d are open", a.Case.ID, a.Cases)
	case a.Case.ID != 0:
		return fmt.Sprintf("case %d waits for an answer", a.Case.ID)
	case a.Cases == 1:
		return "1 case is open"
	case a.Cases > 1:
		return fmt.Sprintf("%d cases are open", a.Cases)
	}
	return ""
}

// changeWords says the change where it is likely and no alarm has said it.
func (a Attention) changeWords() string {
	const likely = .8
	if a.Alarm.ID != "" || !a.Compared || a.Worse < likely {
		return ""
	}
	sure := "over 99 %"
	if a.Worse < .995 {
		sure = fmt.Sprintf("%.0f %%", 100*a.Worse)
	}
	return fmt.Sprintf("%s likely worse than the %d days before", sure, a.Period.Days())
}

// nameOf is what a contact is called.
func (a Attention) nameOf(id ContactID) string {
	p := a.People[id]
	switch {
	case id == "":
		return a.Name
	case p.Name != "":
		return p.Name
	case p.Address != "":
		return p.Address
	}
	return "somebody"
}

// Person is whom to talk to: of the case, else of the worst voice, else who
// fell silent, else who decides; empty where nobody is known.
func (a Attention) Person() Contact {
	ids := []ContactID{a.Case.Contact, a.Worst.Contact}
	for _, s := range a.Silences {
		ids = append(ids, s.Contact)
	}
	var deciders []ContactID
	for id, p := range a.People {
		if p.Role == DecisionMaker {
			deciders = append(deciders, id)
		}
	}
	slices.Sort(deciders)
	for _, id := range append(ids, deciders...) {
		if p := a.People[id]; p.Name != "" || p.Address != "" {
			return p
		}
	}
	return Contact{}
}

// Next says what to do: "Call Priya Nair".
func (a Attention) Next() string {
	p := a.Person()
	switch {
	case p.ID == "" && a.Case.ID != 0:
		return fmt.Sprintf("Answer case %d", a.Case.ID)
	case p.ID == "":
		return "Read what was said"
	case !p.BouncedAt.IsZero():
		return "Find a new address for " + a.nameOf(p.ID)
	}
	return "Call " + a.nameOf(p.ID)
}

// WorstOf returns the lowest complaint among answers, the newest of equals;
// without an ID where there is none.
func WorstOf(answers []Invitation, since time.Time) (worst Invitation) {
	bad := 0.0
	for _, inv := range answers {
		scale, ok := ScaleByID(inv.Scale)
		if !ok || inv.Answer != Answered || inv.AnsweredAt.Before(since) || !scale.IsComplaint(inv.Choice) {
			continue
		}
		if b := scale.BadnessOf(inv.Choice); b > bad {
			worst, bad = inv, b
		}
	}
	return worst
}

// LastRated says how many of the last three answers about one type of
// interaction were complaints: "two of the last three milestones rated 2".
// It takes the type of the newest complaint; empty where none of its last
// three was one. answers are newest first.
func LastRated(answers []Invitation) string {
	i := slices.IndexFunc(answers, isComplaint)
	if i < 0 {
		return ""
	}
	var choices []string
	of, bad := 0, 0
	for _, inv := range answers {
		if inv.Type != answers[i].Type || of == len(countWords()) {
			continue
		}
		of++
		if isComplaint(inv) {
			bad++
			if text := fmt.Sprint(inv.Choice); !slices.Contains(choices, text) {
				choices = append(choices, text)
			}
		}
	}
	if bad == 0 {
		return ""
	}
	words, rated := countWords(), " rated "+strings.Join(choices, " and ")
	if of == 1 {
		return "the last " + typeWord(answers[i].Type, 1) + rated
	}
	if bad == of {
		return "the last " + words[of-1] + " " + typeWord(answers[i].Type, of) + rated
	}
	return words[bad-1] + " of the last " + words[of-1] + " " + typeWord(answers[i].Type, of) + rated
}

func isComplaint(inv Invitation) bool {
	scale, ok := ScaleByID(inv.Scale)
	return ok && inv.Answer == Answered && scale.IsComplaint(inv.Choice)
}

func countWords() []string { return []string{"one", "two", "three"} }

// typeWord is a type of interaction in the plural where there are several.
func typeWord(typ string, n int) string {
	word := OneLine(typ, 24)
	if word == "" {
		word = "answer"
	}
	if n == 1 {
		return word
	}
	switch {
	case strings.HasSuffix(word, "y") && !strings.ContainsAny(word[max(0, len(word)-2):len(word)-1], "aeiou"):
		return word[:len(word)-1] + "ies"
	case strings.HasSuffix(word, "s"), strings.HasSuffix(word, "sh"), strings.HasSuffix(word, "ch"), strings.HasSuffix(word, "x"):
		return word + "es"
	}
	return word + "s"
}

func capital(s string) string {
	for i, r := range s {
		if i == 0 {
			return strings.ToUpper(string(r)) + s[len(string(r)):]
		}
	}
	return s
}
