package templates

import (
	"cmp"

	"barometer/surveys"
)

// TrialValues are what the mail of a trial says beside the survey's own words.
type TrialValues struct {
	Name          string // whom it greets; empty: somebody made up
	Person, House string // who asks
	Public        string // where we are reached, without a slash at its end
	Signer        *surveys.Signer
	QuietDays     int // see MailValues
}

// TrialMail composes the mail of a survey about an interaction that is made up,
// with its subject. Its links lead to pages that count nothing.
func (l *Locale) TrialMail(survey surveys.Survey, v TrialValues) (mail InvitationMail, subject string) {
	inv, project, customer := surveys.MadeUp(survey)
	to := surveys.Contact{Name: cmp.Or(v.Name, surveys.MadeUpName)}
	values := surveys.PlaceholderValues(inv, to, customer, project, v.House)
	scale, _ := surveys.ScaleByID(survey.Scale)
	var links []string
	for _, choice := range scale.Choices() {
		links = append(links, v.Public+"/r/"+v.Signer.Trial(survey.ID, l.Tag, choice))
	}
	mail = l.InvitationMail(survey, MailValues{
		Person: v.Person, House: v.House, Greeting: l.Greeting(to.Name),
		About: l.Intro(survey, inv, project, values), Question: l.Question(survey, inv, values),
		RateURLs: links, StopURL: v.Public + "/u/" + v.Signer.Trial(survey.ID, l.Tag, 0),
		AboutURL: v.Public + "/about", QuietDays: v.QuietDays,
	})
	return mail, l.Subject(survey, inv, project, values)
}
