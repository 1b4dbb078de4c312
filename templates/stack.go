package templates

import (
	"fmt"
	"math"
	"strings"
	"time"

	"barometer/surveys"
)

// stackHeight is the height of a full bar in pixels; above it stand the
// readout and n.
const (
	stackHeight = 150.0
	stackTop    = 44.0
)

// Stack is what was chosen on one scale, month by month.
type Stack struct {
	Scale  string // named where more than one scale was used
	Of     surveys.ScaleID
	Label  string
	Desc   string
	Months []StackMonth
	Key    []BarPart // the choices, worst first
	Last   string    // the last month with an answer in words
}

// StackMonth is one bar; X and Width are in percent.
type StackMonth struct {
	Name     string
	Days     surveys.Period
	Behind   string // address of the answers; empty: nothing leads there
	X, Width float64
	N        int
	Parts    []StackPart // worst first, the lowest of the bar; zero counts too
	Text     string      // in words
	Last     bool        // the newest with an answer
}

// StackPart is one choice of a month; Y and Height in pixels, to a tenth.
type StackPart struct {
	Class     string
	Choice    int
	Count     int
	Y, Height float64
}

// NewStacks draws one chart for each scale that was used in the period, by
// calendar months.
func NewStacks(days surveys.Days, p surveys.Period, words *Locale) []Stack {
	months := p.From.Months(p.To)
	sums := make(map[int]*surveys.Tally, len(months))
	var total surveys.Tally
	for day, tally := range days {
		if !p.Has(day) {
			continue
		}
		if sums[day.Month()] == nil {
			sums[day.Month()] = &surveys.Tally{}
		}
		sums[day.Month()].Add(tally)
		total.Add(tally)
	}
	var out []Stack
	for _, scale := range surveys.Scales() {
		if counts := total.Answers[scale.ID]; counts.N() > 0 {
			s := Stack{Scale: words.ScaleName(scale.ID), Of: scale.ID, Label: words.Text("stack_label"), Key: words.newBar(scale, counts).Parts}
			s.draw(scale, months, sums, words)
			s.date(months, p)
			out = append(out, s)
		}
	}
	if len(out) == 1 {
		out[0].Scale = ""
	}
	return out
}

func (s *Stack) draw(scale surveys.Scale, months []int, sums map[int]*surveys.Tally, words *Locale) {
	step, last := 100/float64(len(months)), -1
	for i, month := range months {
		m := StackMonth{Name: words.monthYear(month), X: step*float64(i) + step*.1, Width: step * .8}
		if sum := sums[month]; sum != nil {
			m.fill(scale, sum.Answers[scale.ID])
		}
		if m.N > 0 {
			last = i
		}
		s.Months = append(s.Months, m)
	}
	s.Months[last].Last = true
	s.Last = s.Months[last].Text
	s.Desc = s.Last
}

// date says which days of the period the months hold.
func (s *Stack) date(months []int, p surveys.Period) {
	for i, month := range months {
		first := surveys.DayFromDate(month/100, time.Month(month%100), 1)
		next := surveys.DayFromDate(month/100, time.Month(month%100)+1, 1)
		s.Months[i].Days = surveys.Period{From: max(first, p.From), To: min(next-1, p.To)}
	}
}

func (m *StackMonth) fill(scale surveys.Scale, counts surveys.Counts) {
	if m.N = counts.N(); m.N == 0 {
		return
	}
	var said []string
	y := stackTop + stackHeight
	for _, choice := range scale.Choices() {
		height := stackHeight * float64(counts[choice]) / float64(m.N)
		y -= height
		m.Parts = append(m.Parts, StackPart{Class: choiceClass(scale, choice), Choice: choice, Count: counts[choice], Y: tenth(y), Height: tenth(height)})
		if counts[choice] > 0 {
			said = append(said, fmt.Sprintf("%d × %s", choice, Count(counts[choice])))
		}
	}
	m.Text = m.Name + ": " + strings.Join(said, ", ") + ", n" + nbsp + "=" + nbsp + Count(m.N)
}

func tenth(v float64) float64 { return math.Round(10*v) / 10 }
