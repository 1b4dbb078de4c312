package redistest

import (
	"math/rand/v2"
	"net"
	"strconv"
	"testing"
)

// The ports of test servers: below 32768, where Linux begins to lend ports to
// outgoing connections. A port that the system had chosen could be lent to a
// client between our look and the server's start.
const (
	firstPort = 11000
	lastPort  = 20999
	// A cluster node listens at its port + 10000 too.
	busOffset = 10000
)

// FreeAddr returns host:port on the loopback for a server that binds it
// itself, later or again after it was killed. Nobody else is given the port
// before the test ends, in this process or another.
func FreeAddr(tb testing.TB) string {
	tb.Helper()
	for range 100 {
		port := firstPort + rand.IntN(lastPort-firstPort+1)
		if reserved(tb, port) && free(port) && free(port+busOffset) {
			return loopback(port)
		}
	}
	tb.Fatal("no free port")
	return ""
}

// reserved takes the port of the same number in UDP, which nothing uses, as a
// sign to all other tests on the machine; false where one has it.
func reserved(tb testing.TB, port int) bool {
	sign, err := net.ListenPacket("udp", loopback(port))
	if err != nil {
		return false
	}
	tb.Cleanup(func() { _ = sign.Close() })
	return true
}

func free(port int) bool {
	l, err := net.Listen("tcp", loopback(port))
	if err != nil {
		return false
	}
	return l.Close() == nil
}

func loopback(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }
