package templates_test

import (
	"strings"
	"testing"
)

// A list says in a few words what a server means; what is in our own words
// already is not said twice.
func TestServersInAFewWords(t *testing.T) {
	for _, c := range []struct{ words, want string }{
		{"550 5.1.1 x", "No such mailbox"},
		{"550 user unknown", "No such mailbox"},
		{"452 4.2.2 x", "full"},
		{"421 4.7.28 x", "Too much mail"},
		{"450 4.2.0 greylisted", "come again later"},
		{"550 High probability of spam", "looks like spam"},
		{"550 5.4.1 Recipient address rejected: Access denied. AS(201806281)", "address is not accepted"},
		{"550 5.4.1 no answer from host", "way to the server"},
		{"554 5.7.1 x", "Not wanted"},
		{"550 5.7.26 x", "Proof"},
		{"535 5.7.8 x", "log-in"},
		{"454 4.7.5 x", "wary"},
		{"554 5.3.4 x", "their side"},
		{"550 5.1.8 x", "sender address"},
		{"550 5.1.0 x", "address"},
		{"550 5.2.0 x", "mailbox"},
		{"550 5.6.7 x", "letters"},
		{"552 x", "Refused for good"},
		{"452 x", "Not taken"},
		{"the connection to the mail server was lost", ""},
		{"", ""},
	} {
		if got := english().Brief(c.words); !strings.Contains(got, c.want) || (c.want == "") != (got == "") {
			t.Errorf("%q: %q, want %q", c.words, got, c.want)
		}
	}
}

// Where a mail is tried no more, nobody is told that it will be.
func TestAdviceAtTheEnd(t *testing.T) {
	for _, words := range []string{"452 4.2.2 x", "552 5.2.2 x", "421 x", "451 4.7.1 x", "454 4.7.5 x", "452 x", "4.4.7 x"} {
		if got := english().AdviceAtEnd(words); got == "" || strings.Contains(got, "tried again") {
			t.Errorf("%q at the end: %q", words, got)
		}
	}
	if got := english().AdviceAtEnd("550 5.1.1 x"); got != english().Advice("550 5.1.1 x") {
		t.Errorf("a dead mailbox at the end: %q", got)
	}
}
