package main

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strings"

	"barometer/mailer"
	"barometer/surveys"
)

// checkNoSender is the finding of a house where nobody has said who mails are
// from.
func checkNoSender(context.Context) []surveys.Finding {
	return only(found(surveys.Fail, surveys.CheckSender, surveys.SenderMissing))
}

// checkServer goes the way to the mail server, as far as a mail would.
func (d doctor) checkServer(ctx context.Context) []surveys.Finding {
	f := found(surveys.Good, surveys.CheckServer, surveys.ServerTakes, "Server", d.conf.smtp.String())
	probe, err := mailer.TryServer(ctx, d.conf.smtp, d.conf.from.Address)
	var ended *surveys.WayError
	switch {
	case errors.As(err, &ended):
		f.Grade, f.Found, f.Values = surveys.Fail, surveys.ServerEnds(ended.Step), append(f.Values, "Words", ended.Words)
		return only(f)
	case err != nil:
		f.Grade, f.Found, f.Values = surveys.Fail, surveys.ServerEnds(surveys.WayReach), append(f.Values, "Words", err.Error())
		return only(f)
	}
	f.Ways = []surveys.Way{surveys.WayLogIn, surveys.WayPrivate}
	if d.conf.smtp.User == "" {
		f.Ways[0] = surveys.WayNoLogIn
	}
	if d.conf.smtp.TLS == mailer.NoTLS {
		f.Ways[1] = surveys.WayClear
	}
	if !probe.UTF8 {
		f.Ways = append(f.Ways, surveys.WayASCII)
	}
	if d.conf.smtp.TLS == mailer.NoTLS && !isLocal(d.conf.smtp.Host) {
		f.Grade, f.Found = surveys.Warn, surveys.ServerClear
	}
	return only(f)
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
	ips, err := d.servers(ctx)
	if err != nil || len(ips) == 0 {
		return only(found(surveys.Good, surveys.CheckPTR, surveys.PTRUnknown))
	}
	var out []surveys.Finding
	for _, ip := range ips {
		switch name, err := d.named(ctx, ip); {
		case name != "":
			out = append(out, found(surveys.Good, surveys.CheckPTR, surveys.PTRNamed, "Address", ip.String(), "Name", name))
		case err != nil:
			out = append(out, found(surveys.Warn, surveys.CheckPTR, surveys.PTRSilent, "Address", ip.String(), "Words", err.Error()))
		default:
			out = append(out, found(surveys.Warn, surveys.CheckPTR, surveys.PTRMissing, "Address", ip.String()))
		}
	}
	return out
}

// isSilent reports that the DNS has not answered; that there is no such record
// is an answer.
func isSilent(err error) bool {
	var told *net.DNSError
	return err != nil && !(errors.As(err, &told) && told.IsNotFound)
}

// named returns a name of the address that has this address, empty for none;
// the error says that the DNS does not answer.
func (d doctor) named(ctx context.Context, ip net.IP) (string, error) {
	names, err := d.names.LookupAddr(ctx, ip.String())
	for _, name := range names {
		back, silent := d.names.LookupIPAddr(ctx, strings.TrimSuffix(name, "."))
		if isSilent(silent) {
			err = silent
		}
		for _, a := range back {
			if a.IP.Equal(ip) {
				return strings.TrimSuffix(name, "."), nil
			}
		}
	}
	if !isSilent(err) {
		err = nil
	}
	return "", err
}

// checkBounces looks whether mail to the bounce domain leads anywhere, and
// whether it belongs to the sender's domain.
func (d doctor) checkBounces(ctx context.Context) []surveys.Finding {
	domain, sender := d.conf.bounces.domain, d.conf.from.Address
	if domain == "" {
		return only(found(surveys.Good, surveys.CheckBounces, surveys.BouncesHome, "Address", sender))
	}
	f := found(surveys.Good, surveys.CheckBounces, surveys.BouncesArrive, "Domain", domain, "Sender", surveys.DomainOf(sender))
	if d.wayBack(ctx, domain, &f); f.Grade == surveys.Good && !sameOrganisation(domain, surveys.DomainOf(sender)) {
		f.Grade, f.Found = surveys.Warn, surveys.BouncesApart
	}
	return only(f)
}

// wayBack notes where mail to the bounce domain goes.
func (d doctor) wayBack(ctx context.Context, domain string, f *surveys.Finding) {
	mx, err := d.names.LookupMX(ctx, domain)
	switch {
	case len(mx) == 0 && isSilent(err):
		f.Grade, f.Found, f.Values = surveys.Warn, surveys.BouncesSilent, append(f.Values, "Words", err.Error())
	case len(mx) == 0:
		f.Grade, f.Found = surveys.Fail, surveys.BouncesLost
		if bare, _ := d.names.LookupIPAddr(ctx, domain); len(bare) > 0 { // RFC 5321, 5.1
			f.Grade, f.Found = surveys.Warn, surveys.BouncesBare
		}
	case mx[0].Host == ".":
		f.Grade, f.Found = surveys.Fail, surveys.BouncesNull
	default:
		host := strings.TrimSuffix(mx[0].Host, ".")
		f.Values = append(f.Values, "Host", host)
		if at, err := d.names.LookupIPAddr(ctx, host); len(at) == 0 && err != nil && !isSilent(err) {
			f.Grade, f.Found = surveys.Fail, surveys.BouncesNowhere
		}
	}
}
