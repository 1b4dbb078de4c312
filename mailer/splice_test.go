package mailer

import (
	"bytes"
	"html"
	"strings"
	"testing"

	"barometer/surveys"

	"pgregory.net/rapid"
)

// A mail made from the master reads exactly like the same mail rendered and
// composed for itself.
func TestSplicedMailReadsLikeAComposedOne(t *testing.T) {
	w := testWriter(t)
	inv, to := testInvitation()
	a, words := askingOf(inv, to, "Support"), w.english()
	m, err := w.master(a, words)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(rt *rapid.T) {
		values := make([]string, valueChoices+5)
		for i := range values {
			values[i] = rapid.StringMatching(`[0-9a-z]{45}`).Draw(rt, "token")
		}
		values[valueGreeting] = surveys.OneLine(rapid.String().Draw(rt, "greeting"), 200)
		values[valueAbout] = surveys.OneLine(rapid.String().Draw(rt, "about"), 200)
		values[valueQuestion] = surveys.OneLine(rapid.String().Draw(rt, "question"), 200)
		whole, err := w.page(a, words, values).Render(w.mails)
		if err != nil {
			rt.Fatal(err)
		}
		head, err := message{from: w.fixed, id: "x@y.example", to: w.from, subject: "s", date: testTime()}.appendTo(nil)
		if err != nil {
			rt.Fatal(err)
		}
		p := parse(t, m.fill(head, values))
		if p.text != whole.Text {
			rt.Errorf("text is\n%s\nwant\n%s", p.text, whole.Text)
		}
		if got, want := html.UnescapeString(p.html), html.UnescapeString(whole.HTML); got != want {
			rt.Errorf("html is\n%s\nwant\n%s", got, want)
		}
	})
}

// The same holds for every scale in every language, with names that are
// isolated in one that is written from right to left, and for owner's words.
func TestSplicedMailsOfEveryLanguage(t *testing.T) {
	w := testWriter(t)
	inv, to := testInvitation()
	to.Name = "Leïla O’Haddad"
	inv.Subject = `<b> & “50 %” zq0mT00qz`
	for _, tag := range surveys.Languages() {
		for _, scale := range surveys.ScaleIDs() {
			a := askingOf(inv, to, "Lamps & Co")
			a.to.Language, a.survey = tag, surveys.NewSurvey(surveys.SurveyID(scale), scale)
			checkSpliced(t, w, a)
			a.survey.Revision, a.survey.Wording = 1, map[string]surveys.Wording{tag: {
				Intro: "zq0mH01qz {subject}", Question: "¿Mezquita? {name} zq", Labels: []string{"zq0mT03qz"},
			}}
			checkSpliced(t, w, a)
		}
	}
}

func checkSpliced(t *testing.T, w *writer, a asking) {
	t.Helper()
	raw, err := w.invitation(nil, a, testTime())
	if err != nil {
		t.Fatal(err)
	}
	words := w.wordsFor(a)
	values := w.values(a, words, w.ownValues(a, words), w.signer.Unsubscribe(a.Asks()))
	whole, err := w.page(a, words, values).Render(w.mails)
	if err != nil {
		t.Fatal(err)
	}
	p := parse(t, raw)
	if p.text != whole.Text {
		t.Errorf("text is\n%s\nwant\n%s", p.text, whole.Text)
	}
	if got, want := html.UnescapeString(p.html), html.UnescapeString(whole.HTML); got != want {
		t.Errorf("html is\n%s\nwant\n%s", got, want)
	}
}

// Whoever has one of our mails knows its boundary, and could write it into the
// next subject. It must not come out as a boundary.
func TestValueCannotBeABoundary(t *testing.T) {
	w := testWriter(t)
	inv, to := testInvitation()
	raw, err := w.invitation(nil, askingOf(inv, to, "Support"), testTime())
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := bytes.Cut(raw, []byte("boundary="))
	boundary, _, _ := bytes.Cut(rest, []byte("\r\n"))
	m, err := w.master(askingOf(inv, to, "Support"), w.english())
	if err != nil {
		t.Fatal(err)
	}
	values := make([]string, valueChoices+5)
	for pad := range quotedLine {
		values[valueAbout] = strings.Repeat("x", pad) + "--" + string(boundary)
		head, err := message{from: w.fixed, id: "x@y.example", to: w.from, subject: "s", date: testTime()}.appendTo(nil)
		if err != nil {
			t.Fatal(err)
		}
		raw := m.fill(head, values)
		if n := bytes.Count(raw, append([]byte("--"), boundary...)); n != 3 {
			t.Fatalf("the boundary is there %d times", n)
		}
		if p := parse(t, raw); !strings.Contains(p.text, values[valueAbout]) {
			t.Fatalf("the value is lost in:\n%s", p.text)
		}
	}
}
