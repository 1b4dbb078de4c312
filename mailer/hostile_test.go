package mailer

import (
	"bytes"
	"net/mail"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"barometer/surveys"
	"barometer/surveys/hostiletest"

	"golang.org/x/net/html"
)

// skeleton is the markup of a page without its texts: elements and the names
// and links of their attributes.
func skeleton(t *testing.T, page string) string {
	t.Helper()
	var out strings.Builder
	z := html.NewTokenizer(strings.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return out.String()
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken, html.CommentToken:
			tok := z.Token()
			out.WriteString(tok.Type.String() + " " + tok.Data)
			for _, a := range tok.Attr {
				out.WriteString(" " + a.Key + "=" + a.Val)
			}
			out.WriteByte('\n')
		}
	}
}

// Whatever a caller calls a person, a ticket, a project or a customer, the
// mail has the same header fields, the same markup and the same links.
func TestHostileValuesAreInertInAnInvitation(t *testing.T) {
	w := testWriter(t)
	inv, to := testInvitation()
	inv.Type = "other"
	usual, err := w.invitation(nil, askingOf(inv, to, "Support"), testTime())
	if err != nil {
		t.Fatal(err)
	}
	want := parse(t, usual)
	for _, field := range []string{"recipient.name", "comment", "survey.subject"} {
		for _, in := range hostiletest.Inputs(t, field) {
			id, value := in.ID, in.Text(t)
			inv, to := inv, to
			to.Name = value
			inv.Subject = surveys.Interaction{Properties: map[string]string{"subject": value}}.Subject()
			inv.Type = value
			raw, err := w.invitation(nil, askingOf(inv, to, value), testTime())
			if err != nil {
				t.Errorf("%s: %v", id, err)
				continue
			}
			checkInert(t, id, raw, want)
			if !bytes.Contains(raw, []byte("\r\nTo: ")) || !strings.Contains(parse(t, raw).header.Get("To"), "<priya@northwind.example>") {
				t.Errorf("%s: To is %q", id, parse(t, raw).header.Get("To"))
			}
		}
	}
}

func checkInert(t *testing.T, id string, raw []byte, want parsed) {
	t.Helper()
	got := parse(t, raw)
	if !slices.Equal(got.fields(), want.fields()) {
		t.Errorf("%s: fields are %v", id, got.fields())
	}
	if skeleton(t, got.html) != skeleton(t, want.html) {
		t.Errorf("%s: the markup is another:\n%s", id, got.html)
	}
	for _, part := range []string{got.text, got.html} {
		if !utf8.ValidString(part) || strings.ContainsAny(part, "\x00\x1b\u202e\u2066\u2028") {
			t.Errorf("%s: characters that do things in %.200q…", id, part)
		}
	}
	if a, b := links(got.text, "\n"), links(want.text, "\n"); len(a) != len(b) && !strings.Contains(got.text, "evil.example") {
		t.Errorf("%s: links are %v", id, a)
	}
}

func TestHostileValuesAreInertInAnAlert(t *testing.T) {
	w := testWriter(t)
	c := testComplaint(t)
	c.invitation.Words.Comment = "It did not work."
	team := mail.Address{Name: "Team", Address: "team@lindqvist.example"}
	usual, err := w.alert(c, team, testTime())
	if err != nil {
		t.Fatal(err)
	}
	want := parse(t, usual)
	for _, field := range []string{"recipient.name", "comment", "survey.subject"} {
		for _, in := range hostiletest.Inputs(t, field) {
			id, value := in.ID, in.Text(t)
			c := c
			c.contact.Name, c.customer, c.project = value, value, value
			c.invitation.Words.Comment = value + " "
			c.invitation.Subject = value
			if paragraphs(c.invitation.Words.Comment) == "" {
				c.invitation.Words.Comment = "x"
			}
			raw, err := w.alert(c, team, testTime())
			if err != nil {
				t.Errorf("%s: %v", id, err)
				continue
			}
			checkInert(t, id, raw, want)
		}
	}
}
