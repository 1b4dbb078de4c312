package redistest_test

import (
	"net/netip"
	"testing"

	"barometer/surveys/store/redistest"
)

// A test server binds its port a while after it was chosen: no client on the
// machine may be lent the port, nor that of a cluster's bus, in between.
func TestAddressesAreNotLentToClients(t *testing.T) {
	const firstLent = 32768 // Linux's ip_local_port_range
	given := map[netip.AddrPort]bool{}
	for range 200 {
		addr := netip.MustParseAddrPort(redistest.FreeAddr(t))
		if given[addr] {
			t.Fatalf("%s was given twice", addr)
		}
		given[addr] = true
		if bus := int(addr.Port()) + 10000; bus >= firstLent || addr.Port() < 1024 {
			t.Fatalf("%s, with its bus at %d", addr, bus)
		}
	}
}
