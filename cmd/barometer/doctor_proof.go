package main

import (
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"

	"barometer/mailer"
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
	f := d.lookAtSPF(ctx, domain)
	f.Values = append(f.Values, "Domain", domain)
	return only(f)
}

func (d doctor) lookAtSPF(ctx context.Context, domain string) surveys.Finding {
	const check = surveys.CheckSPF
	records, err := d.txt(ctx, domain, "v=spf1")
	switch {
	case err != nil:
		return found(surveys.Warn, check, surveys.SPFSilent, "Words", err.Error())
	case len(records) == 0:
		return found(surveys.Fail, check, surveys.SPFMissing)
	case len(records) > 1:
		f := found(surveys.Fail, check, surveys.SPFSeveral)
		f.Count = len(records)
		return f
	}
	// An address of nobody (RFC 5737) tries the record itself.
	result, why := d.spf(ctx, net.IPv4(192, 0, 2, 1), domain)
	ips, _ := d.servers(ctx)
	switch {
	case result == spf.Pass:
		return found(surveys.Warn, check, surveys.SPFOpen)
	case len(ips) > 0:
		return d.trySPF(ctx, domain, ips)
	case result == spf.PermError:
		return found(surveys.Fail, check, surveys.SPFBroken, "Words", fmt.Sprint(why))
	case result == spf.TempError:
		return found(surveys.Warn, check, surveys.SPFSilent, "Words", fmt.Sprint(why))
	}
	return found(surveys.Good, check, surveys.SPFUntried)
}

// trySPF looks which of the mail server's addresses may send.
func (d doctor) trySPF(ctx context.Context, domain string, ips []net.IP) surveys.Finding {
	const check = surveys.CheckSPF
	var may, mayNot string
	for _, ip := range ips {
		switch result, why := d.spf(ctx, ip, domain); result {
		case spf.Pass:
			may = cmp.Or(may, ip.String())
		case spf.PermError:
			return found(surveys.Fail, check, surveys.SPFBroken, "Words", fmt.Sprint(why))
		case spf.TempError:
			return found(surveys.Warn, check, surveys.SPFSilent, "Words", fmt.Sprint(why))
		default:
			mayNot = cmp.Or(mayNot, ip.String())
		}
	}
	switch {
	case may == "":
		return found(surveys.Warn, check, surveys.SPFLacks, "Address", mayNot)
	case mayNot != "":
		return found(surveys.Warn, check, surveys.SPFPart, "Address", may, "Other", mayNot)
	}
	return found(surveys.Good, check, surveys.SPFLets, "Address", may)
}

func (d doctor) spf(ctx context.Context, ip net.IP, domain string) (spf.Result, error) {
	return spf.CheckHostWithSender(ip, domain, "b@"+domain, spf.WithContext(ctx), spf.WithResolver(d.names))
}

// txt returns the records at a name that begin so; that there are none is no
// error.
func (d doctor) txt(ctx context.Context, name, begin string) ([]string, error) {
	records, err := d.names.LookupTXT(ctx, name)
	if isSilent(err) {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(records), func(r string) bool {
		version, _, _ := strings.Cut(strings.ToLower(r), " ")
		return version != begin
	}), nil
}

// checkDKIM compares the published keys with those that sign.
func (d doctor) checkDKIM(ctx context.Context) []surveys.Finding {
	domain := surveys.DomainOf(d.conf.from.Address)
	if len(d.conf.dkim) == 0 {
		return only(found(surveys.Warn, surveys.CheckDKIM, surveys.DKIMOff, "Domain", domain))
	}
	var out []surveys.Finding
	for _, k := range d.conf.dkim {
		name := k.Selector + "._domainkey." + domain
		f := d.lookAtKey(ctx, k, name)
		f.Values = append(f.Values, "Name", name)
		out = append(out, f)
	}
	return out
}

func (d doctor) lookAtKey(ctx context.Context, k mailer.DKIMKey, name string) surveys.Finding {
	const check = surveys.CheckDKIM
	want, err := k.Record()
	if err != nil {
		return found(surveys.Fail, check, surveys.DKIMBadKey, "Words", err.Error())
	}
	published, err := d.names.LookupTXT(ctx, name)
	f := found(surveys.Fail, check, surveys.DKIMMissing)
	switch {
	case isSilent(err):
		return found(surveys.Warn, check, surveys.DKIMSilent, "Words", err.Error())
	case len(published) == 1:
		f = compareKey(tagsOf(published[0]), tagsOf(want))
	case len(published) > 1:
		f.Found = surveys.DKIMSeveral
	}
	if f.Grade == surveys.Fail {
		f.Record = want
	}
	return f
}

func compareKey(published, want map[string]string) surveys.Finding {
	const check = surveys.CheckDKIM
	got, err := base64.StdEncoding.DecodeString(published["p"])
	ours, _ := base64.StdEncoding.DecodeString(want["p"])
	kind := cmp.Or(published["k"], "rsa")
	revoked, named := published["p"]
	switch {
	case named && revoked == "": // RFC 6376, 3.6.1
		return found(surveys.Fail, check, surveys.DKIMRevoked)
	case err != nil, kind != want["k"], string(got) != string(ours):
		return found(surveys.Fail, check, surveys.DKIMOther)
	case slices.Contains(strings.Split(published["t"], ":"), "y"):
		return found(surveys.Warn, check, surveys.DKIMTest)
	}
	return found(surveys.Good, check, surveys.DKIMRight)
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

// checkDMARC looks for the policy of the sender's domain.
func (d doctor) checkDMARC(ctx context.Context) []surveys.Finding {
	from := surveys.DomainOf(d.conf.from.Address)
	f := d.lookAtDMARC(ctx, from)
	f.Values = append(f.Values, "Domain", from)
	return only(f)
}

// lookAtDMARC goes up where the domain itself has no policy (RFC 9989).
func (d doctor) lookAtDMARC(ctx context.Context, from string) surveys.Finding {
	const check = surveys.CheckDMARC
	for domain := from; strings.Contains(domain, "."); _, domain, _ = strings.Cut(domain, ".") {
		records := 0
		record, err := dmarc.LookupWithOptions(domain, &dmarc.LookupOptions{
			LookupTXT: func(name string) ([]string, error) {
				all, err := d.names.LookupTXT(ctx, name)
				for _, text := range all {
					if tagsOf(text)["v"] == "DMARC1" {
						records++
					}
				}
				return all, err
			},
		})
		switch {
		case records > 1:
			return found(surveys.Fail, check, surveys.DMARCSeveral, "Where", domain)
		case errors.Is(err, dmarc.ErrNoPolicy):
			continue
		case dmarc.IsTempFail(err):
			return found(surveys.Warn, check, surveys.DMARCSilent, "Words", err.Error())
		case err != nil:
			return found(surveys.Fail, check, surveys.DMARCBroken, "Where", domain, "Words", err.Error())
		}
		if envelope := d.envelopeDomain(); record.SPFAlignment == dmarc.AlignmentStrict && envelope != from && len(d.conf.dkim) == 0 {
			return found(surveys.Warn, check, surveys.DMARCStrict, "Envelope", envelope)
		}
		policy := record.Policy
		if domain != from && record.SubdomainPolicy != "" {
			policy = record.SubdomainPolicy
		}
		if policy == dmarc.PolicyNone {
			return found(surveys.Warn, check, surveys.DMARCWatches)
		}
		return found(surveys.Good, check, surveys.DMARCHolds, "Policy", string(policy))
	}
	return found(surveys.Fail, check, surveys.DMARCMissing)
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
