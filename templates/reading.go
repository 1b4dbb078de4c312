package templates

import (
	"fmt"
	"math"
	"strconv"

	"barometer/surveys"
)

// Forecast writes a word of the dial.
func (l *Locale) Forecast(f surveys.Forecast) string { return l.Text("word_" + StateClass(f)) }

// Figure writes all of a level: "86 %, 81–90, n = 214".
func (l *Locale) Figure(level surveys.Level) string {
	if !level.Reading() {
		return l.Forecast(surveys.NoReading) + ", " + Spread(level)
	}
	return Percent(level) + ", " + Spread(level)
}

// Points writes a difference of two shares: "−35 points", "+1 point".
func (l *Locale) Points(now, before surveys.Level) string {
	if !now.Reading() || !before.Reading() {
		return "–"
	}
	d, sign := math.Round(now.Rate)-math.Round(before.Rate), "+"
	if d < 0 {
		sign = "−"
	} else if d == 0 {
		sign = "±"
	}
	return l.Count("team_points", int(math.Abs(d)), "Sign", sign)
}

// ChoiceOf writes a choice beside the best one: "2 of 5".
func (l *Locale) ChoiceOf(scale surveys.Scale, choice int) string {
	return l.Text("team_choice_of", "Choice", strconv.Itoa(choice), "Max", strconv.Itoa(scale.Max))
}

// Sure writes how sure a finding is, from 0 to 1; never 100 %: no sample is
// that sure.
func (l *Locale) Sure(p float64) string {
	if p >= .995 {
		return l.Text("change_sure_most")
	}
	return l.Text("change_sure", "Share", fmt.Sprintf("%.0f", 100*p))
}

// changeClear is the probability from which a change is worth a word.
const changeClear = 0.80

// Change says how likely satisfaction fell, with probability worse: "98 %
// likely worse", "no clear change" under 80 %, and that there is too little to
// compare.
func (l *Locale) Change(worse float64, known bool) string {
	switch {
	case !known:
		return l.Text("change_unknown")
	case worse >= changeClear:
		return l.Text("change_worse", "Sure", l.Sure(worse))
	case 1-worse >= changeClear:
		return l.Text("change_better", "Sure", l.Sure(1-worse))
	}
	return l.Text("change_none")
}
