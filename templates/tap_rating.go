package templates

import (
	"slices"
	"strconv"

	"barometer/surveys"
)

// RatingMode is how far a rating page may go by itself.
type RatingMode string

// The modes of a rating page.
const (
	RatingLive  RatingMode = "live"  // its script confirms; without script it asks for a press
	RatingPress RatingMode = "press" // only a pressed button counts
	RatingDone  RatingMode = "done"  // a button was pressed: says what counts
)

// Rating is the page behind a choice of the mail. Its sentences may hold
// isolates, see EscapeText.
type Rating struct {
	Frame
	Mode     RatingMode
	About    string // what the question is about; may be empty
	Heading  string // as it is without script
	Status   string
	Thanks   string // heading with script, of RatingLive
	Question string
	Choices  []RatingChoice
	Rows     int    // up to this width, in rem, each choice has a row of its own; 0: never
	Ends     string // what the ends of a long row mean; may be empty
	Chosen   int    // that Send keeps
	Keep     bool   // the button that rates nothing keeps an answer
	Reasons  []RatingReason
	Words    bool // whether words are asked for
	Comment  string
	Contact  bool
	Next     *NextAsk // nil: nothing more is asked
	Seal     string   // sealed nonce
	Step     int      // of the next confirmation
	Showed   bool     // the words above are those that are kept
	Asked    string   // sentence with the masked address; may be empty
	StopURL  string
}

// RatingChoice is one button.
type RatingChoice struct {
	Value   int
	Number  bool   // its value is shown
	Label   string // may be empty
	Tapped  bool   // it is the one of the link
	Pressed bool   // it is the one that counts
}

// RatingReason is a cause that can be ticked.
type RatingReason struct {
	ID, Label string
	Ticked    bool
}

// NextAsk is the polite next step after the best choice, below the way to be
// contacted: something that can be ticked, or a link.
type NextAsk struct {
	Text   string
	Link   string // empty: it is ticked
	Ticked bool
}

// Live reports whether the page has a script.
func (r Rating) Live() bool { return r.Mode == RatingLive }

// Done reports whether a button was pressed.
func (r Rating) Done() bool { return r.Mode == RatingDone }

// Columns is the number of buttons side by side where they have room: eleven
// stand in two rows.
func (r Rating) Columns() int {
	if n := len(r.Choices); n <= roomiest {
		return n
	}
	return 6
}

func (Rating) file() string { return "rating.html" }

// Widths in rem up to which the buttons of a scale have a row each, so that
// their words need not be cut.
const (
	wordsInRows = 999 // scales without numbers: always
	sevenInRows = 36
	fiveInRows  = 22
	roomiest    = 7 // of more buttons none has room for a word
)

// Ask fills in what the page asks: its buttons, from worst to best, or, where
// words alone name them, from best to worst, as the mail shows them.
func (r *Rating) Ask(survey surveys.Survey, tapped int) {
	scale, _ := surveys.ScaleByID(survey.Scale)
	l, words, wordy := r.Locale, r.Locale.Wording(survey), wordsOnly(scale.ID)
	for _, choice := range scale.Choices() {
		c := RatingChoice{Value: choice, Number: !wordy, Tapped: choice == tapped}
		switch label := words.Label(scale.ID, choice); {
		case wordy:
			c.Label = label
		case len(words.Labels) <= roomiest:
			c.Label = l.within(scale.ID, choice, label)
		}
		r.Choices = append(r.Choices, c)
	}
	switch {
	case wordy:
		r.Rows = wordsInRows
		slices.Reverse(r.Choices)
	case len(r.Choices) > roomiest:
		r.Ends = l.ends(scale, words)
	case len(r.Choices) > longRow:
		r.Rows = sevenInRows
	default:
		r.Rows = fiveInRows
	}
	if !scale.IsSatisfied(tapped) {
		for _, id := range survey.Reasons {
			r.Reasons = append(r.Reasons, RatingReason{ID: id, Label: words.Reasons[id]})
		}
	}
}

func wordsOnly(scale surveys.ScaleID) bool { return swatchesOf(scale) != nil }

// ends says what the first and the last number mean.
func (l *Locale) ends(scale surveys.Scale, words surveys.Wording) string {
	return l.Text("ends",
		"Worst", strconv.Itoa(scale.Min), "WorstLabel", l.within(scale.ID, scale.Min, words.Label(scale.ID, scale.Min)),
		"Best", strconv.Itoa(scale.Max), "BestLabel", l.within(scale.ID, scale.Max, words.Label(scale.ID, scale.Max)))
}

// within is the word for a choice inside a sentence or under its number: ours
// begins with a small letter there, the owner's stays as it was written, for
// it may be a noun or a name.
func (l *Locale) within(scale surveys.ScaleID, choice int, label string) string {
	if label == l.wording[scale].Label(scale, choice) {
		return lowerFirst(label)
	}
	return label
}

// Named names a choice of the survey in a sentence: "2, bad", or “Good” where
// words alone name it. It may hold isolates, see EscapeText.
func (l *Locale) Named(survey surveys.Survey, choice int) string {
	label := l.Wording(survey).Label(survey.Scale, choice)
	switch {
	case label == "":
		return l.isolated(strconv.Itoa(choice))
	case wordsOnly(survey.Scale):
		return l.isolated(l.Text("page_choice_word", "Label", label))
	}
	return l.isolated(l.Text("page_choice", "Value", strconv.Itoa(choice), "Label", l.within(survey.Scale, choice, label)))
}

// Isolated puts a name or a figure into a sentence, see EscapeText.
func (l *Locale) Isolated(v string) string { return l.isolated(v) }
