package signal

import (
	"math"

	"barometer/surveys"
)

// changePull is the number of answers that the portfolio's share is worth in
// each of two windows that are compared.
const changePull = 5.0

// Change compares a window with the one before.
type Change struct {
	Worse float64 // probability that satisfaction fell, 0..1
	Known bool    // both windows have enough answers to say so
}

// NewChange returns the probability that the satisfied share fell from one
// window to the next: two independent Beta posteriors whose common prior is
// the portfolio's satisfied share (0..1), worth 5 answers and kept within
// 10..90 % so that it never decides alone.
func NewChange(now, before surveys.Level, portfolio float64) Change {
	q := math.Min(.9, math.Max(.1, portfolio))
	posterior := func(l surveys.Level) beta {
		return beta{a: changePull*q + float64(l.K), b: changePull*(1-q) + float64(l.N-l.K)}
	}
	return Change{
		Worse: posterior(now).below(posterior(before)),
		Known: now.Reading() && before.Reading(),
	}
}
