package signal

import (
	"maps"
	"slices"
	"sort"

	"barometer/surveys"
)

// Priors are what the whole portfolio says before a stream speaks: the method
// leans on them as long as a stream has few answers of its own (empirical
// Bayes: Robbins 1956; Efron and Morris 1973).
type Priors struct {
	P      float64 // share of complaints, all time
	G      float64 // mean badness, all time
	Recent float64 // mean badness of late, half-life 30 days, leaning on G
}

// How much the portfolio weighs before it has answers of its own.
const (
	startWeight  = 20.0  // ratings behind the first P and G
	startRecent  = 50.0  // ratings behind the first recent mean
	startBadness = 0.185 // mean badness of real post-delivery surveys
	recentPull   = 20.0  // ratings by which Recent leans on G
)

// Portfolio sums up all ratings of all streams. The zero value is a portfolio
// without answers.
type Portfolio struct {
	n, k, b  float64 // ratings, complaints, badness
	expected float64 // sum of the scales' P0
	rn, rb   float64 // decayed ratings and badness at last
	last     float64 // days; meaningless while n is 0
}

// Add counts one rating, in answered order.
func (f *Portfolio) Add(r Rating) {
	f.add(r.At, counts{n: 1, k: indicator(r.Complaint), b: r.Badness, expected: r.P0})
}

// AddDay counts all ratings of a day at its end: the tallies that live figures
// are kept in know no time of day. Days must come in order.
func (f *Portfolio) AddDay(day surveys.Day, t surveys.Tally) {
	if c := countTally(t); c.n > 0 {
		f.add(float64(day)+1, c)
	}
}

func (f *Portfolio) add(at float64, c counts) {
	if f.n == 0 {
		f.rn, f.rb, f.last = startRecent, startRecent*startBadness, at
	}
	d := halved(at-f.last, fastHalfLife)
	f.rn, f.rb = f.rn*d+c.n, f.rb*d+c.b
	f.n, f.k, f.b = f.n+c.n, f.k+c.k, f.b+c.b
	f.expected += c.expected
	f.last = max(f.last, at)
}

// Priors reads the portfolio as it is after the last rating; nothing fades by
// reading. Before the first rating the default survey's scale is assumed.
func (f *Portfolio) Priors() Priors {
	if f.n == 0 {
		scale, _ := surveys.ScaleByID(surveys.DefaultSurvey().Scale)
		return Priors{P: scale.P0, G: startBadness, Recent: startBadness}
	}
	p0 := f.expected / f.n
	g := (startWeight*startBadness + f.b) / (startWeight + f.n)
	return Priors{
		P:      (startWeight*p0 + f.k) / (startWeight + f.n),
		G:      g,
		Recent: (f.rb + recentPull*g) / (f.rn + recentPull),
	}
}

// History holds the priors at the end of each day that had answers.
type History struct {
	days   []surveys.Day
	priors []Priors
}

// NewHistory reads the daily tallies of the whole portfolio.
func NewHistory(tallies surveys.Days) History {
	var f Portfolio
	h := History{days: slices.Sorted(maps.Keys(tallies))}
	h.priors = make([]Priors, 0, len(h.days))
	for _, day := range h.days {
		f.AddDay(day, tallies[day])
		h.priors = append(h.priors, f.Priors())
	}
	return h
}

// Before returns the priors for a rating of the day: those at the end of the
// day before, so that nothing of the day itself is used.
func (h History) Before(day surveys.Day) Priors {
	i := sort.Search(len(h.days), func(i int) bool { return h.days[i] >= day })
	return h.beforeAt(i)
}

// beforeAt is Before for the i-th day that had answers.
func (h History) beforeAt(i int) Priors {
	if i == 0 {
		return new(Portfolio).Priors()
	}
	return h.priors[i-1]
}

// counts are what a portfolio needs to know of some ratings.
type counts struct{ n, k, b, expected float64 }

// countTally goes through the scales in their order, never through the map's:
// the sum of floats must not depend on chance.
func countTally(t surveys.Tally) counts {
	var c counts
	for _, scale := range surveys.Scales() {
		answers := t.Answers[scale.ID]
		for i, badness := range scale.Badness {
			choice := scale.Min + i
			n := float64(max(0, answers[choice]))
			c.n += n
			c.k += n * indicator(scale.IsComplaint(choice))
			c.b += n * badness
			c.expected += n * scale.P0
		}
	}
	return c
}

func indicator(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
