package surveys

import "maps"

// Counts are answers by choice, on one scale.
type Counts map[int]int

// N returns the number of answers.
func (c Counts) N() int {
	n := 0
	for _, k := range c {
		n += k
	}
	return n
}

// Tally counts answers of a day, or of a span of days, by scale and choice;
// and mails by their day of sending.
type Tally struct {
	Answers  map[ScaleID]Counts
	Sent     int
	Bounced  int
	Answered int // answers to mails sent in the span
}

// Add puts another tally on top.
func (t *Tally) Add(o Tally) {
	for id, counts := range o.Answers {
		for choice, k := range counts {
			t.Count(id, choice, k)
		}
	}
	t.Sent += o.Sent
	t.Bounced += o.Bounced
	t.Answered += o.Answered
}

// Count moves the count of a choice by k.
func (t *Tally) Count(scale ScaleID, choice, k int) {
	if t.Answers == nil {
		t.Answers = map[ScaleID]Counts{}
	}
	if t.Answers[scale] == nil {
		t.Answers[scale] = Counts{}
	}
	t.Answers[scale][choice] += k
}

// Equal reports whether both count the same.
func (t Tally) Equal(o Tally) bool {
	return t.Sent == o.Sent && t.Bounced == o.Bounced && t.Answered == o.Answered &&
		maps.EqualFunc(t.Answers, o.Answers, func(a, b Counts) bool { return maps.Equal(a, b) })
}

// N returns the number of answers over all scales.
func (t Tally) N() int {
	n := 0
	for _, c := range t.Answers {
		n += c.N()
	}
	return n
}

// Satisfied returns the number of satisfied answers over all scales.
func (t Tally) Satisfied() int { return t.sum(Scale.IsSatisfied) }

// Complaints returns the number of complaints over all scales.
func (t Tally) Complaints() int { return t.sum(Scale.IsComplaint) }

func (t Tally) sum(want func(Scale, int) bool) int {
	n := 0
	for id, counts := range t.Answers {
		scale, _ := ScaleByID(id)
		for choice, k := range counts {
			if want(scale, choice) {
				n += k
			}
		}
	}
	return n
}

// Days are tallies by day.
type Days map[Day]Tally

// Sum adds up the days of a period.
func (d Days) Sum(p Period) Tally {
	var sum Tally
	if p.Days() < len(d) {
		for day := p.From; day <= p.To; day++ {
			sum.Add(d[day])
		}
		return sum
	}
	for day, t := range d {
		if p.Has(day) {
			sum.Add(t)
		}
	}
	return sum
}

// N returns the number of answers in a period.
func (d Days) N(p Period) int {
	n, _ := d.count(p)
	return n
}

// Level returns the satisfied share of a period.
func (d Days) Level(p Period) Level {
	n, satisfied := d.count(p)
	return NewLevel(satisfied, n)
}

// count is Sum for what a level needs: pages cut years into dozens of periods.
func (d Days) count(p Period) (n, satisfied int) {
	for day := p.From; day <= p.To && p.Days() < len(d); day++ {
		n, satisfied = n+d[day].N(), satisfied+d[day].Satisfied()
	}
	if p.Days() < len(d) {
		return n, satisfied
	}
	for day, t := range d {
		if p.Has(day) {
			n, satisfied = n+t.N(), satisfied+t.Satisfied()
		}
	}
	return n, satisfied
}

// Total adds up all days.
func (d Days) Total() Tally {
	var sum Tally
	for _, t := range d {
		sum.Add(t)
	}
	return sum
}

// Add puts other days on top.
func (d Days) Add(o Days) {
	for day, t := range o {
		sum := Tally{Answers: cloneAnswers(d[day].Answers), Sent: d[day].Sent, Bounced: d[day].Bounced, Answered: d[day].Answered}
		sum.Add(t)
		d[day] = sum
	}
}

func cloneAnswers(a map[ScaleID]Counts) map[ScaleID]Counts {
	out := make(map[ScaleID]Counts, len(a))
	for id, c := range a {
		out[id] = maps.Clone(c)
	}
	return out
}
