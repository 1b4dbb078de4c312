package signal

import (
	"sort"

	"barometer/surveys"
)

// Alphas are the promises over time: which alpha an answer of a day is judged
// by. A change of the promise touches nothing that came before it, so that
// what is folded anew from the responses says what was said live. nil is
// DefaultAlpha on all days.
type Alphas []AlphaFrom

// AlphaFrom is a promise with the first day that it holds for.
type AlphaFrom struct {
	From  surveys.Day
	Alpha float64 // false alarms a stream and year
}

// NewAlphas orders promises by day; of those of one day the last one holds.
func NewAlphas(all []AlphaFrom) Alphas {
	out := append(Alphas(nil), all...)
	sort.SliceStable(out, func(i, j int) bool { return out[i].From < out[j].From })
	return out
}

// On returns the promise that holds on a day.
func (a Alphas) On(day surveys.Day) float64 {
	i := sort.Search(len(a), func(i int) bool { return a[i].From > day })
	if i == 0 {
		return DefaultAlpha
	}
	return a[i-1].Alpha
}
