package surveys

import (
	"encoding/base64"
	"io"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"
)

// WebhookID names a webhook, or a chat that is told the same way.
type WebhookID string

// WebhookEvent says what a webhook is told of.
type WebhookEvent string

// The events.
const (
	OnResponseCounted  WebhookEvent = "response.counted"  // an answer counts for the first time
	OnResponseChanged  WebhookEvent = "response.changed"  // another choice counts now
	OnResponseVoided   WebhookEvent = "response.voided"   // it counts no longer
	OnResponseRestored WebhookEvent = "response.restored" // it counts again
	OnCaseOpened       WebhookEvent = "case.opened"
	OnCaseChanged      WebhookEvent = "case.changed"
	OnAlarmRaised      WebhookEvent = "alarm.raised"
	OnStageChanged     WebhookEvent = "customer.stage_changed"
	OnContactErased    WebhookEvent = "contact.erased" // forget them, too
	OnTest             WebhookEvent = "test"           // sent by hand; every webhook gets it
)

// WebhookEvents returns all that a webhook can choose from.
func WebhookEvents() []WebhookEvent {
	return []WebhookEvent{OnResponseCounted, OnResponseChanged, OnResponseVoided, OnResponseRestored,
		OnCaseOpened, OnCaseChanged, OnAlarmRaised, OnStageChanged, OnContactErased}
}

// Webhook is an address that is told of events by a signed POST (Standard
// Webhooks 1.0).
type Webhook struct {
	ID        WebhookID
	Name      string // for the team
	URL       string
	Events    []WebhookEvent // none: all
	Secret    string         // whsec_ and base64 of 24 to 64 bytes
	Paused    bool
	CreatedAt time.Time
}

// Wants reports whether the webhook is to be told of the event.
func (w Webhook) Wants(kind WebhookEvent) bool {
	return !w.Paused && (kind == OnTest || len(w.Events) == 0 || slices.Contains(w.Events, kind))
}

// The form of a secret, as Standard Webhooks has it; lengths in bytes.
const (
	secretPrefix   = "whsec_"
	secretLen      = 32
	secretShortest = 24
	secretLongest  = 64
)

const (
	maxWebhookURL   = 2000
	webhookIDLength = 10 // bytes
)

// MaxWebhooks is how many a house may have.
const MaxWebhooks = 50

// NewWebhookID makes an id from random.
func NewWebhookID(random io.Reader) (WebhookID, error) {
	var b [webhookIDLength]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return "", err
	}
	return WebhookID(base32ID.EncodeToString(b[:])), nil
}

// NewWebhookSecret makes a signing secret from random.
func NewWebhookSecret(random io.Reader) (string, error) {
	var b [secretLen]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return "", err
	}
	return secretPrefix + base64.StdEncoding.EncodeToString(b[:]), nil
}

// Validate returns nil or one Invalid error with every wrong field. inside are
// the networks of the house that webhooks may reach, also without https.
func (w Webhook) Validate(inside []netip.Prefix) error {
	var p Problems
	checkText(&p, "name", w.Name, MaxName)
	if problem := CheckWebhookURL(w.URL, inside); problem != "" {
		p.Add("url", "%s", problem)
	}
	for _, e := range w.Events {
		if !slices.Contains(WebhookEvents(), e) {
			p.Add("events", "must be some of %s", join(WebhookEvents()))
			break
		}
	}
	if !isWebhookSecret(w.Secret) {
		p.Add("secret", "must be whsec_ and base64 of %d to %d bytes; leave it out and one is made", secretShortest, secretLongest)
	}
	return p.Err()
}

func isWebhookSecret(s string) bool {
	text, ok := strings.CutPrefix(s, secretPrefix)
	raw, err := base64.StdEncoding.DecodeString(text)
	return ok && err == nil && len(raw) >= secretShortest && len(raw) <= secretLongest
}

// CheckWebhookURL says what is wrong with an address, "" where nothing is:
// https on its usual port, at a host of the outside; inside the networks given
// also http and any port. A name is looked at again when it is dialled, because
// it may lead elsewhere by then.
func CheckWebhookURL(raw string, inside []netip.Prefix) (problem string) {
	const usual = "must be an https address of a host on the internet, such as https://example.com/hooks/barometer"
	u, err := url.Parse(raw)
	if err != nil || len(raw) > maxWebhookURL || u.Host == "" || u.Opaque != "" || strings.ContainsAny(raw, "\\ \t\r\n") {
		return usual
	}
	switch {
	case u.User != nil:
		return "must not hold a name or password; put a secret into the path"
	case u.Fragment != "" || strings.Contains(raw, "#"):
		return "must not hold a #"
	}
	if addr, err := netip.ParseAddr(u.Hostname()); err == nil {
		if IsInside(addr, inside) && (u.Scheme == "http" || u.Scheme == "https") {
			return ""
		}
		if !IsOutside(addr) {
			return "leads into a private network; name that network in BAROMETER_WEBHOOK_NETWORKS if it is meant"
		}
	} else if !isHostName(u.Hostname()) && !(u.Hostname() == "localhost" && len(inside) > 0) {
		return usual
	}
	if len(inside) > 0 && (u.Scheme == "http" || u.Scheme == "https") {
		return "" // a name may lead inside; dialling decides
	}
	if u.Scheme != "https" || (u.Port() != "" && u.Port() != "443") {
		return usual
	}
	return ""
}

// isHostName reports a full domain name whose last label is not a number, so
// that no spelling of an address passes for a name.
func isHostName(host string) bool { return checkDomain(strings.TrimSuffix(host, ".")) == "" }

// IsInside reports whether the address lies in one of the networks.
func IsInside(addr netip.Addr, networks []netip.Prefix) bool {
	addr = addr.Unmap()
	return slices.ContainsFunc(networks, func(p netip.Prefix) bool { return p.Contains(addr) })
}

// IsOutside reports whether the address is of a host on the internet: not of
// this host, a private network, a link, a carrier, a translation or a test (RFC
// 6890), where a webhook could be made to talk to what trusts its neighbours.
func IsOutside(addr netip.Addr) bool {
	addr = addr.Unmap()
	if !addr.IsGlobalUnicast() || addr.IsPrivate() || addr.IsLoopback() || addr.IsLinkLocalUnicast() {
		return false
	}
	return !slices.ContainsFunc(closedNetworks(), func(p netip.Prefix) bool { return p.Contains(addr) })
}

func closedNetworks() []netip.Prefix {
	var out []netip.Prefix
	for _, s := range []string{
		"::/96", "0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "198.18.0.0/15", "198.51.100.0/24",
		"203.0.113.0/24", "240.0.0.0/4", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32",
		"2002::/16", "fec0::/10",
	} {
		out = append(out, netip.MustParsePrefix(s))
	}
	return out
}
