package templates

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"barometer/surveys"
)

// MailValues are what the mail of one invitation says beside the survey's own
// words, each ready to be shown in the mail's language.
type MailValues struct {
	Person, House string   // who asks, see surveys.SenderNames
	Greeting      string   // see Locale.Greeting
	About         string   // see Locale.Intro
	Question      string   // see Locale.Question
	RateURLs      []string // one of each choice, worst to best
	StopURL       string   // ends all questions
	AboutURL      string   // of the harmless page, without a query
	QuietDays     int      // at most one question in so many days; 0: not said
	Reminder      bool
}

// InvitationMail asks one question.
type InvitationMail struct {
	Lang, Dir string
	Title     string
	House     string // a line of text in place of a logo
	Color     string // of that line, #rrggbb; empty: as the text around it
	Greeting  string // a line with its comma
	Reminder  string // a sentence; empty in the first mail
	About     string // a sentence: what the question is about
	Question  string
	Choices   []MailChoice // from worst to best
	Words     bool         // one row a choice, best first; else one row of equal cells
	Tall      bool         // words in the cells need two lines on a phone
	Ends      string       // what the ends of a long row mean, where the cells have no words
	OneTap    string
	Person    string // who asks
	Reply     string // what an answer to the mail does
	Quiet     string // how often we ask; may be empty
	AboutLink string
	AboutURL  string // first link: harmless, for whatever follows links
	StopLink  string
	StopURL   string // "Do not ask me again"
}

// MailChoice is one choice of the mail.
type MailChoice struct {
	Value  string // as shown, such as 4
	Label  string // may be empty
	Aria   string // as read out, such as "4 of 5, good"
	URL    string
	Swatch string // #rrggbb, beside the word
}

// longRow is how many cells of a row have room for words on a phone; cells of
// longer rows show numbers, and Ends says what they mean.
const longRow = 5

// InvitationMail composes the mail of an invitation in the language. The
// question and what it is about may hold isolates, see EscapeText.
func (l *Locale) InvitationMail(survey surveys.Survey, v MailValues) InvitationMail {
	mail := InvitationMail{
		Lang: l.Tag, Dir: l.Dir, Title: l.Text("mail_title"),
		House: surveys.OneLine(survey.Logo.Text, 80), Color: hexColor(survey.Logo.Color),
		Greeting: v.Greeting, About: v.About, Question: v.Question,
		OneTap: l.Text("one_tap"), Person: v.Person, Reply: l.Text("reply_house"),
		AboutLink: l.Text("about_link"), AboutURL: v.AboutURL + "?lang=" + l.Tag,
		StopLink: l.Text("stop_link"), StopURL: v.StopURL,
	}
	if mail.House == "" {
		mail.House = v.House
	}
	if v.Person != v.House {
		mail.Reply = l.Text("reply_person", "House", l.isolated(v.House))
	}
	if v.Reminder {
		mail.Reminder = l.Text("reminder")
	}
	if v.QuietDays > 0 {
		mail.Quiet = l.Count("quiet", v.QuietDays)
	}
	l.addChoices(&mail, survey, v.RateURLs)
	return mail
}

func (l *Locale) addChoices(mail *InvitationMail, survey surveys.Survey, urls []string) {
	words := l.Wording(survey)
	scale, _ := surveys.ScaleByID(survey.Scale)
	swatches := swatchesOf(scale.ID)
	mail.Words = swatches != nil
	for i, choice := range scale.Choices() {
		c := MailChoice{Value: strconv.Itoa(choice), Label: surveys.OneLine(words.Label(scale.ID, choice), 80)}
		if i < len(urls) {
			c.URL = urls[i]
		}
		if mail.Words {
			c.Swatch = swatches[i]
		} else {
			c.Aria = l.choiceAria(choice, scale.Max, c.Label)
		}
		mail.Choices = append(mail.Choices, c)
	}
	if n := len(mail.Choices); n > longRow && !mail.Words {
		worst, best := mail.Choices[0], mail.Choices[n-1]
		mail.Ends = l.Text("ends", "Worst", worst.Value, "WorstLabel", lowerFirst(worst.Label), "Best", best.Value, "BestLabel", lowerFirst(best.Label))
	}
	mail.Tall = !mail.Words && mail.Ends == "" && slices.ContainsFunc(mail.Choices, needsTwoLines)
}

// Rated says the answer of an invitation in the words of its survey: "2 of 5,
// bad"; empty where there is none.
func (l *Locale) Rated(inv surveys.Invitation, words surveys.Wording) string {
	scale, ok := surveys.ScaleByID(inv.Scale)
	if !ok || inv.Answer != surveys.Answered {
		return ""
	}
	return l.choiceAria(inv.Choice, scale.Max, words.Label(scale.ID, inv.Choice))
}

// choiceAria is what is read out for a number: "2 of 5, bad".
func (l *Locale) choiceAria(choice, best int, label string) string {
	of := []string{"Choice", strconv.Itoa(choice), "Max", strconv.Itoa(best), "Label", lowerFirst(label)}
	if label == "" {
		return l.Text("choice_aria_plain", of...)
	}
	return l.Text("choice_aria", of...)
}

// Reversed are the choices from best to worst.
func (m InvitationMail) Reversed() []MailChoice {
	out := slices.Clone(m.Choices)
	slices.Reverse(out)
	return out
}

// Listed are the choices in the order of the mail.
func (m InvitationMail) Listed() []MailChoice {
	if m.Words {
		return m.Reversed()
	}
	return m.Choices
}

// Render returns both twins.
func (m InvitationMail) Render(mails *Mails) (Twins, error) { return mails.render("invitation", m) }

// swatchesOf returns the colours beside the words of a scale, worst to best;
// none for the scales that are rows of numbers.
func swatchesOf(scale surveys.ScaleID) []string {
	const red, yellow, green, gold = "#b3263a", "#f3dc62", "#3f8f4a", "#e0b12c"
	switch scale {
	case surveys.Thumbs:
		return []string{red, green}
	case surveys.Faces3:
		return []string{red, yellow, green}
	case surveys.Thermometer4:
		return []string{red, yellow, green, gold}
	}
	return nil
}

// hexColor returns a colour of the form #rrggbb, else "".
func hexColor(s string) string {
	if surveys.IsColor(s) {
		return s
	}
	return ""
}

// lowerFirst writes the first letter small, except in an abbreviation.
func lowerFirst(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	next, _ := utf8.DecodeRuneInString(s[size:])
	if unicode.IsUpper(next) {
		return s
	}
	return string(unicode.ToLower(r)) + s[size:]
}

// cellLetters is how many letters of a word fit beside each other in one of
// five cells on a phone.
const cellLetters = 11

func needsTwoLines(c MailChoice) bool {
	return utf8.RuneCountInString(c.Label) > cellLetters && strings.Contains(c.Label, " ")
}
