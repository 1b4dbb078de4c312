package server

import (
	"barometer/surveys"
	"barometer/templates"
)

// said are the newest words of the customer, and the worst of the period where
// they do not hold it.
func (f customerFile) said(p surveys.Period, clock templates.Clock) (said []templates.Voice, worst *templates.Voice) {
	var newest []surveys.Invitation
	for _, inv := range f.answers {
		if inv.Words.Comment != "" && len(newest) < voicesShown {
			newest = append(newest, inv)
			said = append(said, f.names.voiceOf(inv, templates.Link{}, clock))
		}
	}
	low, found := f.worst(p, clock)
	for _, inv := range newest {
		found = found && inv.ID != low.ID
	}
	if found {
		v := f.names.voiceOf(low, templates.Link{}, clock)
		worst = &v
	}
	return said, worst
}

// comments counts the answers with words, where all answers were read.
func (f customerFile) comments() (n int) {
	for _, inv := range f.answers {
		n += count(inv.Words.Comment != "")
	}
	if len(f.answers) == answersHeard {
		return 0
	}
	return n
}

// worst is the worst answer with words in the period, the newest of the worst.
func (f customerFile) worst(p surveys.Period, clock templates.Clock) (worst surveys.Invitation, found bool) {
	badness := -1.0
	for _, inv := range f.answers {
		scale, ok := surveys.ScaleByID(inv.Scale)
		if !ok || inv.Words.Comment == "" || !inDays(inv, p, clock) || scale.IsSatisfied(inv.Choice) {
			continue
		}
		if b := scale.BadnessOf(inv.Choice); b > badness {
			worst, badness, found = inv, b, true
		}
	}
	return worst, found
}

// inDays reports whether an answer came within a period.
func inDays(inv surveys.Invitation, p surveys.Period, clock templates.Clock) bool {
	day := surveys.DayOf(inv.AnsweredAt, clock.Zone)
	return day >= p.From && day <= p.To
}

// customerFacts say what is at stake: the stage, what the customer pays, and
// its next special day. Each leads to its plate on the page.
func customerFacts(page templates.CustomerPage) []templates.Link {
	var out []templates.Link
	say := page.Clock.Words
	if life := page.Life; life != nil && life.Stage != "" {
		out = append(out, templates.Link{Text: templates.Sentence(say.Text("customer_fact_stage", "Stage", life.Stage, "Since", life.Since)), Address: "#life"})
	}
	if page.Worth != nil && page.Worth.Pays != "" {
		out = append(out, templates.Link{Text: page.Worth.Pays, Address: "#worth"})
	}
	if page.Relation != nil {
		for _, day := range page.Relation.Days.Rows {
			if !day.Over {
				out = append(out, templates.Link{Text: say.Text("customer_fact_day", "What", day.What, "When", day.When), Address: "#days"})
				break
			}
		}
	}
	return append(out, templates.Link{Text: say.Text("customer_timeline"), Address: "#timeline"})
}
