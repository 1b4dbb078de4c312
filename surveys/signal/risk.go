package signal

import "math"

// Half-lives of what a stream remembers, in days.
const (
	fastHalfLife = 30.0
	slowHalfLife = 365.0
)

// How many ratings the portfolio, and the slow memory, are worth.
const (
	slowPull = 25.0
	fastPull = 30.0
)

// Sums are what a stream's risk is made of: badness and number of its ratings,
// faded at two speeds, as of At. The zero value is a stream without ratings.
type Sums struct {
	Fast, FastN float64 // half-life 30 days
	Slow, SlowN float64 // half-life 365 days
	At          float64 // days; meaningless while SlowN is 0
}

// with counts one rating. One that is older than the sums is faded instead of
// them, so that the order of ratings does not matter.
func (s Sums) with(r Rating) Sums {
	return Add(s, Sums{Fast: r.Badness, FastN: 1, Slow: r.Badness, SlowN: 1, At: r.At})
}

// Add joins the sums of two streams, such as a customer's in two projects, as
// of the later one: the result is what one stream of all ratings would hold.
func Add(a, b Sums) Sums {
	switch {
	case a.SlowN == 0:
		return b
	case b.SlowN == 0:
		return a
	}
	at := max(a.At, b.At)
	a, b = a.faded(at), b.faded(at)
	return Sums{
		Fast: a.Fast + b.Fast, FastN: a.FastN + b.FastN,
		Slow: a.Slow + b.Slow, SlowN: a.SlowN + b.SlowN,
		At: at,
	}
}

// faded returns the sums as of a later instant; nothing grows back for an
// earlier one.
func (s Sums) faded(at float64) Sums {
	f, l := halved(at-s.At, fastHalfLife), halved(at-s.At, slowHalfLife)
	return Sums{Fast: s.Fast * f, FastN: s.FastN * f, Slow: s.Slow * l, SlowN: s.SlowN * l, At: at}
}

// Risk is the badness to expect of the next rating, 0..1: the recent ratings
// lean on the older ones, these on what the portfolio says of late. It is an
// empirical Bayes estimate at two speeds (Bühlmann and Straub 1970: credibility
// n/(n+k) with k = 30 and 25 ratings).
//
//	slow = (25·g + s) / (25 + sn)        s, sn: half-life 365 days
//	risk = (30·slow + f) / (30 + fn)     f, fn: half-life  30 days
func Risk(s Sums, at float64, p Priors) float64 {
	if s.SlowN > 0 {
		s = s.faded(at)
	}
	slow := (slowPull*p.Recent + s.Slow) / (slowPull + s.SlowN)
	return (fastPull*slow + s.Fast) / (fastPull + s.FastN)
}

// AMonth estimates how many ratings a month a stream has of late: what the sums
// of 30 days' half-life hold where so many come evenly.
func AMonth(s Sums, at float64) float64 {
	if s.SlowN == 0 {
		return 0
	}
	const month = year / 12
	return s.faded(at).FastN * math.Ln2 / fastHalfLife * month
}

// halved returns what is left of 1 after some days; time never runs back.
func halved(days, halfLife float64) float64 {
	if days <= 0 {
		return 1
	}
	return math.Exp2(-days / halfLife)
}
