package surveys_test

import (
	"testing"

	"barometer/surveys"
)

func TestStatusAndDiagnosticAreWords(t *testing.T) {
	for _, c := range []struct{ status, diagnostic, want string }{
		{"5.1.1", "smtp; 550 5.1.1 No such user", "550 5.1.1 No such user"},
		{"5.1.1", "smtp; 550 No such user", "550 5.1.1 No such user"},
		{"5.1.1 (bad mailbox)", "", "5.1.1"},
		{"", "smtp;452 4.2.2 Full", "452 4.2.2 Full"},
		{"5.1.1", "x-unix; no such user", "5.1.1 no such user"},
		{"5.1.1", "No such user here; sorry", "5.1.1 No such user here; sorry"},
		{"", "", ""},
	} {
		if got := surveys.StatusWords(c.status, c.diagnostic); got != c.want {
			t.Errorf("%q and %q: %q, want %q", c.status, c.diagnostic, got, c.want)
		}
	}
}

func TestInvitationsHaveMessageIDs(t *testing.T) {
	const id surveys.InvitationID = "3qc7q09w4qprzwda"
	made := surveys.MessageOf(id, "acme.example")
	for text, want := range map[string]surveys.InvitationID{
		made: id, "<" + made + ">": id, " <" + made + "> ": id,
		"t.3qc7q09w4qprzwda@acme.example": "", "i.3qc7q09w4qprzwd@acme.example": "", "i.3qc7q09w4qprzwda": "", "<" + made: "",
		"0102018c44f0a1b2-61b59c11-000000": "", "": "",
	} {
		if got, ok := surveys.InvitationOf(text); got != want || ok != (want != "") {
			t.Errorf("%q: %q %v", text, got, ok)
		}
	}
}
