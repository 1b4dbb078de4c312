package surveys

import (
	"cmp"
	"math"
	"slices"
)

// LeaverDays is how far back the audit of leavers looks, before the day that
// somebody left.
const LeaverDays Day = 180

// FalseDiscoveries is the share of the differences called clear that may be
// chance, after Benjamini and Hochberg (1995).
const FalseDiscoveries = 0.10

// Trait is something that a customer may have: attribute industry of retail, a
// complaint, silence, …
type Trait struct{ Name, Value string }

// Traits beside the attributes, whose names begin with attribute: .
const (
	TraitSaid      = "said"      // values: Said
	TraitComplaint = "complaint" // value: yes
	TraitMood      = "mood"      // value: low, where under 60 % of the answers were satisfied
	TraitResponse  = "response"  // values: Response
	TraitAttribute = "attribute:"
)

// Response is how the team answered the complaints of a customer: the worst of
// its cases counts.
type Response string

// The responses; empty: there was no case.
const (
	WithinADay Response = "within_a_day"
	LaterOn    Response = "later"
	NeverDone  Response = "never"
)

// Looked is one customer as the audit sees it: who it is, whether it left, and
// which value it has of each trait that is known of it.
type Looked struct {
	Customer CustomerID
	Left     bool
	Day      Day // it was looked at as of this day
	Traits   map[string]string
}

// Contrast sets those who left against those who stayed in one trait: how many
// of those of whom the trait is known have the value.
type Contrast struct {
	Trait
	Left, Stayed Level
	Difference   float64 // points of percent, left − stayed
	Low, High    float64 // 95 % interval of it after Newcombe (1998), method 10
	P            float64 // of Fisher's exact test, two-sided
	Clear        bool    // enough on both sides, interval without 0, and not one of too many
}

// Enough reports whether both sides are large enough for a claim.
func (c Contrast) Enough() bool { return c.Left.Reading() && c.Stayed.Reading() }

// Audit compares those who left with those who stayed in every trait, clear
// differences first, then the largest. Many traits are looked at, so the false
// discoveries among the clear ones are held below FalseDiscoveries.
func Audit(all []Looked) []Contrast {
	type count struct{ k, n int }
	type side [2]count
	known, have := map[string]*side{}, map[Trait]*side{}
	for _, l := range all {
		for name, value := range l.Traits {
			if known[name] == nil {
				known[name] = &side{}
			}
			trait := Trait{name, value}
			if have[trait] == nil {
				have[trait] = &side{}
			}
			known[name][one(l.Left)].n++
			have[trait][one(l.Left)].k++
		}
	}
	var out []Contrast
	for trait, k := range have {
		n := known[trait.Name]
		if trait.Value != "" {
			out = append(out, NewContrast(trait, k[1].k, n[1].n, k[0].k, n[0].n))
		}
	}
	out = withoutMirrors(out)
	judge(out)
	slices.SortFunc(out, func(a, b Contrast) int {
		return cmp.Or(cmp.Compare(one(b.Clear), one(a.Clear)), cmp.Compare(one(b.Enough()), one(a.Enough())),
			cmp.Compare(math.Abs(b.Difference), math.Abs(a.Difference)), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Value, b.Value))
	})
	return out
}

// withoutMirrors drops what only says the same from the other side: of a trait
// with two values the one that those who left have less often.
func withoutMirrors(all []Contrast) []Contrast {
	values := map[string][]Contrast{}
	for _, c := range all {
		values[c.Name] = append(values[c.Name], c)
	}
	return slices.DeleteFunc(all, func(c Contrast) bool {
		two := values[c.Name]
		if len(two) != 2 {
			return false
		}
		other := two[0]
		if other.Trait == c.Trait {
			other = two[1]
		}
		return c.Difference < other.Difference || c.Difference == other.Difference && c.Value > other.Value
	})
}

// NewContrast compares k of n who left with k of n who stayed.
func NewContrast(t Trait, leftK, leftN, stayedK, stayedN int) Contrast {
	c := Contrast{Trait: t, Left: NewLevel(leftK, leftN), Stayed: NewLevel(stayedK, stayedN), P: 1}
	if leftN == 0 || stayedN == 0 {
		return c
	}
	a, b := c.Left, c.Stayed
	c.Difference = a.Rate - b.Rate
	c.Low = c.Difference - math.Hypot(a.Rate-a.Low, b.High-b.Rate)
	c.High = c.Difference + math.Hypot(a.High-a.Rate, b.Rate-b.Low)
	c.P = fisher(leftK, leftN, stayedK, stayedN)
	return c
}

// judge says which contrasts are clear. The comparisons that could be clear at
// all are ordered by p; the i-th of m may have i/m of the promised share.
func judge(all []Contrast) {
	var able []*Contrast
	for i := range all {
		if all[i].Enough() {
			able = append(able, &all[i])
		}
	}
	slices.SortFunc(able, func(a, b *Contrast) int { return cmp.Compare(a.P, b.P) })
	last := 0
	for i, c := range able {
		if c.P <= FalseDiscoveries*float64(i+1)/float64(len(able)) {
			last = i + 1
		}
	}
	for _, c := range able[:last] {
		c.Clear = c.Low > 0 || c.High < 0
	}
}

// fisher is the probability, with the sums of the table as they are, of a
// table no likelier than this one.
func fisher(a, n, b, m int) float64 {
	k := a + b
	logP := func(x int) float64 { return choose(n, x) + choose(m, k-x) - choose(n+m, k) }
	limit, sum := logP(a)+1e-9, 0.0
	for x := max(0, k-m); x <= min(n, k); x++ {
		if p := logP(x); p <= limit {
			sum += math.Exp(p)
		}
	}
	return math.Min(1, sum)
}

// choose is the logarithm of the binomial coefficient.
func choose(n, k int) float64 {
	lg := func(x int) float64 { v, _ := math.Lgamma(float64(x + 1)); return v }
	return lg(n) - lg(k) - lg(n-k)
}
