package templates

import (
	"strconv"
	"strings"

	"barometer/surveys"
)

// Bar is what was chosen on one scale, worst at the left.
type Bar struct {
	N     int
	Label string
	Parts []BarPart
	Scale string // named where more than one scale was used
	Of    surveys.ScaleID
}

// BarPart is one choice. X, Width and Middle are in percent of the bar.
type BarPart struct {
	Class            string
	Dark             bool // the ends: light text on a full colour
	X, Width, Middle float64
	Count            int
	Choice           int
	Word             string
	Address          string // of those who chose it; empty: nothing leads there
}

// Shown reports whether the part is wide enough for its count.
func (p BarPart) Shown() bool { return p.Width+barGap >= 5 }

// barGap is between two choices, in percent of the bar.
const barGap = 0.4

// NewBars draws one bar for each scale that was used, with our words for its
// choices.
func NewBars(t surveys.Tally, words *Locale) []Bar {
	var out []Bar
	for _, scale := range surveys.Scales() {
		if counts := t.Answers[scale.ID]; counts.N() > 0 {
			out = append(out, words.newBar(scale, counts))
		}
	}
	if len(out) == 1 {
		out[0].Scale = "" // there is nothing to tell it from
	}
	return out
}

func (l *Locale) newBar(scale surveys.Scale, counts surveys.Counts) Bar {
	bar, words := Bar{N: counts.N(), Of: scale.ID, Scale: l.ScaleName(scale.ID)}, l.Wording(surveys.NewSurvey("", scale.ID))
	var said []string
	done := 0
	for _, choice := range scale.Choices() {
		k := counts[choice]
		part := BarPart{Choice: choice, Count: k, Word: strings.ToLower(words.Label(scale.ID, choice)), Class: choiceClass(scale, choice)}
		part.Dark = part.Class == "c1" || part.Class == "c5"
		part.X = 100 * float64(done) / float64(bar.N)
		part.Width = max(0, 100*float64(k)/float64(bar.N)-barGap)
		part.Middle = part.X + part.Width/2
		bar.Parts = append(bar.Parts, part)
		said = append(said, l.Text("bar_rated", "N", strconv.Itoa(k), "Choice", strconv.Itoa(choice)))
		done += k
	}
	bar.Label = l.Text("bar_label", "Scale", bar.Scale, "Parts", strings.Join(said, l.Text("team_list_comma")))
	return bar
}

// choiceClass spreads the five colours over the choices of any scale.
func choiceClass(scale surveys.Scale, choice int) string {
	last := scale.Max - scale.Min
	place := choice - scale.Min
	switch {
	case scale.IsComplaint(choice) && place == 0:
		return "c1"
	case place == last:
		return "c5"
	case scale.IsComplaint(choice):
		return "c2"
	case scale.IsSatisfied(choice):
		return "c4"
	}
	return "c3"
}
