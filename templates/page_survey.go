package templates

import "barometer/surveys"

// SurveyList is all that the house asks.
type SurveyList struct {
	Layout
	Finding     string
	Rows        []SurveyRow
	Scales      []ScalePicture // that a new survey can have
	Preferences PreferencesForm
	MayChange   bool
	Saved       string // what was just changed
}

func (SurveyList) name() string { return "surveys" }

// SurveyRow is one survey in a line.
type SurveyRow struct {
	Name, Address string
	Question      string
	Language      string // BCP 47 tag of the question
	Scale         string
	For           string
	When          string
	Languages     string // with words of the owner's
	Usual         bool
	Archived      bool
}

// ScalePicture shows the choices of a scale.
type ScalePicture struct {
	ID, Name, About string
	Address         string // to a new survey of it
	Choices         []ScaleChoice
}

// ScaleChoice is one choice with our word for it.
type ScaleChoice struct {
	Value int
	Word  string
	Class string // c1 to c5, from worst to best
}

// PreferencesForm is what holds for all surveys, as it can be changed.
type PreferencesForm struct {
	Survey    []Option
	Languages []Option
	From, To  string
	Days      []Option
	Errors    map[string]string
}

// Option is one thing to choose.
type Option struct {
	Value, Text string
	Chosen      bool
}

// SurveyPage is one survey, as it is or as it is to be.
type SurveyPage struct {
	Layout
	Heading   string
	About     string // who changed it last
	New       bool
	Form      SurveyForm
	Scale     ScalePicture
	MayChange bool
	Saved     string // what was just changed
	Problem   string // why nothing was; empty: it was not tried
	Errors    map[string]string
	Preview   string // address of the frame
	Show      []Option
	Trial     TrialForm
}

func (SurveyPage) name() string { return "survey" }

// Wrong returns what is wrong with a field, empty: nothing.
func (p SurveyPage) Wrong(field string) string { return p.Errors[field] }

// SurveyForm holds the fields of a survey as they are typed.
type SurveyForm struct {
	Address                            string // where it is sent to
	ID, Name                           string
	Scale                              surveys.ScaleID
	Revision                           int
	Languages                          []Option
	Wordings                           []WordingForm
	Reasons                            []ReasonForm
	OwnReasons                         []string // words of new ones
	Sender, ReplyTo                    string
	LogoText, LogoColor                string
	House, Asks                        string // firm, and sender of mails, where the survey says nothing
	Delay, Expires, Reminder, Recovery string
	Sample, Pulse                      string
	Types, Projects                    string // one a line
	Archived                           bool
}

// WordingForm is what is said in one language, with our words beside it.
type WordingForm struct {
	Tag, Name, Dir           string
	Open                     bool
	State                    string // whose words they are
	Subject, Intro, Question FieldForm
	Labels                   []FieldForm
	Reasons                  []FieldForm
}

// FieldForm is one text that the owner may say otherwise.
type FieldForm struct {
	Name  string // of the field
	Path  string // in the API
	Title string
	Own   string
	Ours  string // stands where Own is empty
	Error string
	Most  int // characters
}

// ReasonForm is a reason that can be offered.
type ReasonForm struct {
	ID, Words string
	Offered   bool
}

// TrialForm sends a test mail and says what became of the last one.
type TrialForm struct {
	Address   string
	To        string
	Languages []Option
	Error     string
	State     string // of the last one; empty: there is none
	Watch     string // address that says how it goes on; empty: it has ended
}

// SurveyPreview is what the frame beside the form shows.
type SurveyPreview struct {
	Layout
	From, ReplyTo, Subject string
	Lang, Dir              string
	Dark                   bool
	HTML, Text             string
}

func (SurveyPreview) name() string { return "preview" }

// NewScalePicture shows the choices of a scale with the words of a wording.
func (l *Locale) NewScalePicture(id surveys.ScaleID, words surveys.Wording) ScalePicture {
	scale, _ := surveys.ScaleByID(id)
	out := ScalePicture{ID: string(id), Name: l.ScaleName(id), About: l.Text("scale_about_" + string(id))}
	for _, choice := range scale.Choices() {
		out.Choices = append(out.Choices, ScaleChoice{Value: choice, Word: words.Label(id, choice), Class: choiceClass(scale, choice)})
	}
	return out
}

// ScaleName is what the team calls a scale.
func (l *Locale) ScaleName(id surveys.ScaleID) string {
	if text := l.Text("scale_" + string(id)); text != "" {
		return text
	}
	return string(id)
}
