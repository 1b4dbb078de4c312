package templates

import (
	"strconv"
	"strings"

	"barometer/surveys"
)

// attentionFacts is how many facts a sentence holds: more are not read.
const attentionFacts = 3

// Why says in one sentence why somebody needs us: "Two of the last three
// milestones rated 2; 94 % likely worse than the 90 days before."
func (c Clock) Why(a surveys.Attention) string {
	var facts []string
	add := func(fact string) {
		if fact != "" {
			facts = append(facts, fact)
		}
	}
	say := c.Words
	add(say.attentionCases(a))
	add(say.LastRated(a.Recent))
	if a.Alarm.ID != "" {
		add(c.Alarm(a.Alarm))
	}
	add(say.attentionChange(a))
	for _, s := range a.Silences {
		add(say.Silence(s, say.attentionName(a, s.Contact)))
	}
	if len(facts) < 2 && a.Level.N > 0 {
		add(say.Count("attention_level", a.Period.Days(), "K", strconv.Itoa(a.Level.K), "N", strconv.Itoa(a.Level.N)))
	}
	if len(facts) == 0 {
		return say.Text("attention_nothing")
	}
	return sentence(strings.Join(facts[:min(len(facts), attentionFacts)], say.Text("team_clause"))) + say.Text("team_stop")
}

func (l *Locale) attentionCases(a surveys.Attention) string {
	switch id := strconv.Itoa(int(a.Case.ID)); {
	case a.Case.ID != 0 && a.Cases > 1:
		return l.Count("attention_case_of", a.Cases, "Case", id)
	case a.Case.ID != 0:
		return l.Text("attention_case", "Case", id)
	case a.Cases > 0:
		return l.Count("attention_cases", a.Cases)
	}
	return ""
}

// attentionChange says the change where it is likely and no alarm has said it.
func (l *Locale) attentionChange(a surveys.Attention) string {
	if a.Alarm.ID != "" || !a.Compared || a.Worse < changeClear {
		return ""
	}
	return l.Count("attention_worse", a.Period.Days(), "Sure", l.Sure(a.Worse))
}

// attentionName is what a contact of somebody who needs us is called.
func (l *Locale) attentionName(a surveys.Attention, id surveys.ContactID) string {
	p := a.People[id]
	switch {
	case id == "":
		return a.Name
	case p.Name != "":
		return p.Name
	case p.Address != "":
		return p.Address
	}
	return l.Text("overview_somebody")
}

// Next says what to do about somebody who needs us: "Call Priya Nair".
func (l *Locale) Next(a surveys.Attention) string {
	step, who := a.Next()
	return l.Text("attention_next_"+string(step), "Case", strconv.Itoa(int(a.Case.ID)), "Who", l.attentionName(a, who.ID))
}

// Silence says that somebody called name is not heard: "Priya Nair answered 3
// of 4 mails and none of the last 3".
func (l *Locale) Silence(s surveys.Silence, name string) string {
	id := "silence_" + string(s.Reason)
	if s.Reason == surveys.SilenceUnheard && s.Since.IsZero() {
		id = "silence_never"
	}
	return l.Text(id, "Who", name, "Answered", strconv.Itoa(s.Answered), "Of", strconv.Itoa(surveys.SilenceUsed), "Last", strconv.Itoa(s.Unanswered))
}

// LastRated says how many of the last answers were complaints: "two of the last
// three milestones rated 2"; empty where none was.
func (l *Locale) LastRated(answers []surveys.Invitation) string {
	r, ok := surveys.LastRated(answers)
	if !ok {
		return ""
	}
	choices := make([]string, len(r.Choices))
	for i, choice := range r.Choices {
		choices[i] = strconv.Itoa(choice)
	}
	id := "attention_rated_some"
	switch r.Bad {
	case r.Of:
		id = "attention_rated_all"
	}
	if r.Of == 1 {
		id = "attention_rated_last"
	}
	number := func(n int) string { return l.Text("number_" + strconv.Itoa(n)) }
	return l.Text(id, "Bad", number(r.Bad), "Of", number(r.Of), "Kind", l.kinds(r.Type, r.Of), "Choices", strings.Join(choices, l.Text("team_and")))
}

// kinds is a type of interaction, in the plural where there are several. Types
// are the caller's own words; languages that cannot bend them leave them as
// they are.
func (l *Locale) kinds(typ string, n int) string {
	word := surveys.OneLine(typ, 24)
	if word == "" {
		return l.Count("kind_answer", n)
	}
	if text := l.Text("kind_" + word); text != "" {
		return l.Count("kind_"+word, n)
	}
	return l.Count("kind_other", n, "Kind", word, "Kinds", several(word))
}

// Kind is a type of interaction in our words where there are some, else in the
// caller's own.
func (l *Locale) Kind(typ string) string {
	if text := l.Text("kind_" + typ); text != "" && typ != "other" && typ != "answer" {
		return l.Count("kind_"+typ, 1)
	}
	return typ
}

// several is an English noun in the plural.
func several(word string) string {
	switch {
	case strings.HasSuffix(word, "y") && !strings.ContainsAny(word[max(0, len(word)-2):len(word)-1], "aeiou"):
		return word[:len(word)-1] + "ies"
	case strings.HasSuffix(word, "s"), strings.HasSuffix(word, "sh"), strings.HasSuffix(word, "ch"), strings.HasSuffix(word, "x"):
		return word + "es"
	}
	return word + "s"
}
