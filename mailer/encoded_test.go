package mailer

import (
	"bytes"
	"net/mail"
	"strings"
	"testing"
	"unicode/utf8"

	mime "github.com/emersion/go-message"
	gomail "github.com/emersion/go-message/mail"

	"barometer/surveys"

	"pgregory.net/rapid"
)

// checkHeader reads a header back and looks at its lines: no line over 998
// octets, none over 78 that could have been folded, none with an encoded word
// over 76 (RFC 2047, 2).
func checkHeader(t interface {
	Fatalf(string, ...any)
	Helper()
}, lines []byte) *gomail.Header {
	t.Helper()
	for line := range strings.SplitSeq(strings.TrimSuffix(string(lines), "\r\n"), "\r\n") {
		_, rest, _ := strings.Cut(line[1:], " ")
		foldable := strings.Contains(strings.TrimLeft(rest, " "), " ")
		if len(line) > maxLine || len(line) > wantLine && foldable && line[0] == ' ' || len(line) > 76 && strings.Contains(line, "=?utf-8?") {
			t.Fatalf("a line has %d octets: %s", len(line), line)
		}
		if line == "" || strings.TrimSpace(line) == "" {
			t.Fatalf("an empty line in the header: %q", lines)
		}
	}
	e, err := mime.Read(bytes.NewReader(append(lines, "\r\n"...)))
	if err != nil {
		t.Fatalf("%v in %q", err, lines)
	}
	return &gomail.Header{Header: e.Header}
}

// aText draws what people and programs write into names and subjects: long
// words, all alphabets, blanks, encoded words, specials of headers.
func aText() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		pieces := rapid.SliceOfN(rapid.OneOf(
			rapid.StringN(0, 12, -1), rapid.SampledFrom([]string{" ", "  ", "é", "漢字", "नमस्ते", "=?utf-8?q?a?=", "=?", "?=", "\"", "\\", "<a@b>", ",", ";", ":", "(x)",
				"ß\u0301", "\r\nBcc: eve@evil.example", "\x00", "\u2028", strings.Repeat("x", 90), strings.Repeat("ü", 60), "👩‍👩‍👧"}),
		), 0, 8).Draw(t, "pieces")
		return strings.Join(pieces, "")
	})
}

func TestAnySubjectIsReadAsItWasMeant(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		subject := surveys.OneLine(aText().Draw(t, "subject"), maxSubject)
		h := &header{}
		h.text("Subject", subject)
		if h.err != nil {
			t.Fatalf("%q: %v", subject, h.err)
		}
		got, err := checkHeader(t, h.lines).Text("Subject")
		if err != nil || strings.TrimSpace(got) != subject {
			t.Fatalf("%q is read as %q, %v in %q", subject, got, err, h.lines)
		}
	})
}

func TestAnyNameIsReadAsItWasMeant(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := surveys.OneLine(aText().Draw(t, "name"), 100)
		h := &header{}
		h.address("To", mail.Address{Name: name, Address: "priya@northwind.example"})
		if h.err != nil {
			t.Fatalf("%q: %v", name, h.err)
		}
		head := checkHeader(t, h.lines)
		all, err := head.AddressList("To")
		if err != nil || len(all) != 1 || all[0].Address != "priya@northwind.example" || all[0].Name != name {
			t.Fatalf("%q is read as %v, %v in %q", name, all, err, h.lines)
		}
	})
}

// Raw input is refused or becomes one harmless field, whatever it is.
func FuzzHeaderValues(f *testing.F) {
	for _, seed := range []string{"a", "a\r\nBcc: x@y", "=?utf-8?q?=0D=0A?=", strings.Repeat("x", 2000), strings.Repeat("é ", 500), "\xff", " ", "  a"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		h := &header{}
		h.text("Subject", value)
		h.address("To", mail.Address{Name: value, Address: "priya@northwind.example"})
		if h.err != nil {
			return
		}
		for line := range strings.SplitSeq(strings.TrimSuffix(string(h.lines), "\r\n"), "\r\n") {
			known := strings.HasPrefix(line, "Subject:") || strings.HasPrefix(line, "To:") || strings.HasPrefix(line, " ")
			if !known || len(line) > maxLine || !utf8.ValidString(line) || strings.ContainsAny(line, "\r\n\x00") {
				t.Fatalf("%q makes the line %q", value, line)
			}
		}
	})
}
