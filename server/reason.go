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

// sample is the newest answers of a period, as many as were read, with the
// list that holds exactly these.
type sample struct {
	answers []surveys.Invitation
	of      surveys.ResponseFilter
	span    string // the days in words
	cut     bool   // there are more, and no list holds exactly these
}

// sampleOf takes those of the newest answers that the filter's period holds.
// Where more of it were not read, the sample begins with a whole day, so that
// a list can name it.
func sampleOf(newest []surveys.Invitation, of surveys.ResponseFilter, most int, sp span, clock templates.Clock) sample {
	all := allOr(of.Period, sp)
	day := func(inv surveys.Invitation) surveys.Day { return surveys.DayOf(inv.AnsweredAt, clock.Zone) }
	out := sample{of: of, span: sp.words(clock)}
	for _, inv := range newest {
		if inDays(inv, all, clock) {
			out.answers = append(out.answers, inv)
		}
	}
	if len(newest) < most || day(newest[len(newest)-1]) < all.From {
		if sp.days == 0 {
			out.of.Period = surveys.Period{}
		}
		return out
	}
	first := day(newest[len(newest)-1]) + 1
	whole := slices.DeleteFunc(slices.Clone(out.answers), func(inv surveys.Invitation) bool { return day(inv) < first })
	if len(whole) == 0 {
		out.cut = true
		return out
	}
	out.answers, out.of.Period.From = whole, first
	out.span = clock.Words.Text("responses_from_to", "From", clock.Date(first), "To", clock.Date(out.of.Period.To))
	return out
}

// behind leads to those of the sample that a filter wants besides; empty where
// no list holds exactly these.
func (s sample) behind(n int, narrow func(*surveys.ResponseFilter)) string {
	if n == 0 || s.cut {
		return ""
	}
	of := s.of
	narrow(&of)
	return responsesAddress(of)
}

// reasonsOf counts what was ticked beside the answers that were not satisfied.
func (n names) reasonsOf(s sample, clock templates.Clock) templates.Reasons {
	ticked, called, low := map[string]int{}, map[string]string{}, 0
	for _, inv := range s.answers {
		scale, ok := surveys.ScaleByID(inv.Scale)
		if !ok || scale.IsSatisfied(inv.Choice) {
			continue
		}
		low++
		words := n.reasons(inv)
		for i, id := range inv.Words.Reasons {
			ticked[id]++
			called[id] = cmp.Or(called[id], words[i])
		}
	}
	unsatisfied := func(f *surveys.ResponseFilter) { f.Choices = surveys.Choices{Unsatisfied: true} }
	out := templates.Reasons{Heading: clock.Words.Text("customer_reasons"), Rule: clock.Words.Count("customer_reasons_rule", low, "Span", s.span),
		Behind: templates.Link{Text: clock.Words.Count("customer_behind", low), Address: s.behind(low, unsatisfied)}}
	if s.cut {
		out.Rule = clock.Words.Count("customer_reasons_newest", low, "Span", s.span, "Read", templates.Count(len(s.answers)))
	}
	byCount := func(a, b string) int {
		return cmp.Or(cmp.Compare(ticked[b], ticked[a]), cmp.Compare(called[a], called[b]), cmp.Compare(a, b))
	}
	for _, id := range slices.SortedFunc(maps.Keys(ticked), byCount) {
		if len(out.Rows) == reasonsShown {
			break
		}
		out.Rows = append(out.Rows, templates.ReasonRow{Name: called[id],
			Share: clock.Words.Text("customer_share", "K", templates.Count(ticked[id]), "N", templates.Count(low)),
			Behind: s.behind(ticked[id], func(f *surveys.ResponseFilter) {
				unsatisfied(f)
				f.Reason = id
			})})
	}
	return out
}
