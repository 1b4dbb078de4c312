package main

import (
	"crypto/tls"
	"net"
	"strings"

	"barometer/surveys"

	"golang.org/x/net/idna"
)

// bounceSettings say where mail comes back to; the zero value: to the sender.
type bounceSettings struct {
	domain string      // in A-labels
	addr   string      // where we listen for it
	tls    *tls.Config // offered there; nil: nothing
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

// parseBounceTLS wants a listener, a certificate and its key, or none of the
// two files.
func parseBounceTLS(p *surveys.Problems, addr, certFile, keyFile string) *tls.Config {
	const certName, keyName = "BAROMETER_BOUNCE_CERT_FILE", "BAROMETER_BOUNCE_KEY_FILE"
	switch {
	case certFile == "" && keyFile == "":
		return nil
	case certFile == "":
		p.Add(certName, "is needed with %s", keyName)
	case keyFile == "":
		p.Add(keyName, "is needed with %s", certName)
	case addr == "":
		p.Add(certName, "is for the listener of BAROMETER_BOUNCE_ADDR, which is not set")
	default:
		c := &certificate{certFile: certFile, keyFile: keyFile}
		if _, err := c.get(nil); err != nil {
			p.Add(certName, "cannot be used: %v", err)
		}
		return &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: c.get}
	}
	return nil
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
