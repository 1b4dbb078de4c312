package templates_test

import (
	"fmt"
	"strings"
	"testing"

	"barometer/surveys"
	"barometer/templates"
)

// desk has all that composes mails.
type desk struct {
	*testing.T
	locales *templates.Locales
	mails   *templates.Mails
}

func newDesk(t *testing.T) desk {
	t.Helper()
	locales := newLocales(t)
	mails, err := templates.NewMails()
	if err != nil {
		t.Fatal(err)
	}
	return desk{t, locales, mails}
}

// ticket is a usual invitation of the survey.
func ticket(s surveys.Survey) surveys.Invitation {
	return surveys.Invitation{
		Project: "support", Interaction: "4127", Type: "ticket", Subject: "Label printer prints blank pages",
		Survey: s.ID, Scale: s.Scale,
	}
}

// compose composes the mail to somebody called name.
func (d desk) compose(tag string, s surveys.Survey, inv surveys.Invitation, name string) (templates.InvitationMail, templates.Twins) {
	d.Helper()
	in := d.locales.In(tag)
	values := surveys.PlaceholderValues(inv, surveys.Contact{Name: name}, "Northwind Ltd", "Support", "Lindqvist & Rao")
	v := templates.MailValues{
		Person: "Jonas Weber", House: "Lindqvist & Rao", Greeting: in.Greeting(name),
		About: in.Intro(s, inv, "Support", values), Question: in.Question(s, inv, values),
		StopURL: "https://rate.example.com/u/stop", AboutURL: "https://rate.example.com/about",
		QuietDays: 14, Reminder: inv.Reminds != "",
	}
	scale, _ := surveys.ScaleByID(s.Scale)
	for _, choice := range scale.Choices() {
		v.RateURLs = append(v.RateURLs, fmt.Sprintf("https://rate.example.com/r/%s%02d", strings.Repeat("t", 43), choice))
	}
	mail := in.InvitationMail(s, v)
	twins, err := mail.Render(d.mails)
	if err != nil {
		d.Fatal(err)
	}
	return mail, twins
}

// builtIn is the built-in survey of a scale.
func builtIn(scale surveys.ScaleID) surveys.Survey {
	return surveys.NewSurvey(surveys.SurveyID(scale), scale)
}
