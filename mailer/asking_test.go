package mailer

import (
	"strings"
	"testing"

	"barometer/surveys"
)

// askingOf asks the built-in survey of the invitation's scale.
func askingOf(inv surveys.Invitation, to surveys.Contact, project string) asking {
	return asking{
		Invitation: inv, survey: surveys.NewSurvey(inv.Survey, inv.Scale), to: to,
		customer: "Northwind Ltd", project: project,
	}
}

// asked writes the mail and reads it again.
func asked(t *testing.T, w *writer, a asking) parsed {
	t.Helper()
	raw, err := w.invitation(nil, a, testTime())
	if err != nil {
		t.Fatal(err)
	}
	return parse(t, raw)
}

// The contact's language stands before the survey's, and that before the
// house's; one that we do not speak is passed over.
func TestLanguageOfAMail(t *testing.T) {
	w := testWriter(t)
	inv, to := testInvitation()
	for _, c := range []struct{ contact, survey, house, want string }{
		{"de-AT", "fr", "es", "Guten Tag Priya Nair!"},
		{"ja", "fr", "es", "Bonjour Priya,"},
		{"", "", "es", "Hola, Priya:"},
		{"", "", "", "Hello Priya,"},
	} {
		a := askingOf(inv, to, "Support")
		a.to.Language, a.survey.Language, a.language = c.contact, c.survey, c.house
		if p := asked(t, w, a); !strings.Contains(p.text, c.want) || !strings.Contains(p.html, c.want) {
			t.Errorf("%v: no %q in\n%s", c, c.want, p.text)
		}
	}
}

// A changed survey is another mail from the next one on.
func TestChangedSurveyIsWrittenAnew(t *testing.T) {
	w := testWriter(t)
	inv, to := testInvitation()
	a := askingOf(inv, to, "Support")
	for revision, question := range []string{"", "How was it?", "How was it, {first_name}?"} {
		a.survey.Revision = revision
		a.survey.Wording = map[string]surveys.Wording{"en": {Question: question}}
		want := strings.ReplaceAll(question, "{first_name}", "Priya")
		if p := asked(t, w, a); !strings.Contains(p.text, "\n"+want+"\n") || !strings.Contains(p.html, want) {
			t.Errorf("revision %d does not ask %q", revision, want)
		}
	}
	if n := len(w.masters.all); n != 1 {
		t.Errorf("%d masters are kept of one survey", n)
	}
}

// However many surveys there are, only so much is kept.
func TestMastersAreBounded(t *testing.T) {
	m := masters{all: map[edition]*master{}}
	for i := range 3 * maxMasters {
		if _, err := m.get(edition{survey: surveys.SurveyID(rune(i))}, func() (*master, error) { return &master{}, nil }); err != nil {
			t.Fatal(err)
		}
		if len(m.all) > maxMasters {
			t.Fatalf("%d masters", len(m.all))
		}
	}
}

// A reminder is a mail of its own in the thread of the first one; whatever one
// presses in it counts for the first one.
func TestReminderLeadsToWhatItRemindsOf(t *testing.T) {
	w := testWriter(t)
	inv, to := testInvitation()
	first := asked(t, w, askingOf(inv, to, "Support"))
	again := inv
	again.ID, again.Reminds = inv.ID.NewReminderID(), inv.ID
	second := asked(t, w, askingOf(again, to, "Support"))
	if a, b := links(first.text, "\n"), links(second.text, "\n"); strings.Join(a, " ") != strings.Join(b, " ") {
		t.Errorf("links are %v, want %v", b, a)
	}
	if a, b := first.header.Get("List-Unsubscribe"), second.header.Get("List-Unsubscribe"); strings.Split(a, ",")[0] != strings.Split(b, ",")[0] {
		t.Errorf("opts out by %s, want %s", b, a)
	}
	if got := second.header.Get("In-Reply-To"); got != first.header.Get("Message-ID") || got == second.header.Get("Message-ID") {
		t.Errorf("answers %s", got)
	}
	if !strings.Contains(second.text, "remind you only once") || strings.Contains(first.text, "remind") {
		t.Errorf("reminds by\n%s", second.text)
	}
	if subject, _ := second.header.Text("Subject"); subject != "Reminder: One question about ticket 4127" {
		t.Errorf("subject is %q", subject)
	}
}

// Who asks is the survey's own sender where it has one.
func TestSenderOfASurvey(t *testing.T) {
	w := testWriter(t)
	inv, to := testInvitation()
	a := askingOf(inv, to, "Support")
	a.survey.Revision, a.survey.Sender, a.survey.ReplyTo = 1, "Aisha Karim at Northlight", "aisha@lindqvist.example"
	a.survey.Wording = map[string]surveys.Wording{"en": {Subject: "{house} and {customer}"}}
	p := asked(t, w, a)
	if !strings.Contains(p.text, "Aisha Karim\nNorthlight; reply to this mail") {
		t.Errorf("is signed\n%s", p.text)
	}
	if got := p.header.Get("From") + p.header.Get("Reply-To"); strings.Count(got, "Aisha Karim at Northlight") != 2 || !strings.Contains(got, "<jonas@lindqvist.example>") {
		t.Errorf("comes from %s", got)
	}
	if subject, _ := p.header.Text("Subject"); subject != "Northlight and Northwind Ltd" {
		t.Errorf("subject is %q", subject)
	}
}
