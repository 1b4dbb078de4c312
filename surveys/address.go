package surveys

import "strings"

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

// CheckAddress says what keeps mail from being sent to the address, in words
// for a person, or "" where nothing does. It wants what the edge has
// normalised: trimmed, the domain in lower-case A-labels. The grammar is the
// dot-atom of RFC 5321 and nothing more: no quoted local parts, comments,
// address literals or lists, which net/mail would all take.
func CheckAddress(address string) string {
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

func checkLocal(local string) string {
	switch {
	case local == "":
		return "has nothing before the @"
	case len(local) > maxLocal:
		return "has more than 64 characters before the @"
	case strings.HasPrefix(local, "."), strings.HasSuffix(local, "."), strings.Contains(local, ".."):
		return "has a dot at the wrong place before the @"
	case local[0] == '-' || local[0] == '|':
		// Old mail programs took these for an option and for a pipe.
		return "starts with a character that no mailbox starts with"
	case strings.HasPrefix(local, "=?") && strings.HasSuffix(local, "?="):
		return "is an encoded word, not an address"
	}
	for _, r := range local {
		if r > 126 {
			return "has letters before the @ that the mail servers on the way may not carry"
		}
		if !isAlnum(r) && r != '.' && !strings.ContainsRune(atext, r) {
			return "has a character before the @ that an address cannot hold"
		}
	}
	return ""
}

func checkDomain(domain string) string {
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
