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
	survey := surveys.DefaultSurvey()
	m, err := w.master(survey)
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
		whole, err := w.page(survey, values).Render(w.mails)
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

// Whoever has one of our mails knows its boundary, and could write it into the
// next subject. It must not come out as a boundary.
func TestValueCannotBeABoundary(t *testing.T) {
	w := testWriter(t)
	inv, to := testInvitation()
	raw, err := w.invitation(nil, inv, to, "Support", testTime())
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := bytes.Cut(raw, []byte("boundary="))
	boundary, _, _ := bytes.Cut(rest, []byte("\r\n"))
	m, err := w.master(surveys.DefaultSurvey())
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
