package mailer

import (
	"io"
	"net"
	"slices"
	"testing"
)

// knocking is a connection from an address; it says nothing.
type knocking struct {
	net.Conn
	from *net.TCPAddr
}

func (k knocking) RemoteAddr() net.Addr { return k.from }

// street is a listener at which addresses knock one after the other.
type street struct {
	net.Listener
	next []*net.TCPAddr
}

func (s *street) Accept() (net.Conn, error) {
	if len(s.next) == 0 {
		return nil, io.EOF
	}
	from := s.next[0]
	s.next = s.next[1:]
	ours, theirs := net.Pipe()
	go func() { _, _ = io.Copy(io.Discard, theirs) }()
	return knocking{ours, from}, nil
}

// Whoever has one address of IPv6 has the 2^64 of its network, so these share.
func TestANetworkHasOneShareOfTheConnections(t *testing.T) {
	at := func(text string, n int) (out []*net.TCPAddr) {
		ip := net.ParseIP(text)
		for i := range n {
			one := append(net.IP{}, ip...)
			one[len(one)-1] += byte(i)
			out = append(out, &net.TCPAddr{IP: one, Port: 1024 + i})
		}
		return out
	}
	for _, c := range []struct {
		name  string
		knock []*net.TCPAddr
		in    int
	}{
		{"one network of IPv6", at("2001:db8:1:2::1", 2*inboundEach), inboundEach},
		{"two of them", append(at("2001:db8:1:2::1", inboundEach+5), at("2001:db8:1:3::1", inboundEach+5)...), 2 * inboundEach},
		{"addresses of IPv4", at("192.0.2.1", 2*inboundEach), 2 * inboundEach},
		{"one of them, as either writes it", slices.Concat(slices.Repeat(at("192.0.2.1", 1), 15), slices.Repeat(at("::ffff:192.0.2.1", 1), 15)), inboundEach},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBounded(&street{next: c.knock})
			in := 0
			for {
				conn, err := b.Accept()
				if err != nil {
					break
				}
				in++
				defer conn.Close()
			}
			if in != c.in {
				t.Errorf("%d of %d are let in, want %d", in, len(c.knock), c.in)
			}
		})
	}
}

// Many places that hold all connections together keep nobody out either: the
// oldest of those that have most goes.
func TestWhoHoldsMostMakesRoom(t *testing.T) {
	var knock []*net.TCPAddr
	for i, n := range []int{inboundEach, inboundEach - 1, inboundAtOnce - 2*inboundEach + 1} {
		knock = append(knock, slices.Repeat([]*net.TCPAddr{{IP: net.IPv4(192, 0, 2, byte(1+i)), Port: 1024}}, n)...)
	}
	other := &net.TCPAddr{IP: net.IPv4(198, 51, 100, 9), Port: 1024}
	b := newBounded(&street{next: append(knock, other, other)})
	var conns []net.Conn
	for {
		conn, err := b.Accept()
		if err != nil {
			break
		}
		conns = append(conns, conn)
		defer conn.Close()
	}
	if len(conns) != inboundAtOnce+2 || b.all != inboundAtOnce {
		t.Fatalf("%d are let in, %d are open", len(conns), b.all)
	}
	for i, conn := range conns {
		_, err := conn.Write([]byte("x"))
		if gone := err != nil; gone != (i < 2) {
			t.Errorf("connection %d: %v", i, err)
		}
	}
	for _, conn := range conns {
		_ = conn.Close()
		_ = conn.Close() // as servers do
	}
	if b.all != 0 || len(b.open) != 0 {
		t.Errorf("%d are left open from %d places", b.all, len(b.open))
	}
}
