package main

import (
	"net"
	"strings"

	"barometer/surveys"

	"golang.org/x/net/idna"
)

// bounceSettings say where mail comes back to; the zero value: to the sender.
type bounceSettings struct {
	domain string // in A-labels
	addr   string // where we listen for it
}

// parseBounces wants both or none: an address that nobody listens at would lose
// opt-outs silently.
func parseBounces(p *surveys.Problems, domain, addr string) bounceSettings {
	const domainName, addrName = "BAROMETER_BOUNCE_DOMAIN", "BAROMETER_BOUNCE_ADDR"
	switch {
	case domain == "" && addr == "":
		return bounceSettings{}
	case domain == "":
		p.Add(domainName, "is needed with %s: the domain that mail comes back to, such as bounce.acme.example", addrName)
	case addr == "":
		p.Add(addrName, "is needed with %s: where to listen for what comes back, such as :25", domainName)
	}
	ascii := strings.TrimPrefix(asciiDomain("b@"+domain), "b@")
	if domain != "" && surveys.CheckAddress("b@"+ascii) != "" {
		p.Add(domainName, "must be a domain such as bounce.acme.example")
	}
	_, port, err := net.SplitHostPort(addr)
	if _, unknown := net.LookupPort("tcp", port); addr != "" && (err != nil || unknown != nil) {
		p.Add(addrName, "must be HOST:PORT or :PORT, such as :25")
	}
	return bounceSettings{domain: ascii, addr: addr}
}

// asciiDomain writes the domain of an address in A-labels (UTS 46); one that
// has none stays as it is, for the check that follows.
func asciiDomain(address string) string {
	local, domain, found := strings.Cut(address, "@")
	ascii, err := idna.Lookup.ToASCII(domain)
	if !found || err != nil {
		return address
	}
	return local + "@" + ascii
}

func domainOf(address string) string { return address[strings.LastIndexByte(address, '@')+1:] }
