package main

import (
	"strings"
	"testing"

	"barometer/surveys"
)

func TestBounceSettings(t *testing.T) {
	for _, c := range []struct {
		domain, addr string
		want         bounceSettings
		wrong        string // part of what is said; empty: nothing is wrong
	}{
		{"", "", bounceSettings{}, ""},
		{"bounce.acme.example", ":25", bounceSettings{domain: "bounce.acme.example", addr: ":25"}, ""},
		{"Bounce.BÜCHER.example", "127.0.0.1:2525", bounceSettings{domain: "bounce.xn--bcher-kva.example", addr: "127.0.0.1:2525"}, ""},
		{"bounce.acme.example", "", bounceSettings{}, "BAROMETER_BOUNCE_ADDR is needed"},
		{"", ":25", bounceSettings{}, "BAROMETER_BOUNCE_DOMAIN is needed"},
		{"bounce", ":25", bounceSettings{}, "BAROMETER_BOUNCE_DOMAIN must be a domain"},
		{"b@acme.example", ":25", bounceSettings{}, "BAROMETER_BOUNCE_DOMAIN must be a domain"},
		{"bounce.acme.example", "25", bounceSettings{}, "BAROMETER_BOUNCE_ADDR must be HOST:PORT"},
		{"bounce.acme.example", ":99999", bounceSettings{}, "BAROMETER_BOUNCE_ADDR must be HOST:PORT"},
	} {
		var p surveys.Problems
		got := parseBounces(&p, c.domain, c.addr)
		said := ""
		for _, f := range p {
			said += f.Field + " " + f.Message + "\n"
		}
		if c.wrong == "" && (got != c.want || said != "") || !strings.Contains(said, c.wrong) {
			t.Errorf("%q %q: %+v, %s", c.domain, c.addr, got, said)
		}
	}
}

func TestSenderIsReadBySomebody(t *testing.T) {
	for from, wrong := range map[string]string{
		"Acme <feedback@acme.example>":       "",
		"Acme <feedback@BÜCHER.example>":     "",
		"Acme <no-reply@acme.example>":       "nobody reads",
		"donotreply@acme.example":            "nobody reads",
		"Acme <josé@acme.example>":           "not every mail server",
		"Acme <a@acme.example>, b@x.example": "must be one address",
	} {
		var p surveys.Problems
		got := parseFrom(&p, from)
		if wrong == "" && (got == nil || len(p) > 0) || wrong != "" && (len(p) != 1 || !strings.Contains(p[0].Message, wrong)) {
			t.Errorf("%s: %v, %v", from, got, p)
		}
	}
	var p surveys.Problems
	if got := parseFrom(&p, "feedback@BÜCHER.example"); got.Address != "feedback@xn--bcher-kva.example" {
		t.Errorf("the domain is %s", got.Address)
	}
}
