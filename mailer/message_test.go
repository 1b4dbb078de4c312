package mailer

import (
	"bytes"
	"io"
	"log/slog"
	"net/mail"
	"slices"
	"strings"
	"testing"
	"time"

	"barometer/surveys"

	mime "github.com/emersion/go-message"
)

// testWriter writes mails as a small firm would.
func testWriter(t testing.TB) *writer {
	t.Helper()
	from := mail.Address{Name: "Jonas Weber at Lindqvist & Rao", Address: "jonas@lindqvist.example"}
	w, err := newWriter(OpenLibrary(t), from, surveys.NewSigner([]byte("0123456789abcdef0123456789abcdef")), "https://rate.example.com/", 14*24*time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func testTime() time.Time { return time.Date(2026, time.March, 2, 10, 0, 0, 0, time.UTC) }

func testInvitation() (surveys.Invitation, surveys.Contact) {
	return surveys.Invitation{
		ID:      surveys.NewInvitationID("support", "4127", "csat5", 0),
		Project: "support", Interaction: "4127", Type: "ticket", Subject: "Label printer prints blank pages",
		Survey: "csat5", Scale: surveys.CSAT5,
	}, surveys.Contact{Name: "Priya Nair", Address: "priya@northwind.example"}
}

// parsed is a mail as a program reads it.
type parsed struct {
	header     *mime.Header
	text, html string
}

// parse reads a mail as strictly as the tests can.
func parse(t *testing.T, raw []byte) parsed {
	t.Helper()
	if err := checkLines(raw); err != nil {
		t.Fatalf("%v in:\n%s", err, raw)
	}
	e, err := mime.Read(bytes.NewReader(raw))
	if err != nil {
		t.Fatalf("%v in:\n%s", err, raw)
	}
	out := parsed{header: &e.Header}
	r := e.MultipartReader()
	if r == nil {
		t.Fatalf("no parts in:\n%s", raw)
	}
	var kinds []string
	for p, err := r.NextPart(); err != io.EOF; p, err = r.NextPart() {
		if err != nil {
			t.Fatalf("%v in:\n%s", err, raw)
		}
		body, err := io.ReadAll(p.Body)
		if err != nil {
			t.Fatal(err)
		}
		kind, _, _ := p.Header.ContentType()
		kinds = append(kinds, kind)
		if kind == "text/plain" {
			out.text = strings.ReplaceAll(string(body), "\r\n", "\n")
		} else {
			out.html = strings.ReplaceAll(string(body), "\r\n", "\n")
		}
	}
	if want := []string{"text/plain", "text/html"}; !slices.Equal(kinds, want) {
		t.Fatalf("parts are %v, want %v", kinds, want)
	}
	return out
}

// fields returns the names of the header's fields in their order.
func (p parsed) fields() []string {
	var out []string
	for f := p.header.Fields(); f.Next(); {
		out = append(out, f.Key())
	}
	return out
}

func invitationFields() []string {
	return []string{"From", "Auto-Submitted", "X-Auto-Response-Suppress", "Mime-Version",
		"To", "Reply-To", "Subject", "Date", "Message-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "Feedback-Id", "Content-Type"}
}

func TestHeaderOfAnInvitation(t *testing.T) {
	inv, to := testInvitation()
	raw, err := testWriter(t).invitation(nil, askingOf(inv, to, "Support"), testTime())
	if err != nil {
		t.Fatal(err)
	}
	p := parse(t, raw)
	if got := p.fields(); !slices.Equal(got, invitationFields()) {
		t.Errorf("fields are %v", got)
	}
	stop := "<https://rate.example.com/u/" + testWriter(t).signer.Unsubscribe(inv.ID) + ">, " +
		"<mailto:jonas@lindqvist.example?subject=unsubscribe%20" + string(inv.ID) + ">"
	for name, want := range map[string]string{
		"From":                  `"Jonas Weber at Lindqvist & Rao" <jonas@lindqvist.example>`,
		"To":                    `"Priya Nair" <priya@northwind.example>`,
		"Reply-To":              `"Jonas Weber at Lindqvist & Rao" <jonas@lindqvist.example>`,
		"Subject":               "One question about ticket 4127",
		"Date":                  "Mon, 02 Mar 2026 10:00:00 +0000",
		"Message-Id":            "<i." + string(inv.ID) + "@lindqvist.example>",
		"Auto-Submitted":        "auto-generated",
		"List-Unsubscribe":      stop,
		"List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
		"Feedback-Id":           "survey:barometer:54e5880fce1a",
	} {
		if got := p.header.Get(name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

// The first link of both twins leads nowhere that matters: whatever follows
// the first link of each mail rates nothing by it.
func TestLinksOfAnInvitation(t *testing.T) {
	inv, to := testInvitation()
	w := testWriter(t)
	raw, err := w.invitation(nil, askingOf(inv, to, "Support"), testTime())
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"https://rate.example.com/about?lang=en"}
	for choice := 1; choice <= 5; choice++ {
		want = append(want, "https://rate.example.com/r/"+w.signer.Rate(inv.ID, choice))
	}
	want = append(want, "https://rate.example.com/u/"+w.signer.Unsubscribe(inv.ID))
	p := parse(t, raw)
	if got := links(p.html, `"`); !slices.Equal(got, want) {
		t.Errorf("html leads to %v", got)
	}
	if got := links(p.text, "\n"); !slices.Equal(got, want) {
		t.Errorf("text leads to %v", got)
	}
	if len(raw) > 30<<10 {
		t.Errorf("the mail has %d bytes", len(raw))
	}
}

// links returns what begins with https:// and ends before the mark.
func links(s, end string) []string {
	var out []string
	for _, part := range strings.Split(s, "https://")[1:] {
		link, _, _ := strings.Cut(part, end)
		out = append(out, "https://"+link)
	}
	return out
}

func TestHeaderValuesAreChecked(t *testing.T) {
	for _, bad := range []string{"a\r\nBcc: eve@evil.example", "a\nb", "a\rb", "a\x00b", "a\x1bb", "a\u0085b", "a\u2028b", "a\xff"} {
		for name, h := range map[string]*header{"text": {}, "address": {}, "name": {}, "value": {}} {
			switch name {
			case "text":
				h.text("Subject", bad)
			case "address":
				h.address("To", mail.Address{Address: bad + "@x.example"})
			case "name":
				h.address("To", mail.Address{Name: bad, Address: "a@x.example"})
			case "value":
				h.add("X-Value", bad)
			}
			if h.err == nil || len(h.lines) > 0 {
				t.Errorf("%s %q was taken: %q", name, bad, h.lines)
			}
		}
	}
}

func TestLongHeadersAreFolded(t *testing.T) {
	for _, subject := range []string{
		strings.Repeat("word ", 30) + "end", strings.Repeat("é", 150), strings.Repeat("漢字 ", 40) + "end", strings.Repeat("x", 150),
	} {
		h := &header{}
		h.text("Subject", subject)
		if h.err != nil {
			t.Fatal(h.err)
		}
		e, err := mime.Read(bytes.NewReader(append(h.lines, "\r\n"...)))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := e.Header.Text("Subject"); err != nil || got != subject {
			t.Errorf("%q is read as %q (%v)", subject, got, err)
		}
		for line := range bytes.SplitSeq(h.lines, []byte("\r\n")) {
			if len(line) > wantLine && bytes.IndexByte(line[1:], ' ') > len("Subject:") {
				t.Errorf("a line has %d octets: %s", len(line), line)
			}
		}
	}
}

func TestBareLineEndsAreRefused(t *testing.T) {
	for body, ok := range map[string]bool{
		"a\r\nb\r\n": true, "": true,
		"a\nb\r\n": false, "a\rb\r\n": false, "a": false, "\n": false, "a\r\r\n": false,
		strings.Repeat("a", 998) + "\r\n": true, strings.Repeat("a", 999) + "\r\n": false,
	} {
		if err := checkLines([]byte(body)); (err == nil) != ok {
			t.Errorf("%.20q…: %v", body, err)
		}
	}
}

func silent() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }
