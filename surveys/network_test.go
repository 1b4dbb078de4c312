package surveys_test

import (
	"net/netip"
	"testing"

	"barometer/surveys"
)

func TestNetworksAreRead(t *testing.T) {
	n, err := surveys.ParseNetworks("# as of 2026-11-01\n\n198.51.100.0/24 a scanner\n203.0.113.9\n2001:db8::/32 another\n")
	if err != nil {
		t.Fatal(err)
	}
	for addr, want := range map[string]bool{
		"198.51.100.77": true, "198.51.101.1": false, "203.0.113.9": true, "203.0.113.10": false,
		"2001:db8:1::1": true, "2001:db9::1": false, "::ffff:198.51.100.1": true,
	} {
		if got := n.Has(netip.MustParseAddr(addr)); got != want {
			t.Errorf("%s: %v, want %v", addr, got, want)
		}
	}
	if n.Len() != 3 || n.AsOf.Format("2006-01-02") != "2026-11-01" {
		t.Errorf("%d networks as of %s", n.Len(), n.AsOf)
	}
}

func TestNetworksNameEveryWrongLine(t *testing.T) {
	_, err := surveys.ParseNetworks("198.51.100.0/24\nnonsense\n10.0.0.0/99 too long\n")
	e, ok := err.(*surveys.Error)
	if !ok || len(e.Fields) != 2 || e.Fields[0].Field != "line 2" || e.Fields[1].Field != "line 3" {
		t.Errorf("error is %v", err)
	}
}

func TestDefaultNetworksHaveADate(t *testing.T) {
	n, err := surveys.DefaultNetworks()
	if err != nil || n.Len() == 0 || n.AsOf.IsZero() {
		t.Errorf("%d networks as of %s, %v", n.Len(), n.AsOf, err)
	}
}

func mustAddr(t *testing.T, s string) netip.Addr {
	t.Helper()
	addr, err := netip.ParseAddr(s)
	if err != nil {
		t.Fatal(err)
	}
	return addr
}
