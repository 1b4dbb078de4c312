package main

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"

	"barometer/surveys"

	"blitiri.com.ar/go/spf"
	"github.com/emersion/go-msgauth/dmarc"
	"golang.org/x/net/publicsuffix"
)

// envelopeDomain is the domain that SPF speaks about.
func (d doctor) envelopeDomain() string {
	if d.conf.bounces.domain != "" {
		return d.conf.bounces.domain
	}
	return surveys.DomainOf(d.conf.from.Address)
}

// checkSPF looks whether the domain says who may send for it (RFC 7208).
func (d doctor) checkSPF(ctx context.Context) []surveys.Finding {
	domain := d.envelopeDomain()
	about := "SPF of " + domain
	records, err := d.txt(ctx, domain, "v=spf1")
	switch {
	case err != nil:
		return one(surveys.Warn, about, "Look at the DNS of this machine.", "could not be asked: %v", err)
	case len(records) == 0:
		return one(surveys.Fail, about, "Publish a TXT record at "+domain+", such as \"v=spf1 include:<your mail provider> -all\"; it is in the provider's manual.", "there is no record")
	case len(records) > 1:
		return one(surveys.Fail, about, "Make one record of them; of two, receivers take neither.", "there are %d records", len(records))
	}
	ips, _ := d.servers(ctx)
	if len(ips) == 0 {
		ips = []net.IP{net.IPv4(192, 0, 2, 1)} // of nobody (RFC 5737): only the record itself is tried
		if result, why := d.spf(ctx, ips[0], domain); result == spf.PermError {
			return badSPF(about, why)
		}
		return one(surveys.Good, about, "", "there is a record; the address that mail leaves from is not known here")
	}
	for _, ip := range ips {
		switch result, why := d.spf(ctx, ip, domain); result {
		case spf.Pass:
			return one(surveys.Good, about, "", "lets %s send", ip)
		case spf.PermError:
			return badSPF(about, why)
		}
	}
	return one(surveys.Warn, about, "Add the mail server, or what your provider's manual names, to the record. A provider may send from other addresses than it takes mail at: then send a mail to yourself and look for spf=pass in its header.",
		"does not name the mail server (%s)", ips[0])
}

func badSPF(about string, why error) []surveys.Finding {
	return one(surveys.Fail, about, "Shorten or mend the record: it may cause 10 look-ups at most (RFC 7208, 4.6.4).", "the record cannot be followed: %v", why)
}

func (d doctor) spf(ctx context.Context, ip net.IP, domain string) (spf.Result, error) {
	return spf.CheckHostWithSender(ip, domain, "b@"+domain, spf.WithContext(ctx), spf.WithResolver(d.names))
}

// txt returns the records at a name that begin so; that there are none is no
// error.
func (d doctor) txt(ctx context.Context, name, begin string) ([]string, error) {
	records, err := d.names.LookupTXT(ctx, name)
	var told *net.DNSError
	if err != nil && !(errors.As(err, &told) && told.IsNotFound) {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(records), func(r string) bool {
		return !strings.HasPrefix(strings.ToLower(r), begin)
	}), nil
}

// checkDKIM compares the published keys with those that sign.
func (d doctor) checkDKIM(ctx context.Context) []surveys.Finding {
	if len(d.conf.dkim) == 0 {
		return one(surveys.Warn, "DKIM", "Where your mail server does not sign for "+surveys.DomainOf(d.conf.from.Address)+", set BAROMETER_DKIM_KEY_FILE and BAROMETER_DKIM_SELECTOR.", "mails are not signed here")
	}
	var out []surveys.Finding
	for _, k := range d.conf.dkim {
		name := k.Selector + "._domainkey." + surveys.DomainOf(d.conf.from.Address)
		about := "DKIM " + name
		want, err := k.Record()
		if err != nil {
			return one(surveys.Fail, about, "", "%v", err)
		}
		publish := "Publish this TXT record at " + name + ":\n" + want
		published, err := d.names.LookupTXT(ctx, name)
		var told *net.DNSError
		switch {
		case err != nil && !(errors.As(err, &told) && told.IsNotFound):
			out = append(out, finding(surveys.Warn, about, fmt.Sprintf("could not be asked: %v", err), "Look at the DNS of this machine."))
		case len(published) == 0:
			out = append(out, finding(surveys.Fail, about, "there is no record, so no signature is believed", publish))
		case len(published) > 1:
			out = append(out, finding(surveys.Fail, about, "there are several records", "Leave one.\n"+publish))
		default:
			out = append(out, compareKey(about, tagsOf(published[0]), tagsOf(want), publish))
		}
	}
	return out
}

func compareKey(about string, published, want map[string]string, publish string) surveys.Finding {
	got, err := base64.StdEncoding.DecodeString(published["p"])
	ours, _ := base64.StdEncoding.DecodeString(want["p"])
	kind := published["k"]
	if kind == "" {
		kind = "rsa"
	}
	switch {
	case err != nil, kind != want["k"], string(got) != string(ours):
		return finding(surveys.Fail, about, "the published key is not the one that signs", publish)
	case slices.Contains(strings.Split(published["t"], ":"), "y"):
		return finding(surveys.Warn, about, "is right, but says that it is a test (t=y)", "Take t=y out, or receivers treat mails as not signed.")
	}
	return finding(surveys.Good, about, "is the key that signs", "")
}

// tagsOf reads "name=value; …" (RFC 6376, 3.2); blanks in values mean nothing.
func tagsOf(record string) map[string]string {
	tags := map[string]string{}
	for part := range strings.SplitSeq(record, ";") {
		name, value, _ := strings.Cut(part, "=")
		tags[strings.TrimSpace(name)] = strings.Join(strings.Fields(value), "")
	}
	return tags
}

// checkDMARC looks for the policy of the sender's domain, and going up where it
// has none (RFC 9989).
func (d doctor) checkDMARC(ctx context.Context) []surveys.Finding {
	from := surveys.DomainOf(d.conf.from.Address)
	about := "DMARC of " + from
	for domain := from; strings.Contains(domain, "."); _, domain, _ = strings.Cut(domain, ".") {
		record, err := dmarc.LookupWithOptions(domain, &dmarc.LookupOptions{
			LookupTXT: func(name string) ([]string, error) { return d.names.LookupTXT(ctx, name) },
		})
		switch {
		case errors.Is(err, dmarc.ErrNoPolicy):
			continue
		case dmarc.IsTempFail(err):
			return one(surveys.Warn, about, "Look at the DNS of this machine.", "could not be asked: %v", err)
		case err != nil:
			return one(surveys.Fail, about, "Mend the TXT record at _dmarc."+domain+".", "the record cannot be read: %v", err)
		}
		policy := record.Policy
		if domain != from && record.SubdomainPolicy != "" {
			policy = record.SubdomainPolicy
		}
		if policy == dmarc.PolicyNone {
			return one(surveys.Warn, about, "Once the reports show that your mails pass, set p=quarantine, later p=reject.", "there is a policy, which only watches (p=none)")
		}
		return one(surveys.Good, about, "", "p=%s", policy)
	}
	return one(surveys.Fail, about, "Publish a TXT record at _dmarc."+from+", to begin with \"v=DMARC1; p=none; rua=mailto:<a mailbox of yours>\".", "there is no policy")
}

// sameOrganisation reports that both domains are registered as one, such as
// bounce.acme.example and acme.example.
func sameOrganisation(a, b string) bool {
	one, err := publicsuffix.EffectiveTLDPlusOne(a)
	other, err2 := publicsuffix.EffectiveTLDPlusOne(b)
	if err != nil || err2 != nil {
		return strings.EqualFold(a, b)
	}
	return strings.EqualFold(one, other)
}
