package templates_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"barometer/surveys"
	"barometer/surveys/hostiletest"
)

// skeleton is the markup of a page without its texts.
func skeleton(t *testing.T, source string) string {
	t.Helper()
	var b strings.Builder
	source = strings.NewReplacer(` class="h"`, "", "<bdi>", "", "</bdi>", "").Replace(source) // go by the length of words, and by their script
	for _, e := range readPage(t, source) {
		b.WriteString(e.Data)
		for _, a := range e.Attr {
			if a.Key != "aria-label" { // reads a label out
				b.WriteString(" " + a.Key + "=" + a.Val)
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// Whatever an owner writes and whatever people and things are called: the same
// markup, the same links, one line each in the text.
func TestHostileWordsAreInert(t *testing.T) {
	d := newDesk(t)
	values := hostiletest.Inputs(t, "survey.question", "survey.subject", "recipient.name", "choice.label", "template.html (owner-authored)", "comment")
	for _, c := range []struct {
		tag   string
		scale surveys.ScaleID
	}{{"en", surveys.CSAT5}, {"hi", surveys.Thermometer4}, {"ar", surveys.NPS11}} {
		want := d.written(c.tag, c.scale, "Plain words")
		for _, in := range values {
			if value := in.Text(t); strings.TrimSpace(value) != "" {
				t.Run(in.ID+"."+c.tag, func(t *testing.T) { checkInertWords(t, d.written(c.tag, c.scale, value), want) })
			}
		}
	}
}

func checkInertWords(t *testing.T, got, want written) {
	t.Helper()
	if skeleton(t, got.html) != skeleton(t, want.html) {
		t.Errorf("the markup is another:\n%s", got.html)
	}
	if a, b := strings.Count(got.text, "\n"), strings.Count(want.text, "\n"); a != b {
		t.Errorf("the text has %d lines, not %d:\n%s", a, b, got.text)
	}
	for _, s := range []string{got.subject, got.text, got.html} {
		if !utf8.ValidString(s) || strings.ContainsAny(s, "\x00\x1b\r\u202e\u2066\u2028") || len(s) > maxHTML {
			t.Errorf("characters that do things, or too many, in %.200q…", s)
		}
	}
	if strings.Contains(got.subject, "\n") || utf8.RuneCountInString(got.subject) > 300 {
		t.Errorf("the subject is %q", got.subject)
	}
}

type written struct{ subject, text, html string }

// written is a mail with the value wherever somebody may write something.
func (d desk) written(tag string, scale surveys.ScaleID, value string) written {
	d.Helper()
	s := builtIn(scale)
	s.Logo = surveys.Logo{Text: value, Color: "#123456"}
	words := surveys.Wording{Subject: value + " {name}", Intro: value + " {subject} {project}", Question: value + " {customer} {name}"}
	choices, _ := surveys.ScaleByID(scale)
	for range choices.Choices() {
		words.Labels = append(words.Labels, value)
	}
	s.Wording = map[string]surveys.Wording{tag: words}
	inv := ticket(s)
	inv.Subject, inv.Interaction, inv.Agent = value, surveys.InteractionID(value), surveys.AgentID(value)
	_, twins := d.compose(tag, s, inv, value)
	values := surveys.PlaceholderValues(inv, surveys.Contact{Name: value}, value, value, value)
	return written{d.locales.In(tag).Subject(s, inv, value, values), twins.Text, twins.HTML}
}

// A colour that is none leaves the style alone.
func TestLogoColour(t *testing.T) {
	d := newDesk(t)
	for colour, want := range map[string]bool{"#1d5c4a": true, "red": false, "#fff": false, "#12345;": false, "#123456;background:url(x)": false} {
		s := builtIn(surveys.CSAT5)
		s.Logo = surveys.Logo{Text: "Lindqvist", Color: colour}
		_, twins := d.compose("en", s, ticket(s), "Priya")
		if got := strings.Contains(twins.HTML, `<b class="l" style="color:`+colour+`"><bdi>Lindqvist</bdi>`); got != want {
			t.Errorf("%s is used: %v", colour, got)
		}
		if strings.Contains(twins.HTML, "url(") || strings.Contains(twins.HTML, "Zgotmpl") {
			t.Errorf("%s got into the style", colour)
		}
	}
}
