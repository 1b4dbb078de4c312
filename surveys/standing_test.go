package surveys_test

import (
	"testing"

	"barometer/surveys"
)

// TestTrend: readings do not overlap, the last one ends with the period, and
// what does not fill a reading at its beginning is left out.
func TestTrend(t *testing.T) {
	days := surveys.Days{}
	for d := surveys.Day(1); d <= 31; d++ {
		days[d] = answers(surveys.CSAT5, surveys.Counts{5: 1})
	}
	days[31] = answers(surveys.CSAT5, surveys.Counts{1: 1})

	for _, c := range []struct {
		step, readings int
		first          surveys.Period
	}{
		{7, 4, surveys.Period{From: 4, To: 10}},
		{10, 3, surveys.Period{From: 2, To: 11}},
		{31, 1, surveys.Period{From: 1, To: 31}},
		{32, 0, surveys.Period{}}, {0, 0, surveys.Period{}}, {-1, 0, surveys.Period{}},
	} {
		points := surveys.Trend(days, surveys.Period{From: 1, To: 31}, c.step)
		if len(points) != c.readings {
			t.Errorf("steps of %d: %d readings, want %d", c.step, len(points), c.readings)
			continue
		}
		for i, p := range points {
			if i == 0 && p.Period != c.first {
				t.Errorf("steps of %d begin with %v, want %v", c.step, p.Period, c.first)
			}
			if i > 0 && p.Period.From != points[i-1].Period.To+1 {
				t.Errorf("%v follows %v", p.Period, points[i-1].Period)
			}
			if p.Level.N != c.step {
				t.Errorf("%v has %d answers", p.Period, p.Level.N)
			}
		}
		if c.readings > 0 && points[c.readings-1].Level.K != c.step-1 {
			t.Errorf("the last reading must hold the bad day: %+v", points[c.readings-1])
		}
	}
}
