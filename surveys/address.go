package surveys

import (
	"strings"
	"unicode"
)

// The longest address, local part and label that SMTP and DNS carry (RFC 5321
// 4.5.3.1, RFC 1035 2.3.4).
const (
	maxAddress = 254
	maxLocal   = 64
	maxLabel   = 63
)

// atext are the characters of a dot-atom beside letters and digits (RFC 5322
// 3.2.3).
const atext = "!#$%&'*+-/=?^_`{|}~"

// DomainOf returns what follows the last @ of an address.
func DomainOf(address string) string { return address[strings.LastIndexByte(address, '@')+1:] }

// CheckAddress says what keeps mail from being sent to the address, in words
// for a person, or "" where nothing does. It wants what the edge has
// normalised: trimmed, NFC, the domain in lower-case A-labels. The grammar is
// the dot-atom of RFC 5321 and nothing more: no quoted local parts, comments,
// address literals or lists, which net/mail would all take. Letters of all
// alphabets may stand before the @ (RFC 6531); not every server carries those,
// see IsASCIIAddress.
func CheckAddress(address string) (problem string) {
	if address == "" {
		return "is empty"
	}
	if len(address) > maxAddress {
		return "is longer than 254 characters"
	}
	local, domain, found := strings.Cut(address, "@")
	if !found {
		return "has no @"
	}
	if problem := checkLocal(local); problem != "" {
		return problem
	}
	return checkDomain(domain)
}

func checkLocal(local string) (problem string) {
	switch {
	case local == "":
		return "has nothing before the @"
	case len(local) > maxLocal:
		return "has more than 64 bytes before the @"
	case strings.HasPrefix(local, "."), strings.HasSuffix(local, "."), strings.Contains(local, ".."):
		return "has a dot at the wrong place before the @"
	case local[0] == '-' || local[0] == '|':
		// Old mail programs took these for an option and for a pipe.
		return "starts with a character that no mailbox starts with"
	case strings.HasPrefix(local, "=?") && strings.HasSuffix(local, "?="):
		return "is an encoded word, not an address"
	}
	for _, r := range local {
		if !isAlnum(r) && r != '.' && !strings.ContainsRune(atext, r) && !isForeign(r) {
			return "has a character before the @ that an address cannot hold"
		}
	}
	return ""
}

// isForeign reports a letter or digit beyond ASCII, or a mark that letters of
// some alphabets need. Forms for compatibility only, such as full-width
// letters, look like others and are not among them.
func isForeign(r rune) bool {
	if r < 0x80 || r >= 0xfe00 && r <= 0xfe0f || r >= 0xff00 && r <= 0xffef {
		return false
	}
	return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.Is(unicode.Nd, r)
}

// IsASCIIAddress reports whether every mail server can carry the address. Any
// other needs one that offers SMTPUTF8 (RFC 6531).
func IsASCIIAddress(address string) bool {
	return !strings.ContainsFunc(address, func(r rune) bool { return r >= 0x80 })
}

func checkDomain(domain string) (problem string) {
	labels := strings.Split(domain, ".")
	if len(labels) < 2 {
		return "needs a full domain after the @, such as example.com"
	}
	for _, label := range labels {
		if !isLabel(label) {
			return "has a domain after the @ that cannot exist"
		}
	}
	if top := labels[len(labels)-1]; len(top) < 2 || strings.Trim(top, "0123456789") == "" {
		return "ends in a top-level domain that does not exist"
	}
	return ""
}

func isLabel(label string) bool {
	if label == "" || len(label) > maxLabel || label[0] == '-' || label[len(label)-1] == '-' {
		return false
	}
	for _, r := range label {
		if !isAlnum(r) && r != '-' {
			return false
		}
	}
	return true
}

func isAlnum(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}
