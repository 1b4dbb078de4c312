package surveys

import "slices"

// ScaleID names a scale.
type ScaleID string

// The scales.
const (
	Thumbs       ScaleID = "thumbs"
	Faces3       ScaleID = "faces3"
	Thermometer4 ScaleID = "thermometer4"
	CSAT5        ScaleID = "csat5"
	CES7         ScaleID = "ces7"
	NPS11        ScaleID = "nps11"
)

// Scale is a set of choices, numbered Min..Max from worst to best.
type Scale struct {
	ID        ScaleID
	Min, Max  int
	Badness   []float64 // of each choice, from worst to best, 1..0
	Satisfied int       // the lowest choice that counts as satisfied
	Complaint int       // the highest choice that counts as a complaint
	P0        float64   // share of complaints assumed before any data
}

// Scales returns every scale.
func Scales() []Scale {
	return []Scale{
		{Thumbs, 1, 2, []float64{1, 0}, 2, 1, .15},
		{Faces3, 1, 3, []float64{1, .45, 0}, 3, 1, .10},
		{Thermometer4, 1, 4, []float64{1, .7, .1, 0}, 3, 2, .15},
		{CSAT5, 1, 5, []float64{1, .9, .45, .10, 0}, 4, 2, .13},
		{CES7, 1, 7, []float64{1, .95, .8, .45, .2, .05, 0}, 5, 2, .12},
		{NPS11, 0, 10, []float64{1, 1, 1, 1, .9, .9, .7, .4, .25, .05, 0}, 9, 6, .20},
	}
}

// ScaleByID returns the scale; ok is false for an unknown name.
func ScaleByID(id ScaleID) (Scale, bool) {
	all := Scales()
	i := slices.IndexFunc(all, func(s Scale) bool { return s.ID == id })
	if i < 0 {
		return Scale{}, false
	}
	return all[i], true
}

// Has reports whether the choice belongs to the scale; the zero scale, of an
// unknown name, has none.
func (s Scale) Has(choice int) bool { return s.ID != "" && choice >= s.Min && choice <= s.Max }

// IsSatisfied reports whether the choice counts as satisfied.
func (s Scale) IsSatisfied(choice int) bool { return s.Has(choice) && choice >= s.Satisfied }

// IsComplaint reports whether the choice opens a case.
func (s Scale) IsComplaint(choice int) bool { return s.Has(choice) && choice <= s.Complaint }

// BadnessOf returns the badness of the choice, 0 for one that is not on the scale.
func (s Scale) BadnessOf(choice int) float64 {
	if !s.Has(choice) {
		return 0
	}
	return s.Badness[choice-s.Min]
}

// Choices returns the choices from worst to best.
func (s Scale) Choices() []int {
	out := make([]int, 0, s.Max-s.Min+1)
	for c := s.Min; c <= s.Max; c++ {
		out = append(out, c)
	}
	return out
}
