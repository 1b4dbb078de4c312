package surveys_test

import (
	"strings"
	"testing"

	"barometer/surveys"
)

func TestSendersAreReadBySomebody(t *testing.T) {
	for _, address := range []string{
		"noreply@acme.example", "no-reply@acme.example", "No.Reply@acme.example", "no_reply+42@acme.example",
		"donotreply@acme.example", "do-not-reply@acme.example", "acme-noreply@acme.example", "noreply-surveys@acme.example",
		"ne-pas-repondre@acme.example", "mailer-daemon@acme.example",
	} {
		if !strings.Contains(surveys.CheckReplyTo(address), "nobody reads") {
			t.Errorf("%s is taken: %q", address, surveys.CheckReplyTo(address))
		}
	}
	for _, address := range []string{"jonas@acme.example", "reply@acme.example", "hello@noreply.example", "noah@acme.example", "support+no@acme.example"} {
		if problem := surveys.CheckReplyTo(address); problem != "" {
			t.Errorf("%s %s", address, problem)
		}
	}
	for _, address := range []string{"", "jonas", "jonás@acme.example", "jonas@acme.example\r\nBcc: x@evil.example"} {
		if surveys.CheckReplyTo(address) == "" {
			t.Errorf("%q is taken", address)
		}
	}
}

func TestAddressesOfAllAlphabets(t *testing.T) {
	for _, address := range []string{"josé@example.com", "отдел.продаж@example.com", "用户@example.com", "अनु@example.com", "o'neil-zoë@example.com"} {
		if problem := surveys.CheckAddress(address); problem != "" || surveys.IsASCIIAddress(address) {
			t.Errorf("%s %s", address, problem)
		}
	}
	for _, address := range []string{
		"bob\uff20example.com@example.com", "b\u200dob@example.com", "bob\u00a0@example.com", "bob\u202e@example.com",
		"😀@example.com", "bo“b@example.com", "bob\uff1f@example.com", strings.Repeat("é", 33) + "@example.com",
	} {
		if surveys.CheckAddress(address) == "" {
			t.Errorf("%q is taken", address)
		}
	}
}
