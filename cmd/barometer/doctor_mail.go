package main

import (
	"context"
	"net"
	"net/netip"
	"strings"

	"barometer/mailer"
	"barometer/surveys"
)

// noSender is the finding of a house where nobody has said who mails are from.
func noSender(context.Context) []surveys.Finding {
	return one(surveys.Fail, "Sender", "Set it in the browser at /settings/sender, or by BAROMETER_FROM and BAROMETER_SMTP.",
		"nobody has said who mails are from and which server takes them, so they wait")
}

// checkServer goes the way to the mail server, as far as a mail would.
func (d doctor) checkServer(ctx context.Context) []surveys.Finding {
	about := "Mail server " + d.conf.smtp.String()
	probe, err := mailer.TryServer(ctx, d.conf.smtp, d.conf.from.Address)
	if err != nil {
		return one(surveys.Fail, about, serverAdvice(err.Error()), "%v", err)
	}
	ways := []string{"log-in accepted"}
	if d.conf.smtp.User == "" {
		ways = []string{"no log-in set"}
	}
	if d.conf.smtp.TLS == mailer.NoTLS {
		ways = append(ways, "no TLS, as set")
	} else {
		ways = append(ways, "TLS with a valid certificate")
	}
	if !probe.UTF8 {
		ways = append(ways, "no addresses with letters beyond ASCII (SMTPUTF8)")
	}
	g, do := surveys.Good, ""
	if d.conf.smtp.TLS == mailer.NoTLS && !isLocal(d.conf.smtp.Host) {
		g, do = surveys.Warn, "Use STARTTLS or smtps://; addresses and names travel in the clear."
	}
	return one(g, about, do, "takes our mail: %s", strings.Join(ways, ", "))
}

func serverAdvice(words string) string {
	switch {
	case strings.Contains(words, "cannot be reached"):
		return "Look at host and port in BAROMETER_SMTP, and whether a firewall lets this machine out; many close port 25, 587 and 465 are usual."
	case strings.Contains(words, "STARTTLS"):
		return "Use smtps://host:465 where the server speaks TLS from the first byte on, or another port."
	case strings.Contains(words, "TLS"):
		return "The certificate must be for the name in BAROMETER_SMTP and from an authority that this machine trusts."
	case strings.Contains(words, "log-in"):
		return "Check user and password in BAROMETER_SMTP; special characters in them are written percent-encoded."
	}
	return "Ask whoever runs the mail server; its words say what it misses."
}

// isLocal reports a host that is this machine, by name or address.
func isLocal(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.IsLoopback()
}

// servers returns the public addresses of the mail server; none where it is in
// a network of one's own, whose address on the outside is not known here.
func (d doctor) servers(ctx context.Context) ([]net.IP, error) {
	if ip := net.ParseIP(d.conf.smtp.Host); ip != nil {
		return publicOnly([]net.IPAddr{{IP: ip}}), nil
	}
	found, err := d.names.LookupIPAddr(ctx, d.conf.smtp.Host)
	return publicOnly(found), err
}

func publicOnly(all []net.IPAddr) []net.IP {
	var out []net.IP
	for _, a := range all {
		if a.IP.IsGlobalUnicast() && !a.IP.IsPrivate() {
			out = append(out, a.IP)
		}
	}
	return out
}

// checkPTR looks whether the mail server has a name that leads back to it, as
// receivers want of whoever brings them mail.
func (d doctor) checkPTR(ctx context.Context) []surveys.Finding {
	const about = "PTR of the mail server"
	ips, err := d.servers(ctx)
	if err != nil || len(ips) == 0 {
		return one(surveys.Good, about, "", "its public address is not known here; where it is yours, the PTR record of that address must be its name")
	}
	var out []surveys.Finding
	for _, ip := range ips {
		if name, ok := d.named(ctx, ip); ok {
			out = append(out, finding(surveys.Good, about, ip.String()+" is "+name, ""))
			continue
		}
		out = append(out, finding(surveys.Warn, about, ip.String()+" has no name that leads back to it",
			"Where this machine sends mail out itself, set the PTR record of its address to its name; a provider's relay may send from others."))
	}
	return out
}

// named returns a name of the address that has this address.
func (d doctor) named(ctx context.Context, ip net.IP) (string, bool) {
	names, err := d.names.LookupAddr(ctx, ip.String())
	if err != nil {
		return "", false
	}
	for _, name := range names {
		back, err := d.names.LookupIPAddr(ctx, strings.TrimSuffix(name, "."))
		for _, a := range back {
			if err == nil && a.IP.Equal(ip) {
				return strings.TrimSuffix(name, "."), true
			}
		}
	}
	return "", false
}

// checkBounces looks whether mail to the bounce domain leads anywhere, and
// whether it belongs to the sender's domain.
func (d doctor) checkBounces(ctx context.Context) []surveys.Finding {
	domain := d.conf.bounces.domain
	if domain == "" {
		return one(surveys.Good, "Bounces", "", "go to %s; with BAROMETER_BOUNCE_DOMAIN they are read here", d.conf.from.Address)
	}
	about := "Bounce domain " + domain
	mx, err := d.names.LookupMX(ctx, domain)
	switch {
	case err != nil || len(mx) == 0:
		return one(surveys.Fail, about, "Publish an MX record for "+domain+" that names this machine.", "has no MX record, so nothing comes back")
	case !sameOrganisation(domain, surveys.DomainOf(d.conf.from.Address)):
		return one(surveys.Warn, about, "Take a subdomain of "+surveys.DomainOf(d.conf.from.Address)+"; else SPF proves nothing for the sender (DMARC alignment).", "is not below the sender's domain")
	}
	return one(surveys.Good, about, "", "mail goes to %s", strings.TrimSuffix(mx[0].Host, "."))
}
