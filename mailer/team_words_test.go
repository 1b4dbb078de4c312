package mailer

import (
	"io/fs"
	"mime"
	"net/mail"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"barometer/surveys"
	"barometer/templates"
)

// markedLocale is English with each text that the team reads between marks, and
// the values put into it outside of them.
func markedLocale(t *testing.T) *templates.Locale {
	t.Helper()
	names, err := fs.Glob(templates.LocaleFiles(), "locales/*.toml")
	if err != nil {
		t.Fatal(err)
	}
	text, value := regexp.MustCompile(`(?m)^(\w+ = ")(.*)"$`), regexp.MustCompile(`\{\{\.\w+\}\}`)
	files := fstest.MapFS{}
	for _, name := range names {
		raw, err := fs.ReadFile(templates.LocaleFiles(), name)
		if err != nil {
			t.Fatal(err)
		}
		raw = value.ReplaceAll(raw, []byte("⟧$0⟦"))
		files[name] = &fstest.MapFile{Data: text.ReplaceAll(raw, []byte("$1⟦$2⟧\""))}
	}
	locales, err := templates.ReadLocales(files)
	if err != nil {
		t.Fatal(err)
	}
	return locales.In()
}

// naked are the letters of a mail's text that stand outside of the marks.
func naked(text string) []string {
	text = regexp.MustCompile(`⟦[^⟧]*⟧|https?://\S+`).ReplaceAllString(text, "")
	return regexp.MustCompile(`[A-Za-z]{2,}`).FindAllString(text, -1)
}

// Every word of a mail about a case is in the locale files, or is what somebody
// wrote: the people of the test write in Greek.
func TestEveryWordOfAMailAboutACaseIsInTheLocaleFiles(t *testing.T) {
	w, to := testWriter(t), mail.Address{Name: "Μάρτα", Address: "marta@lindqvist.example"}
	c := testComplaint(t)
	c.say = markedLocale(t)
	c.theirs, c.wording = c.say, c.say.Wording(surveys.DefaultSurvey())
	c.contact.Name, c.customer, c.project, c.invitation.Words.Comment, c.invitation.Subject, c.Owner = "Άννα", "Βορράς", "Στήριξη", "Λευκές σελίδες.", "Εκτυπωτής", "Μάρτα"
	at := testTime()
	set := func(change func(*complaint)) complaint { d := c; change(&d); return d }
	stories := []complaint{
		c, set(func(c *complaint) { c.Source, c.News, c.Text = surveys.FromAlarm, 1, "Κάτω" }),
		set(func(c *complaint) { c.Source, c.News, c.customer, c.project = surveys.FromHand, 1, "", "" }),
		set(func(c *complaint) { c.invitation.Choice = 5 }),
		set(func(c *complaint) { c.invitation.Choice, c.invitation.Words.ContactWanted = 5, false }),
		set(func(c *complaint) { c.Chapter, c.Since, c.ChangedAt = 2, at, at }),
		set(func(c *complaint) { c.Latest = "another" }),
	}
	look := func(what string, raw []byte, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		p := parse(t, raw)
		html := regexp.MustCompile(`(?s)<style>.*?</style>|<[^>]*>|&\w+;|&#\d+;`).ReplaceAllString(p.html, " ")
		subject, err := new(mime.WordDecoder).DecodeHeader(p.header.Get("Subject"))
		if err != nil {
			t.Fatal(err)
		}
		for _, said := range []string{p.text, html, strings.TrimPrefix(subject, "Re:")} {
			if found := naked(said); len(found) > 0 {
				t.Errorf("%s says %q itself", what, strings.Join(found, " "))
			}
		}
	}
	for _, story := range stories {
		raw, err := w.news(story, to, 0, at)
		look("an alert", raw, err)
		raw, err = w.news(story, to, 1, at)
		look("a second alert", raw, err)
	}
	for _, why := range []string{surveys.EscalatedSenior, surveys.EscalatedWorth, surveys.EscalatedLate} {
		raw, err := w.escalation(c, to, why, false, at)
		look("what a founder is told", raw, err)
	}
	for _, turn := range []surveys.Turn{{Kind: surveys.EntryRestored, Who: "m", Name: "Μάρτα"}, {}, {Who: "m", Name: "Μάρτα"}} {
		for _, is := range []surveys.Stand{{Counts: true, Choice: 2}, {Counts: true, Choice: 4}, {}} {
			turn.At = at.Add(time.Hour)
			f := correction{complaint: c, turns: []surveys.Turn{turn}}
			for _, was := range []surveys.Stand{{Counts: true, Choice: 1}, {}} {
				raw, err := w.correction(f, was, is, to, at)
				look("a correction", raw, err)
			}
		}
	}
	raw, err := w.reply(c, surveys.Reply{Case: 3, Number: 1, Name: "Μάρτα", From: "marta@lindqvist.example", Text: "Συγγνώμη."}, at)
	look("a reply", raw, err)
}
