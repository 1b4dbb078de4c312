package surveys

import (
	"cmp"
	"slices"
	"time"
)

// Survey is one question as the owner keeps it: its scale, the owner's words
// for it by language, and the rules of asking. What the owner leaves out of the
// wording is said in our own words, which the locale files hold.
type Survey struct {
	ID       SurveyID
	Name     string             // what the team calls it; customers never see it
	Scale    ScaleID            // never changes once the survey exists
	Language string             // of Languages, for contacts without one; empty: the house's
	Wording  map[string]Wording // the owner's own words, by language
	Reasons  []string           // ids, offered after a tap that is not satisfied, in this order
	Sender   string             // who asks, such as "Jonas Weber at Acme"; empty: the house's sender
	ReplyTo  string             // where answers to the mail go; empty: to the sender
	Logo     Logo

	Delay    time.Duration // after the interaction
	Expires  time.Duration // after sending; later taps are not counted; 0: never
	Sample   float64       // share of interactions that are asked about, above 0 to 1
	Reminder time.Duration // after sending, where nobody answered; 0: none
	Recovery time.Duration // asks once more after the case is resolved; 0: does not
	Pulse    int           // weeks from one question to the next without an interaction; 0: no pulse

	Types    []string    // of interactions that it is for, such as ticket; none: any
	Projects []ProjectID // that it is for; none: any
	Archived bool        // asked no longer; its answers stay
	Revision int         // counts the changes; 0: as it came with the program

	ChangedBy string    // who changed it last; empty: nobody has
	ChangedAt time.Time // when
}

// Logo is a line of text at the head of mails and pages, in place of a picture,
// which mail programs would not show.
type Logo struct {
	Text  string // empty: the name of the house
	Color string // #rrggbb; empty: that of the text around it
}

// Wording is what a survey says in one language. In the owner's, empty fields
// stand for our own words. Texts may hold Placeholders.
type Wording struct {
	Subject  string // of the mail
	Intro    string // what the question is about, one sentence
	Question string
	Labels   []string          // a word for each choice, from worst to best
	Reasons  map[string]string // words of the reasons, by id
}

// Or fills what w leaves out with the words of other.
func (w Wording) Or(other Wording) Wording {
	out := Wording{
		Subject: cmp.Or(w.Subject, other.Subject), Intro: cmp.Or(w.Intro, other.Intro),
		Question: cmp.Or(w.Question, other.Question),
		Labels:   slices.Clone(other.Labels), Reasons: map[string]string{},
	}
	for i, label := range w.Labels {
		if i < len(out.Labels) {
			out.Labels[i] = cmp.Or(label, out.Labels[i])
		}
	}
	for _, from := range []map[string]string{other.Reasons, w.Reasons} {
		for id, words := range from {
			if words != "" {
				out.Reasons[id] = words
			}
		}
	}
	return out
}

// Label returns the word for a choice, empty for one that is not on the scale.
func (w Wording) Label(scale ScaleID, choice int) string {
	s, ok := ScaleByID(scale)
	if i := choice - s.Min; ok && s.Has(choice) && i < len(w.Labels) {
		return w.Labels[i]
	}
	return ""
}

// HasReason reports whether the survey offers the reason.
func (s Survey) HasReason(id string) bool { return id != "" && slices.Contains(s.Reasons, id) }

// OwnReasons returns words for the reasons that are not built in, in the
// language, else in that of the survey, else in any: written they are at least
// in one. nil: all are built in.
func (s Survey) OwnReasons(tag string) map[string]string {
	var out map[string]string
	ours := BuiltInReasons()
	for _, id := range s.Reasons {
		if slices.Contains(ours, id) {
			continue
		}
		if out == nil {
			out = map[string]string{}
		}
		for _, language := range append([]string{tag, s.Language}, Languages()...) {
			if words := s.Wording[language].Reasons[id]; words != "" {
				out[id] = words
				break
			}
		}
	}
	return out
}

// BuiltInReasons are the reasons that the locale files have words for.
func BuiltInReasons() []string {
	return []string{"slow", "twice", "unsolved", "untold", "reach", "other"}
}

// Defaults of a survey.
const (
	DefaultSurveyID SurveyID = "csat5"
	DefaultExpiry            = 30 * 24 * time.Hour
	DefaultRecovery          = 3 * 24 * time.Hour
)

// NewSurvey returns a survey of the scale in our own words and with our rules.
func NewSurvey(id SurveyID, scale ScaleID) Survey {
	return Survey{ID: id, Scale: scale, Reasons: BuiltInReasons(), Expires: DefaultExpiry, Recovery: DefaultRecovery, Sample: 1}
}

// DefaultSurvey is asked where the interaction names none and no other is for it.
func DefaultSurvey() Survey { return NewSurvey(DefaultSurveyID, CSAT5) }

// BuiltInSurveys come with the program: one of each scale, called like it.
func BuiltInSurveys() []Survey {
	var out []Survey
	for _, scale := range ScaleIDs() {
		out = append(out, NewSurvey(SurveyID(scale), scale))
	}
	return out
}
