package mailer

import (
	"cmp"
	"strings"
	"time"

	"barometer/surveys"
	"barometer/templates"
)

// stopPath begins the path of the link that ends all questions.
const stopPath = "/u/"

// Values of an invitation's mail; one token for each choice follows.
const (
	valueGreeting = iota
	valueAbout
	valueQuestion
	valueStop
	valueChoices
)

// invitation appends the whole mail of an invitation, ready to be finished.
func (w *writer) invitation(dst []byte, a asking, now time.Time) ([]byte, error) {
	words := w.wordsFor(a)
	m, err := w.master(a, words)
	if err != nil {
		return nil, err
	}
	own := w.ownValues(a, words)
	msg := w.messageOf(a.Invitation, a.survey, a.to, now)
	msg.subject = words.Subject(a.survey, a.Invitation, a.project, own)
	head, err := msg.appendTo(dst)
	if err != nil {
		return nil, err
	}
	return m.fill(head, w.values(a, words, own, strings.TrimPrefix(msg.unsubscribe, w.public+stopPath))), nil
}

// wordsFor returns the language that the contact is asked in.
func (w *writer) wordsFor(a asking) *templates.Locale {
	return w.locales.In(a.to.Language, a.survey.Language, a.language)
}

// subject is the subject of the mail.
func (w *writer) subject(a asking) string {
	words := w.wordsFor(a)
	return words.Subject(a.survey, a.Invitation, a.project, w.ownValues(a, words))
}

// asked is the question as the team reads it: in the survey's own language.
func (w *writer) asked(a asking) string {
	words := w.locales.In(a.survey.Language)
	return words.Question(a.survey, a.Invitation, w.ownValues(a, words))
}

// ownValues are what the owner's placeholders stand for; nil where there are
// none.
func (w *writer) ownValues(a asking, words *templates.Locale) map[surveys.Placeholder]string {
	if !a.survey.Wording[words.Tag].Personal() {
		return nil
	}
	_, house := w.names(a.survey)
	return surveys.PlaceholderValues(a.Invitation, a.to, a.customer, a.project, house)
}

// values are what is different in each mail of a master. Links are those of
// what a reminder reminds of.
func (w *writer) values(a asking, words *templates.Locale, own map[surveys.Placeholder]string, stop string) []string {
	scale, _ := surveys.ScaleByID(a.survey.Scale)
	values := make([]string, valueChoices, valueChoices+scale.Max-scale.Min+1)
	values[valueGreeting] = words.Greeting(a.to.Name)
	values[valueAbout] = words.Intro(a.survey, a.Invitation, a.project, own)
	values[valueQuestion] = words.Question(a.survey, a.Invitation, own)
	values[valueStop] = stop
	for choice := scale.Min; choice <= scale.Max; choice++ {
		values = append(values, w.signer.Rate(a.Asks(), choice))
	}
	return values
}

// master returns what an invitation's values are spliced into.
func (w *writer) master(a asking, words *templates.Locale) (*master, error) {
	e := edition{a.survey.ID, a.survey.Scale, a.survey.Revision, words.Tag, a.Reminds != ""}
	return w.masters.get(e, func() (*master, error) {
		scale, _ := surveys.ScaleByID(a.survey.Scale)
		return newMaster(valueChoices+len(scale.Choices()), func(values []string) (templates.Twins, error) {
			return w.page(a, words, values).Render(w.mails)
		})
	})
}

// page is the mail with the values of one invitation.
func (w *writer) page(a asking, words *templates.Locale, values []string) templates.InvitationMail {
	person, house := w.names(a.survey)
	v := templates.MailValues{
		Person:    person,
		House:     house,
		Greeting:  values[valueGreeting],
		About:     values[valueAbout],
		Question:  values[valueQuestion],
		AboutURL:  w.public + "/about",
		StopURL:   w.public + stopPath + values[valueStop],
		QuietDays: int(w.quiet / (24 * time.Hour)),
		Reminder:  a.Reminds != "",
	}
	for _, token := range values[valueChoices:] {
		v.RateURLs = append(v.RateURLs, w.public+"/r/"+token)
	}
	return words.InvitationMail(a.survey, v)
}

// names are the person and the house that ask: the survey's own sender, else
// the one of all mails.
func (w *writer) names(s surveys.Survey) (person, house string) {
	return surveys.SenderNames(cmp.Or(s.Sender, w.from.Name, w.domain))
}
