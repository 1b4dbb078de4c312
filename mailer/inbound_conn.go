package mailer

import (
	"net"
	"net/netip"
	"sync"
	"time"
)

// bounded gives each connection a time at which it ends, however slowly the
// client goes on, and hangs up on places that have many: one of them alone must
// not keep all others out.
type bounded struct {
	net.Listener
	mu   sync.Mutex
	open map[netip.Prefix]int // connections, by the place that they are from
}

// placeOf is where a connection comes from: an address of IPv4, or a /64 of IPv6,
// which is what a subscriber gets at least (RFC 6177).
func placeOf(from net.Addr) netip.Prefix {
	at, _ := netip.ParseAddrPort(from.String())
	ip := at.Addr().Unmap().WithZone("")
	bits := 64
	if ip.Is4() {
		bits = 32
	}
	place, _ := ip.Prefix(bits)
	return place
}

func newBounded(l net.Listener) *bounded { return &bounded{Listener: l, open: map[netip.Prefix]int{}} }

func (b *bounded) Accept() (net.Conn, error) {
	for {
		conn, err := b.Listener.Accept()
		if err != nil {
			return nil, err
		}
		from := placeOf(conn.RemoteAddr())
		if b.enter(from) {
			return &boundedConn{Conn: conn, end: time.Now().Add(inboundWhole), leave: sync.OnceFunc(func() { b.leave(from) })}, nil
		}
		_ = conn.SetWriteDeadline(time.Now().Add(time.Second))
		_, _ = conn.Write([]byte("421 4.7.0 Too many connections from your address\r\n"))
		_ = conn.Close()
	}
}

func (b *bounded) enter(from netip.Prefix) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.open[from] >= inboundEach {
		return false
	}
	b.open[from]++
	return true
}

func (b *bounded) leave(from netip.Prefix) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.open[from]--; b.open[from] <= 0 {
		delete(b.open, from)
	}
}

type boundedConn struct {
	net.Conn
	end   time.Time
	leave func()
}

func (c *boundedConn) SetReadDeadline(t time.Time) error {
	if t.IsZero() || t.After(c.end) {
		t = c.end
	}
	return c.Conn.SetReadDeadline(t)
}

func (c *boundedConn) Close() error {
	c.leave()
	return c.Conn.Close()
}
