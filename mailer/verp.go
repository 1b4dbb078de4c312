package mailer

import (
	"net/url"
	"regexp"
	"strings"

	"barometer/surveys"
)

// The local parts of addresses at the bounce domain, before their tag.
const (
	bounceBox = "b+" // where an invitation's mail comes back to (VERP)
	stopBox   = "u+" // where a mail opts the contact of an invitation out
)

// returns are the addresses that an invitation's mail is answered to by
// programs. With no domain of its own, bounces go to the sender.
type returns struct {
	domain string // in A-labels; empty: none
	signer *surveys.Signer
}

// envelope is the sender that the mail servers see.
func (r returns) envelope(id surveys.InvitationID, from string) string {
	if r.domain == "" {
		return from
	}
	return bounceBox + r.signer.Bounce(id) + "@" + r.domain
}

// stop is the link that writes a mail to opt out (RFC 6068). Without a domain
// that we listen at, a person reads it, and the subject says who it is about.
func (r returns) stop(id surveys.InvitationID, replyTo string) string {
	if r.domain == "" {
		return "mailto:" + escapeMailto(replyTo) + "?subject=unsubscribe%20" + string(id)
	}
	return "mailto:" + stopBox + r.signer.Stop(id) + "@" + r.domain
}

// escapeMailto escapes an address for a mailto link, whose "&", "?" and "%"
// mean something.
func escapeMailto(address string) string {
	return strings.ReplaceAll(url.PathEscape(address), "&", "%26")
}

// parse reads the recipient of a mail that came back. ok is false for every
// address that we have not made.
func (r returns) parse(address string) (id surveys.InvitationID, stop, ok bool) {
	local, domain, found := strings.Cut(address, "@")
	if !found || r.domain == "" || !strings.EqualFold(domain, r.domain) {
		return "", false, false
	}
	local = strings.ToLower(local)
	if tag, found := strings.CutPrefix(local, bounceBox); found {
		id, ok = r.signer.ParseBounce(tag)
		return id, false, ok
	}
	if tag, found := strings.CutPrefix(local, stopBox); found {
		id, ok = r.signer.ParseStop(tag)
		return id, ok, ok
	}
	return "", false, false
}

// find returns the first invitation whose signed address stands in a report,
// which holds the mail that it is about; empty where there is none.
func (r returns) find(raw []byte) surveys.InvitationID {
	address := regexp.MustCompile(`(?i)[bu]\+[0-9a-z]{32}@` + regexp.QuoteMeta(r.domain))
	for _, found := range address.FindAll(raw, 20) {
		if id, _, ok := r.parse(string(found)); ok {
			return id
		}
	}
	return ""
}
