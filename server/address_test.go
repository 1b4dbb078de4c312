package server_test

import (
	"testing"
	"time"

	"barometer/server"
	"barometer/surveys/hostiletest"
)

func TestNormaliseAddress(t *testing.T) {
	tests := []struct {
		raw, want string
	}{
		{"", ""},
		{"  ", ""},
		{" bob@example.com ", "bob@example.com"},
		{"Bob.O'Brien+ticket-42@Example.COM", "Bob.O'Brien+ticket-42@example.com"},
		{"info@Bücher.example", "info@xn--bcher-kva.example"},
		{"info@BU\u0308CHER.example", "info@xn--bcher-kva.example"},
		{"a@faß.example", "a@xn--fa-hia.example"},
		{"a!#$%&'*+-/=?^_`{|}~b@example.com", "a!#$%&'*+-/=?^_`{|}~b@example.com"},
		{"a@sub.domain.example.co", "a@sub.domain.example.co"},
		{"b\u00f6b@B\u00fccher.example", "b\u00f6b@xn--bcher-kva.example"}, // for servers that offer SMTPUTF8
		{"bo\u0308b@example.com", "b\u00f6b@example.com"},
	}
	for _, tt := range tests {
		if got, problem := server.NormaliseAddress(tt.raw); got != tt.want || problem != "" {
			t.Errorf("NormaliseAddress(%q) = %q, %q; want %q", tt.raw, got, problem, tt.want)
		}
	}
}

func TestNormaliseAddressRefuses(t *testing.T) {
	for _, raw := range []string{
		"bob@ex\u0430mple.com", // Cyrillic a among Latin letters
		"bob@example.com\u00a0x", "bob@exam\u00adple.com", "bob@\u200dexample.com",
		"bob@example.123", "bob@example..com", "bob@example.com.", "bob@1.2.3.4",
		"bob\uff20example.com", "bob@exa mple.com", "bob\ufe0f@example.com",
	} {
		if got, problem := server.NormaliseAddress(raw); problem == "" || got != "" {
			t.Errorf("NormaliseAddress(%q) = %q, want a problem", raw, got)
		}
	}
}

// Every address of the corpus: the bad ones are refused with words, the odd
// but good ones kept, none of them slowly: an address that takes time that grows
// with the square of its length takes hours.
func TestNormaliseAddressCorpus(t *testing.T) {
	for _, c := range hostiletest.Inputs(t, "recipient.email") {
		t.Run(c.ID, func(t *testing.T) {
			start := time.Now()
			got, problem := server.NormaliseAddress(c.Text(t))
			if took := time.Since(start); took > patience {
				t.Errorf("took %v: %s", took, c.Why)
			}
			refused := problem != "" || got == ""
			if want := c.Expected == "reject"; refused != want {
				t.Errorf("refused %v (%s), want %v: %s", refused, problem, want, c.Why)
			}
		})
	}
}
