package surveys

import (
	_ "embed"
	"fmt"
	"net/netip"
	"strings"
	"time"
)

//go:embed networks.txt
var defaultNetworks string

// Networks are those that mail scanners come from. A person there (a cloud PC,
// an isolated browser) must press a button.
type Networks struct {
	AsOf     time.Time // of the list; zero: it does not say
	prefixes []netip.Prefix
}

// DefaultNetworks returns the list that the program brings along.
func DefaultNetworks() (Networks, error) { return ParseNetworks(defaultNetworks) }

// ParseNetworks reads a list: one prefix or address a line, then anything; a
// comment "# as of 2026-11-21" dates it. Every wrong line is reported.
func ParseNetworks(text string) (Networks, error) {
	var n Networks
	var problems Problems
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if date, ok := strings.CutPrefix(line, "# as of "); ok {
			n.AsOf, _ = time.Parse(time.DateOnly, strings.TrimSpace(date))
		}
		if line == "" || line[0] == '#' {
			continue
		}
		prefix, err := parsePrefix(strings.Fields(line)[0])
		if err != nil {
			problems.Add(fmt.Sprintf("line %d", i+1), "must begin with a network such as 192.0.2.0/24")
			continue
		}
		n.prefixes = append(n.prefixes, prefix)
	}
	return n, problems.Err()
}

func parsePrefix(s string) (netip.Prefix, error) {
	if addr, err := netip.ParseAddr(s); err == nil {
		return netip.PrefixFrom(addr.Unmap(), addr.Unmap().BitLen()), nil
	}
	prefix, err := netip.ParsePrefix(s)
	if err != nil {
		return netip.Prefix{}, err
	}
	return prefix.Masked(), nil
}

// Len returns the number of networks.
func (n Networks) Len() int { return len(n.prefixes) }

// Has reports whether the address lies in one of the networks.
func (n Networks) Has(addr netip.Addr) bool {
	addr = addr.Unmap()
	for _, p := range n.prefixes {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}
