package server

import (
	"strings"
	"unicode"

	"barometer/surveys"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"
)

// NormaliseAddress returns the address as it is kept: trimmed, the local part
// as given, the domain in lower-case A-labels (UTS 46, non-transitional).
// problem says in words what is wrong with it; empty: mail can be sent there.
// An empty address stays empty and is no problem.
func NormaliseAddress(raw string) (address, problem string) {
	raw = norm.NFC.String(strings.TrimSpace(raw))
	if raw == "" {
		return "", ""
	}
	if len(raw) > 1024 {
		return "", "is longer than 254 characters"
	}
	if strings.ContainsFunc(raw, invisible) {
		return "", "holds invisible characters or blanks"
	}
	at := strings.LastIndexByte(raw, '@')
	if at < 0 {
		return "", "has no @"
	}
	domain, problem := normaliseDomain(raw[at+1:])
	if problem != "" {
		return "", problem
	}
	address = raw[:at+1] + domain
	if problem := surveys.CheckAddress(address); problem != "" {
		return "", problem
	}
	return address, ""
}

func normaliseDomain(domain string) (ascii, problem string) {
	for label := range strings.SplitSeq(domain, ".") {
		if mixesScripts(label) {
			return "", "mixes alphabets in one part of its domain"
		}
	}
	profile := idna.New(idna.MapForLookup(), idna.Transitional(false), idna.BidiRule(),
		idna.StrictDomainName(true), idna.ValidateLabels(true), idna.VerifyDNSLength(true))
	ascii, err := profile.ToASCII(domain)
	if err != nil {
		return "", "has a domain after the @ that cannot exist"
	}
	return ascii, ""
}

// mixesScripts reports whether a label mixes Latin, Cyrillic and Greek, whose
// letters look alike.
func mixesScripts(label string) bool {
	scripts := 0
	for _, table := range []*unicode.RangeTable{unicode.Latin, unicode.Cyrillic, unicode.Greek} {
		if strings.ContainsFunc(label, func(r rune) bool { return unicode.Is(table, r) }) {
			scripts++
		}
	}
	return scripts > 1
}

// invisible takes controls, format characters and blanks of every kind: they
// are no part of an address, and mapping would drop some of them silently.
func invisible(r rune) bool {
	return unicode.IsControl(r) || unicode.IsSpace(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Zs)
}

// normaliseText is text as it is kept: NFC, nothing else changed.
func normaliseText(text string) string { return norm.NFC.String(text) }
