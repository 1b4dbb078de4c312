package server

import (
	"cmp"
	"maps"
	"slices"

	"barometer/surveys"
	"barometer/templates"
)

// reasonsShown is how many reasons a page shows, the most frequent first.
const reasonsShown = 6

// reasonsOf counts what was ticked beside the answers of a period that were not
// satisfied: of those given, which are the newest; most is how many were asked
// for, so that the rule can say where there were more.
func (n names) reasonsOf(answers []surveys.Invitation, p surveys.Period, span string, most int, clock templates.Clock) templates.Reasons {
	ticked, low := map[string]int{}, 0
	for _, inv := range answers {
		scale, ok := surveys.ScaleByID(inv.Scale)
		if !ok || scale.IsSatisfied(inv.Choice) || !inDays(inv, p, clock) {
			continue
		}
		low++
		for _, reason := range n.reasons(inv) {
			ticked[reason]++
		}
	}
	out := templates.Reasons{Heading: clock.Words.Text("customer_reasons"), Rule: clock.Words.Count("customer_reasons_rule", low, "Span", span)}
	if len(answers) >= most && inDays(answers[len(answers)-1], p, clock) {
		out.Rule = clock.Words.Count("customer_reasons_newest", low, "Span", span, "Read", templates.Count(len(answers)))
	}
	byCount := func(a, b string) int { return cmp.Or(cmp.Compare(ticked[b], ticked[a]), cmp.Compare(a, b)) }
	for _, reason := range slices.SortedFunc(maps.Keys(ticked), byCount) {
		if len(out.Rows) == reasonsShown {
			break
		}
		out.Rows = append(out.Rows, templates.ReasonRow{Name: reason,
			Share: clock.Words.Text("customer_share", "K", templates.Count(ticked[reason]), "N", templates.Count(low))})
	}
	return out
}
