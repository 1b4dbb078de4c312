package surveys

import "strings"

// IsGateway reports whether a mail server, by its name in the MX record,
// belongs to a gateway that may hold a mail back to open its links: their
// scanners come later than others.
func IsGateway(mx string) bool {
	mx = strings.TrimSuffix(strings.ToLower(mx), ".")
	for _, domain := range [...]string{
		"pphosted.com", "ppe-hosted.com", "mimecast.com", "mimecast.co.za", "barracudanetworks.com", "messagelabs.com",
		"iphmx.com", "trendmicro.com", "trendmicro.eu", "mailcontrol.com", "hornetsecurity.com", "antispameurope.com",
	} {
		if mx == domain || strings.HasSuffix(mx, "."+domain) {
			return true
		}
	}
	return false
}
