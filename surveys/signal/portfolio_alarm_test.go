package signal_test

import (
	"fmt"
	"testing"

	"barometer/surveys"
	"barometer/surveys/signal"
)

// daily makes days of n answers each, of which so many are complaints, starting
// with day 20000.
func daily(complaints []int, n int) surveys.Days {
	out := surveys.Days{}
	for i, k := range complaints {
		var t surveys.Tally
		t.Count(surveys.CSAT5, 1, k)
		t.Count(surveys.CSAT5, 5, n-k)
		out[surveys.Day(20000+i)] = t
	}
	return out
}

// row repeats a number.
func row(times, k int) []int {
	out := make([]int, times)
	for i := range out {
		out[i] = k
	}
	return out
}

func TestThePortfolioAsAWhole(t *testing.T) {
	for name, c := range map[string]struct {
		days surveys.Days
		want string
	}{
		"unchanged for a year":       {daily(row(365, 3), 30), "[]"},
		"good and never bad":         {daily(row(100, 0), 30), "[]"},
		"twice as bad after 100":     {daily(append(row(100, 3), row(10, 9)...), 30), "[20101 since 20100, stands 20110]"},
		"so many that numbers burst": {daily(append(row(60, 100), row(3, 2000)...), 3000), "[20060 since 20060, stands 20063]"},
		"a bad day, long ago":        {daily(append(append(row(100, 3), 20), row(60, 3)...), 30), "[20100 since 20100]"},
		"nothing":                    {surveys.Days{}, "[]"},
	} {
		h := signal.NewHistory(c.days)
		got := []string{}
		for _, e := range signal.PortfolioEpisodes(c.days, h, nil) {
			text := fmt.Sprintf("%d since %d", e.First, e.Since)
			if end := surveys.Day(20000 + len(c.days)); e.Standing(end) {
				text += fmt.Sprintf(", stands %d", end)
			}
			got = append(got, text)
		}
		if fmt.Sprint(got) != c.want {
			t.Errorf("%s: %v, want %s", name, got, c.want)
		}
	}
}

// A promise of none alarms never, and one that begins later alarms later.
func TestThePromiseHoldsFromItsDay(t *testing.T) {
	days := daily(append(row(100, 3), row(20, 9)...), 30)
	h := signal.NewHistory(days)
	never := signal.NewAlphas([]signal.AlphaFrom{{From: 20000, Alpha: 0}})
	later := signal.NewAlphas([]signal.AlphaFrom{{From: 20110, Alpha: 1}, {From: 20000, Alpha: 0}})
	if got := signal.PortfolioEpisodes(days, h, never); len(got) != 0 {
		t.Errorf("promised none: %+v", got)
	}
	if got := signal.PortfolioEpisodes(days, h, later); len(got) != 1 || got[0].First != 20110 {
		t.Errorf("promised from 20110 on: %+v", got)
	}
	for day, want := range map[surveys.Day]float64{19999: signal.DefaultAlpha, 20000: 0, 20109: 0, 20110: 1, 30000: 1} {
		if got := later.On(day); got != want {
			t.Errorf("alpha on %d is %v, want %v", day, got, want)
		}
	}
}

func TestRatingsAMonth(t *testing.T) {
	var s signal.Sums
	for i := range 400 { // two a week
		s = signal.Add(s, signal.Sums{FastN: 1, SlowN: 1, At: 3.5 * float64(i)})
	}
	if got := signal.AMonth(s, s.At); got < 8.3 || got > 9.3 {
		t.Errorf("%v a month, want about 8.7", got)
	}
	if got := signal.AMonth(signal.Sums{}, 5); got != 0 {
		t.Errorf("%v a month without ratings", got)
	}
}
