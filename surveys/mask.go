package surveys

import (
	"strings"
	"unicode/utf8"
)

// MaskAddress returns an address as it may be shown to whoever holds a link:
// its owner recognises it, nobody else learns it.
func MaskAddress(address string) string {
	at := strings.LastIndexByte(address, '@')
	if at < 1 {
		return ""
	}
	local, domain := address[:at], address[at:]
	first, _ := utf8.DecodeRuneInString(local)
	last, _ := utf8.DecodeLastRuneInString(local)
	if utf8.RuneCountInString(local) < 4 {
		return string(first) + "•••" + domain
	}
	return string(first) + "•••" + string(last) + domain
}
