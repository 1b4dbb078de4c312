package surveys_test

import (
	"slices"
	"testing"

	"barometer/surveys"
)

// TestScales: every row of the table of scales in the design, choice by choice.
func TestScales(t *testing.T) {
	for _, c := range []struct {
		id                    surveys.ScaleID
		min, max              int
		badness               []float64
		satisfied, complaints []int
		p0                    float64
	}{
		{surveys.Thumbs, 1, 2, []float64{1, 0}, []int{2}, []int{1}, .15},
		{surveys.Faces3, 1, 3, []float64{1, .45, 0}, []int{3}, []int{1}, .10},
		{surveys.Thermometer4, 1, 4, []float64{1, .7, .1, 0}, []int{3, 4}, []int{1, 2}, .15},
		{surveys.CSAT5, 1, 5, []float64{1, .9, .45, .1, 0}, []int{4, 5}, []int{1, 2}, .13},
		{surveys.CES7, 1, 7, []float64{1, .95, .8, .45, .2, .05, 0}, []int{5, 6, 7}, []int{1, 2}, .12},
		{surveys.NPS11, 0, 10, []float64{1, 1, 1, 1, .9, .9, .7, .4, .25, .05, 0}, []int{9, 10}, []int{0, 1, 2, 3, 4, 5, 6}, .20},
	} {
		s, ok := surveys.ScaleByID(c.id)
		if !ok || s.Min != c.min || s.Max != c.max || s.P0 != c.p0 {
			t.Errorf("%s is %+v", c.id, s)
		}
		for i, choice := range s.Choices() {
			if s.BadnessOf(choice) != c.badness[i] {
				t.Errorf("%s: badness of %d is %v", c.id, choice, s.BadnessOf(choice))
			}
		}
		for choice := -1; choice <= 11; choice++ {
			if got := s.IsSatisfied(choice); got != slices.Contains(c.satisfied, choice) {
				t.Errorf("%s: %d satisfied is %v", c.id, choice, got)
			}
			if got := s.IsComplaint(choice); got != slices.Contains(c.complaints, choice) {
				t.Errorf("%s: %d complaint is %v", c.id, choice, got)
			}
		}
	}
}

// TestEveryScaleIsSound: worse choices are never less bad, a complaint is never
// satisfied, and what is not on the scale is nothing.
func TestEveryScaleIsSound(t *testing.T) {
	for _, s := range surveys.Scales() {
		choices := s.Choices()
		if len(choices) != len(s.Badness) || choices[0] != s.Min || choices[len(choices)-1] != s.Max {
			t.Errorf("%s: choices %v", s.ID, choices)
		}
		for _, choice := range choices[1:] {
			if s.BadnessOf(choice) > s.BadnessOf(choice-1) {
				t.Errorf("%s: %d is worse than %d", s.ID, choice, choice-1)
			}
			if s.IsComplaint(choice) && s.IsSatisfied(choice) {
				t.Errorf("%s: %d is both", s.ID, choice)
			}
		}
		for _, choice := range []int{s.Min - 1, s.Max + 1} {
			if s.Has(choice) || s.IsComplaint(choice) || s.IsSatisfied(choice) || s.BadnessOf(choice) != 0 {
				t.Errorf("%s has %d", s.ID, choice)
			}
		}
	}
	if s, ok := surveys.ScaleByID("stars"); ok || s.Has(0) {
		t.Errorf("stars are a scale: %+v", s)
	}
}

func TestSurveyFitsItsScale(t *testing.T) {
	s := surveys.DefaultSurvey()
	words := surveys.Wording{Labels: []string{"Very bad", "Bad", "So-so", "Good", "Very good"}}
	for choice, want := range map[int]string{0: "", 1: "Very bad", 5: "Very good", 6: ""} {
		if got := words.Label(s.Scale, choice); got != want {
			t.Errorf("label of %d: %q", choice, got)
		}
	}
	if !s.HasReason("slow") || s.HasReason("") || s.HasReason("lazy") {
		t.Error("reasons are those that the survey offers")
	}
}
