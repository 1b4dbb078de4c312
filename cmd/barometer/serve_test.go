package main

import (
	"net"
	"net/url"
	"testing"
)

// Where the system chooses the port, links lead to the one that it has chosen.
func TestLinksLeadToThePortThatIsListenedAt(t *testing.T) {
	at := &net.TCPAddr{IP: net.IPv6loopback, Port: 40123}
	for given, want := range map[string]string{
		"http://localhost:0":          "http://localhost:40123",
		"http://localhost:8080":       "http://localhost:8080",
		"https://barometer.example":   "https://barometer.example",
		"https://barometer.example/x": "https://barometer.example/x",
	} {
		u, err := url.Parse(given)
		if err != nil {
			t.Fatal(err)
		}
		if got := reached(u, at).String(); got != want || u.String() != given {
			t.Errorf("%s: reached at %s, want %s", given, got, want)
		}
	}
}
