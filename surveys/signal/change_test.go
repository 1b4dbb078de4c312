package signal_test

import (
	"math"
	"testing"

	"barometer/surveys"
	"barometer/surveys/signal"

	"pgregory.net/rapid"
)

// TestChangeIsExact compares with the closed form for whole parameters: the
// sum of Beta functions (E. Miller 2015, "Formulas for Bayesian A/B testing").
func TestChangeIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) surveys.Level {
			n := rapid.IntRange(0, 3000).Draw(t, name+" n")
			return surveys.NewLevel(rapid.IntRange(0, n).Draw(t, name+" k"), n)
		}
		now, before := draw("now"), draw("before")
		// A share of .6 worth 5 answers is the prior Beta(3, 2).
		want := closedForm(float64(3+now.K), float64(2+now.N-now.K), 3+before.K, float64(2+before.N-before.K))
		if got := signal.NewChange(now, before, .6).Worse; math.Abs(got-want) > 1e-8 {
			t.Fatalf("%d/%d after %d/%d: %v, want %v", now.K, now.N, before.K, before.N, got, want)
		}
	})
}

// TestChangeTurnsRound: what got worse one way got better the other way, for
// priors that the closed form cannot take.
func TestChangeTurnsRound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 500)
		a, b := n.Draw(t, "now"), n.Draw(t, "before")
		now, before := surveys.NewLevel(a/3, a), surveys.NewLevel(b/2, b)
		q := rapid.Float64Range(0, 1).Draw(t, "portfolio")
		there, back := signal.NewChange(now, before, q).Worse, signal.NewChange(before, now, q).Worse
		if there < 0 || there > 1 || math.Abs(there+back-1) > 1e-8 {
			t.Fatalf("%v there, %v back", there, back)
		}
	})
}

// closedForm is the probability that a draw of Beta(a1, b1) is below one of
// Beta(a2, b2), a2 whole.
func closedForm(a1, b1 float64, a2 int, b2 float64) float64 {
	sum := 0.0
	for i := range a2 {
		f := float64(i)
		sum += math.Exp(logBeta(a1+f, b1+b2) - math.Log(b2+f) - logBeta(1+f, b2) - logBeta(a1, b1))
	}
	return sum
}

func logBeta(a, b float64) float64 {
	x, _ := math.Lgamma(a)
	y, _ := math.Lgamma(b)
	z, _ := math.Lgamma(a + b)
	return x + y - z
}

func BenchmarkChange(b *testing.B) {
	now, before := surveys.NewLevel(30, 50), surveys.NewLevel(40, 50)
	for b.Loop() {
		signal.NewChange(now, before, .8)
	}
}

func BenchmarkStep(b *testing.B) {
	p := signal.Priors{P: .13, G: .185, Recent: .185}
	var s signal.Stream
	r := signal.Rating{At: 20_000, Badness: .1}
	for b.Loop() {
		r.At += .1
		s, _ = signal.Step(s, r, p, .5)
	}
}
