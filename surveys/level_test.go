package surveys_test

import (
	"math"
	"testing"

	"barometer/surveys"

	"pgregory.net/rapid"
)

// TestLevel checks against Wilson intervals published by Newcombe (1998, table
// I, method 3), to the four digits given there.
func TestLevel(t *testing.T) {
	for _, c := range []struct {
		k, n      int
		low, high float64
	}{
		{81, 263, .2553, .3662}, {15, 148, .0624, .1605}, {0, 20, 0, .1611}, {1, 29, .0061, .1718},
	} {
		l := surveys.NewLevel(c.k, c.n)
		if math.Abs(l.Low-100*c.low) > .005 || math.Abs(l.High-100*c.high) > .005 {
			t.Errorf("%d of %d: %.2f to %.2f, want %.2f to %.2f", c.k, c.n, l.Low, l.High, 100*c.low, 100*c.high)
		}
		if l.K != c.k || l.N != c.n || math.Abs(l.Rate-100*float64(c.k)/float64(c.n)) > 1e-9 {
			t.Errorf("%d of %d is %+v", c.k, c.n, l)
		}
	}
	if got := surveys.NewLevel(0, 0); got != (surveys.Level{}) || got.Reading() {
		t.Errorf("nobody answered: %+v", got)
	}
}

func TestLevelIsWithinItsInterval(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 1_000_000).Draw(t, "n")
		l := surveys.NewLevel(rapid.IntRange(0, n).Draw(t, "k"), n)
		if l.Low < 0 || l.High > 100 || l.Low > l.Rate+1e-9 || l.High < l.Rate-1e-9 || l.Low == l.High {
			t.Fatalf("%+v", l)
		}
	})
}

// TestForecast reads the dial: at, below and above each cut point, calm and
// while an alarm stands.
func TestForecast(t *testing.T) {
	for _, c := range []struct {
		k, n          int
		calm, alarmed surveys.Forecast
	}{
		{4, 4, surveys.NoReading, surveys.NoReading},
		{5, 5, surveys.SetFair, surveys.Change},
		{93, 100, surveys.SetFair, surveys.Change},
		{92, 100, surveys.Fair, surveys.Change},
		{85, 100, surveys.Fair, surveys.Change},
		{84, 100, surveys.Change, surveys.Rain},
		{75, 100, surveys.Change, surveys.Rain},
		{74, 100, surveys.Rain, surveys.Storm},
		{60, 100, surveys.Rain, surveys.Storm},
		{59, 100, surveys.Storm, surveys.Storm},
		{0, 100, surveys.Storm, surveys.Storm},
	} {
		l := surveys.NewLevel(c.k, c.n)
		if calm, alarmed := l.Forecast(false), l.Forecast(true); calm != c.calm || alarmed != c.alarmed {
			t.Errorf("%d of %d: %q, with an alarm %q; want %q and %q", c.k, c.n, calm, alarmed, c.calm, c.alarmed)
		}
	}
}

// TestNPS: examples worked by hand from the definition of the interval, three
// answers added.
func TestNPS(t *testing.T) {
	for _, c := range []struct {
		story                    string
		promoters, detractors, n int
		score, low, high         float64
		forecast                 surveys.Forecast
	}{
		{"nobody", 0, 0, 0, 0, 0, 0, surveys.NoReading},
		{"four who love it", 4, 0, 4, 100, 6.9442, 100, surveys.NoReading},
		{"all passive", 0, 0, 10, 0, -18.4650, 18.4650, surveys.Rain},
		{"half and half", 50, 50, 100, 0, -19.1710, 19.1710, surveys.Rain},
		{"six in ten, two against", 60, 20, 100, 40, 23.3799, 54.2900, surveys.Fair},
		{"nobody for it", 0, 100, 100, -100, -100, -93.0901, surveys.Storm},
	} {
		s := surveys.NewNPS(c.promoters, c.detractors, c.n)
		if math.Abs(s.Score-c.score) > 1e-9 || math.Abs(s.Low-c.low) > 1e-4 || math.Abs(s.High-c.high) > 1e-4 {
			t.Errorf("%s: %.4f from %.4f to %.4f", c.story, s.Score, s.Low, s.High)
		}
		if got := s.Forecast(false); got != c.forecast {
			t.Errorf("%s: %q, want %q", c.story, got, c.forecast)
		}
	}
}

func TestNPSOfATally(t *testing.T) {
	var tally surveys.Tally
	tally.Count(surveys.CSAT5, 5, 100) // another question
	for choice, n := range map[int]int{0: 1, 6: 2, 7: 3, 8: 4, 9: 5, 10: 6} {
		tally.Count(surveys.NPS11, choice, n)
	}
	s := tally.NPS()
	if s.N != 21 || s.Promoters != 11 || s.Detractors != 3 || math.Abs(s.Score-100*8/21.) > 1e-9 {
		t.Errorf("%+v", s)
	}
	if got := s.Forecast(true); got != surveys.Rain {
		t.Errorf("change with an alarm is %q", got)
	}
}

func TestNPSIsWithinItsInterval(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(surveys.Enough, 100_000).Draw(t, "n")
		promoters := rapid.IntRange(0, n).Draw(t, "promoters")
		s := surveys.NewNPS(promoters, rapid.IntRange(0, n-promoters).Draw(t, "detractors"), n)
		if s.Low < -100 || s.High > 100 || s.Low > s.Score || s.High < s.Score {
			t.Fatalf("%+v", s)
		}
	})
}
