package surveys

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

// ScaleIDs returns the names of every scale.
func ScaleIDs() []ScaleID { return []ScaleID{Thumbs, Faces3, Thermometer4, CSAT5, CES7, NPS11} }

// ScaleByID returns the scale; ok is false for an unknown name. Figures ask for
// it with every count that they read, so it makes no more than the one.
func ScaleByID(id ScaleID) (Scale, bool) {
	switch id {
	case Thumbs:
		return Scale{id, 1, 2, []float64{1, 0}, 2, 1, .15}, true
	case Faces3:
		return Scale{id, 1, 3, []float64{1, .45, 0}, 3, 1, .10}, true
	case Thermometer4:
		return Scale{id, 1, 4, []float64{1, .7, .1, 0}, 3, 2, .15}, true
	case CSAT5:
		return Scale{id, 1, 5, []float64{1, .9, .45, .10, 0}, 4, 2, .13}, true
	case CES7:
		return Scale{id, 1, 7, []float64{1, .95, .8, .45, .2, .05, 0}, 5, 2, .12}, true
	case NPS11:
		return Scale{id, 0, 10, []float64{1, 1, 1, 1, .9, .9, .7, .4, .25, .05, 0}, 9, 6, .20}, true
	}
	return Scale{}, false
}

// Scales returns every scale.
func Scales() []Scale {
	var out []Scale
	for _, id := range ScaleIDs() {
		s, _ := ScaleByID(id)
		out = append(out, s)
	}
	return out
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
