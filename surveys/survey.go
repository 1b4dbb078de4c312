package surveys

import "time"

// Survey is one question with its scale and wording.
type Survey struct {
	ID       SurveyID
	Scale    ScaleID
	Question string
	Labels   []string // a word for each choice, from worst to best
	Reasons  []Reason // offered after the tap
	Delay    time.Duration
	Expires  time.Duration // after sending; later taps are not counted
}

// Reason is a cause that a customer can tick after the tap.
type Reason struct{ ID, Label string }

// DefaultSurvey is asked where the interaction names none.
func DefaultSurvey() Survey {
	return Survey{
		ID:       "csat5",
		Scale:    CSAT5,
		Question: "How satisfied are you with how we handled it?",
		Labels:   []string{"Very bad", "Bad", "So-so", "Good", "Very good"},
		Reasons: []Reason{
			{"slow", "It took too long"},
			{"twice", "I had to ask twice"},
			{"unsolved", "It is not solved"},
			{"untold", "Nobody told me"},
			{"reach", "Hard to reach you"},
			{"other", "Something else"},
		},
		Expires: 30 * 24 * time.Hour,
	}
}

// SurveyByID returns the survey; ok is false for an unknown one.
func SurveyByID(id SurveyID) (Survey, bool) {
	if s := DefaultSurvey(); id == "" || id == s.ID {
		return s, true
	}
	return Survey{}, false
}

// Label returns the word for a choice, empty for one that is not on the scale.
func (s Survey) Label(choice int) string {
	scale, ok := ScaleByID(s.Scale)
	if i := choice - scale.Min; ok && scale.Has(choice) && i < len(s.Labels) {
		return s.Labels[i]
	}
	return ""
}

// HasReason reports whether the survey offers the reason.
func (s Survey) HasReason(id string) bool {
	for _, r := range s.Reasons {
		if r.ID == id {
			return true
		}
	}
	return false
}
