package signal_test

import (
	"math"
	"testing"

	"barometer/surveys"
	"barometer/surveys/signal"

	"pgregory.net/rapid"
)

func TestEmptyPortfolio(t *testing.T) {
	var f signal.Portfolio
	want := signal.Priors{P: .13, G: .185, Recent: .185}
	if got := f.Priors(); got != want {
		t.Errorf("nobody has answered: %+v, want %+v", got, want)
	}
	if got := signal.NewHistory(nil).Before(20_000); got != want {
		t.Errorf("a history without days: %+v, want %+v", got, want)
	}
}

// TestPortfolioStartsByScale: what is assumed before data is what the scale
// says, and the mean of the scales where several are asked.
func TestPortfolioStartsByScale(t *testing.T) {
	for _, scale := range surveys.Scales() {
		var f signal.Portfolio
		best := surveys.Tally{}
		best.Count(scale.ID, scale.Max, 20)
		f.AddDay(20_000, best)
		if got := f.Priors().P; math.Abs(got-scale.P0/2) > 1e-12 {
			t.Errorf("%s: 20 good answers leave %v of %v", scale.ID, got, scale.P0)
		}
	}
}

// TestDayIsItsRatings: adding a day's tally is adding its ratings one by one at
// the end of the day.
func TestDayIsItsRatings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var byDay, byRating signal.Portfolio
		day := surveys.Day(20_000)
		scale, _ := surveys.ScaleByID(surveys.CSAT5)
		dawn := signal.NewRating(scale, 1, (day + 1).Time())
		byDay.Add(dawn)
		byRating.Add(dawn)
		for range rapid.IntRange(1, 12).Draw(t, "days") {
			day += surveys.Day(rapid.IntRange(1, 70).Draw(t, "gap"))
			var tally surveys.Tally
			for range rapid.IntRange(0, 9).Draw(t, "answers") {
				scale := rapid.SampledFrom(surveys.Scales()).Draw(t, "scale")
				choice := rapid.SampledFrom(scale.Choices()).Draw(t, "choice")
				tally.Count(scale.ID, choice, 1)
				byRating.Add(signal.NewRating(scale, choice, (day + 1).Time()))
			}
			byDay.AddDay(day, tally)
		}
		a, b := byDay.Priors(), byRating.Priors()
		if math.Abs(a.P-b.P)+math.Abs(a.G-b.G)+math.Abs(a.Recent-b.Recent) > 1e-9 {
			t.Fatalf("by day %+v, by rating %+v", a, b)
		}
	})
}

// TestHistoryUsesNothingOfTheDay: a day's own answers, and later ones, leave
// its priors alone.
func TestHistoryUsesNothingOfTheDay(t *testing.T) {
	bad, good := surveys.Tally{}, surveys.Tally{}
	bad.Count(surveys.CSAT5, 1, 50)
	good.Count(surveys.CSAT5, 5, 50)
	h := signal.NewHistory(surveys.Days{20_000: good, 20_010: bad})

	empty := signal.NewHistory(nil).Before(0)
	if got := h.Before(20_000); got != empty {
		t.Errorf("the first day: %+v, want %+v", got, empty)
	}
	calm := h.Before(20_001)
	if calm.P >= empty.P || h.Before(20_010) != calm {
		t.Errorf("until the second day: %+v, then %+v", calm, h.Before(20_010))
	}
	if got := h.Before(20_011); got.P <= calm.P || got.Recent <= calm.Recent || h.Before(99_999) != got {
		t.Errorf("after the second day: %+v", got)
	}
}

func TestOneContactCountsOnceADay(t *testing.T) {
	var o signal.Once
	for i, c := range []struct {
		contact string
		day     surveys.Day
		want    bool
	}{
		{"ann", 1, true}, {"bob", 1, true}, {"ann", 1, false}, {"", 1, true}, {"", 1, true}, {"ann", 2, true}, {"ann", 2, false},
	} {
		if got := o.First(c.contact, c.day); got != c.want {
			t.Errorf("answer %d, %q on day %d: %v", i, c.contact, c.day, got)
		}
	}
}
