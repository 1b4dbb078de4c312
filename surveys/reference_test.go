package surveys_test

import (
	"strings"
	"testing"

	"barometer/surveys"
)

func TestMessageIDsAreReadStrictly(t *testing.T) {
	for text, want := range map[string]string{
		"<4127.ab@tickets.acme.example>":                 "4127.ab@tickets.acme.example",
		" CAF=x+y@mail.gmail.com ":                       "CAF=x+y@mail.gmail.com",
		"<DB7PR04MB4523@DB7PR04MB.eurprd04.prod.ol.com>": "DB7PR04MB4523@DB7PR04MB.eurprd04.prod.ol.com",
		"<1234@[192.0.2.1]>":                             "1234@[192.0.2.1]",
		"":                                               "",
		"4127":                                           "",
		"<a@b":                                           "",
		"a@b>":                                           "",
		"<a@b> <c@d>":                                    "",
		"<a@b>\r\nBcc: eve@evil.example":                 "",
		"a\nb@c":                                         "",
		"a b@c":                                          "",
		"\"a b\"@c":                                      "",
		"a@b@c":                                          "",
		"a..b@c":                                         "",
		"a@[b]c]":                                        "",
		"ä@b":                                            "",
		"a\x00@b":                                        "",
		"<a@b,c@d>":                                      "",
		strings.Repeat("a", 300) + "@b":                  "",
		"=?utf-8?q?a?=@b":                                "=?utf-8?q?a?=@b",
	} {
		if got, ok := surveys.ParseMessageID(text); ok != (want != "") || ok && got != want {
			t.Errorf("%q is read as %q, %v; want %q", text, got, ok, want)
		}
	}
}

func FuzzParseMessageID(f *testing.F) {
	f.Add("<a@b>")
	f.Add("<a@[b]>")
	f.Fuzz(func(t *testing.T, text string) {
		id, ok := surveys.ParseMessageID(text)
		if ok && (len(id) > 250 || strings.Count(id, "@") == 0 || strings.ContainsFunc(id, func(r rune) bool { return r <= ' ' || r > '~' || r == '<' || r == '>' })) {
			t.Fatalf("%q is read as %q", text, id)
		}
	})
}
