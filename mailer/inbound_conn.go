package mailer

import (
	"net"
	"net/netip"
	"slices"
	"sync"
	"time"
)

// bounded gives each connection a time at which it ends, however slowly the
// client goes on, and hangs up on places that have many: one of them alone must
// not keep all others out. Where several do together, whoever comes from
// elsewhere gets the place of the oldest connection of those that have most.
type bounded struct {
	net.Listener
	mu   sync.Mutex
	open map[netip.Prefix][]*boundedConn // the oldest first, by the place that they are from
	all  int
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

func newBounded(l net.Listener) *bounded {
	return &bounded{Listener: l, open: map[netip.Prefix][]*boundedConn{}}
}

func (b *bounded) Accept() (net.Conn, error) {
	for {
		conn, err := b.Listener.Accept()
		if err != nil {
			return nil, err
		}
		one := &boundedConn{Conn: conn, in: b, from: placeOf(conn.RemoteAddr()), end: time.Now().Add(inboundWhole)}
		if before, ok := b.enter(one); ok {
			if before != nil {
				_ = before.Close()
			}
			return one, nil
		}
		_ = conn.SetWriteDeadline(time.Now().Add(time.Second))
		_, _ = conn.Write([]byte("421 4.7.0 Too many connections from your address\r\n"))
		_ = conn.Close()
	}
}

// enter lets a connection in, where its place has not many; before is the one
// that has to go for it.
func (b *bounded) enter(one *boundedConn) (before *boundedConn, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.open[one.from]) >= inboundEach {
		return nil, false
	}
	if b.all >= inboundAtOnce {
		before = b.longest()
		b.remove(before)
	}
	b.open[one.from] = append(b.open[one.from], one)
	b.all++
	return before, true
}

// longest is the oldest connection of the place that has most, of several the
// oldest.
func (b *bounded) longest() *boundedConn {
	var found []*boundedConn
	for _, conns := range b.open {
		more := len(conns) - len(found)
		if more > 0 || more == 0 && conns[0].end.Before(found[0].end) {
			found = conns
		}
	}
	return found[0]
}

func (b *bounded) leave(one *boundedConn) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.remove(one)
}

// remove forgets a connection, where it was not forgotten before.
func (b *bounded) remove(one *boundedConn) {
	at := slices.Index(b.open[one.from], one)
	if at < 0 {
		return
	}
	b.all--
	if b.open[one.from] = slices.Delete(b.open[one.from], at, at+1); len(b.open[one.from]) == 0 {
		delete(b.open, one.from)
	}
}

type boundedConn struct {
	net.Conn
	in   *bounded
	from netip.Prefix
	end  time.Time
}

func (c *boundedConn) SetReadDeadline(t time.Time) error {
	if t.IsZero() || t.After(c.end) {
		t = c.end
	}
	return c.Conn.SetReadDeadline(t)
}

func (c *boundedConn) Close() error {
	c.in.leave(c)
	return c.Conn.Close()
}
