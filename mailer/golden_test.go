package mailer

import (
	"bytes"
	"flag"
	"net/mail"
	"os"
	"regexp"
	"testing"

	"barometer/surveys"
	"barometer/templates"
)

var update = flag.Bool("update", false, "write the golden files anew")

func testComplaint(t testing.TB) complaint {
	t.Helper()
	inv, to := testInvitation()
	inv.Answer, inv.Choice, inv.Contact = surveys.Answered, 2, surveys.NewContactID(to.Address)
	inv.Words = surveys.Words{
		Comment:       "The printer still prints blank pages.\nThis is the third time.",
		Reasons:       []string{"unsolved", "twice"},
		ContactWanted: true,
	}
	locales, err := templates.NewLocales()
	if err != nil {
		t.Fatal(err)
	}
	english := locales.In()
	return complaint{
		Case:       surveys.Case{ID: 1203, Invitation: inv.ID, State: surveys.CaseOpen},
		invitation: inv, contact: to, customer: "Northwind Ltd", project: "Support",
		wording: english.Wording(surveys.DefaultSurvey()), say: english, theirs: english, survey: surveys.DefaultSurvey(),
	}
}

// The mails as they leave the house, twins decoded so that a change of words
// shows as one. go test ./mailer -run Golden -update writes them anew.
func TestGoldenMails(t *testing.T) {
	w := testWriter(t)
	inv, to := testInvitation()
	ask, err := w.invitation(nil, askingOf(inv, to, "Support"), testTime())
	if err != nil {
		t.Fatal(err)
	}
	tell, err := w.alert(testComplaint(t), mail.Address{Name: "Marta Lind", Address: "marta@lindqvist.example"}, testTime())
	if err != nil {
		t.Fatal(err)
	}
	for name, raw := range map[string][]byte{"invitation": ask, "alert": tell} {
		head, _, _ := bytes.Cut(raw, []byte("\r\n\r\n"))
		head = regexp.MustCompile(`boundary=\w+`).ReplaceAll(head, []byte("boundary=…"))
		p := parse(t, raw)
		golden(t, name+".header", string(bytes.ReplaceAll(head, []byte("\r\n"), []byte("\n")))+"\n")
		golden(t, name+".txt", p.text)
		golden(t, name+".html", p.html)
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := "testdata/" + name
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is\n%s\nwant\n%s", name, got, want)
	}
}
