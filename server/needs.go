package server

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"barometer/surveys"
	"barometer/templates"
)

// needs ranks who needs us: pure, so that the order can be read and tested.
func (o overview) needs(sp span, clock templates.Clock) []templates.Need {
	waiting := map[string]surveys.Case{} // the oldest open case of each customer
	for _, k := range o.cases {
		if k.State == surveys.CaseOpen {
			if old, ok := waiting[string(k.Customer)]; !ok || k.OpenedAt.Before(old.OpenedAt) {
				waiting[string(k.Customer)] = k
			}
		}
	}
	rows := slices.DeleteFunc(slices.Clone(o.risky), func(st surveys.Standing) bool { return !needsUs(st, waiting[st.ID]) })
	slices.SortStableFunc(rows, func(a, b surveys.Standing) int {
		return cmp.Or(
			cmp.Compare(rank(b, waiting[b.ID]), rank(a, waiting[a.ID])),
			cmp.Compare(b.Risk, a.Risk), cmp.Compare(a.Name, b.Name))
	})
	var out []templates.Need
	for _, st := range rows {
		out = append(out, o.need(st, waiting[st.ID], sp, clock))
	}
	return out
}

func needsUs(st surveys.Standing, k surveys.Case) bool {
	return rank(st, k) > 0 || st.Cases > 0 || st.Forecast == surveys.Storm || st.Forecast == surveys.Rain
}

func rank(st surveys.Standing, k surveys.Case) int {
	switch {
	case k.ID != 0:
		return 2
	case st.Alarm:
		return 1
	}
	return 0
}

func (o overview) need(st surveys.Standing, k surveys.Case, sp span, clock templates.Clock) templates.Need {
	n := templates.Need{
		Name: st.Name, Address: customerAddress(surveys.CustomerID(st.ID)), Forecast: st.Forecast,
		Sentence: countsOf(st, sp), Beside: templates.Figure(st.Level),
	}
	if st.Alarm {
		n.Sentence = "Low ratings come more often than they did: " + n.Sentence
	}
	if k.ID == 0 {
		return n
	}
	n.Sentence = o.caseSentence(k, st.Cases, clock)
	n.Next = templates.Link{Text: fmt.Sprintf("Answer case %d", k.ID), Address: caseAddress(k.ID)}
	n.Beside = "nobody yet"
	if k.Owner != "" {
		n.Beside = k.Owner
	}
	return n
}

func (o overview) caseSentence(k surveys.Case, cases int, clock templates.Clock) string {
	inv := o.inCases[k.ID]
	v := o.names.voiceOf(inv, templates.Link{}, clock)
	text := "Rated " + v.Choice + " " + onDay(clock, surveys.DayOf(inv.AnsweredAt, clock.Zone))
	switch inv.Answer {
	case surveys.Answered:
	case surveys.AnswerVoid:
		text = "A case is open about an answer that does not count any more"
	default:
		text = "Asked to be contacted " + onDay(clock, surveys.DayOf(k.OpenedAt, clock.Zone))
	}
	if v.Quote != "" {
		text += ", “" + strings.TrimRight(templates.Shorten(v.Quote, 70), ". ") + "”"
	}
	if k.Owner == "" {
		text += ", and nobody has answered yet"
	}
	if cases > 1 {
		text += fmt.Sprintf("; %d cases are open", cases)
	}
	return text + "."
}
