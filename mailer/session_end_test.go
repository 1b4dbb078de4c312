package mailer

import (
	"bufio"
	"bytes"
	"context"
	"net"
	"slices"
	"strings"
	"testing"
)

// halfConn takes so many bytes and then breaks in the middle of a write.
type halfConn struct {
	net.Conn
	takes int
}

func (c *halfConn) Write(b []byte) (int, error) {
	n := min(len(b), c.takes)
	c.takes -= n
	if n < len(b) {
		return n, net.ErrClosed
	}
	return n, nil
}

// A large mail leaves in several writes. Once its final dot has left, silence
// is an open end, and no reason to send it again.
func TestLargeMailWhoseDotLeftIsNeverRetried(t *testing.T) {
	near, far := net.Pipe()
	t.Cleanup(func() { _, _ = near.Close(), far.Close() })
	body := bytes.Repeat([]byte("0123456789 and so on\r\n"), 3000)
	for missing, want := range []string{"a open", "a temporary"} {
		counted := &countingConn{Conn: &halfConn{Conn: near, takes: len(body) + len(".\r\n") - missing}}
		s := &session{conn: counted, in: bufio.NewReader(strings.NewReader("")), out: bufio.NewWriterSize(counted, 32<<10), pipelining: true}
		b := &sack{letters: []*letter{{id: "b", from: "a@x.example", to: "b@y.example"}}}
		s.carry(context.Background(), &letter{id: "a", body: body}, b)
		if !slices.Contains(b.said, want) {
			t.Errorf("%d bytes of the mail missing: %v, want %s", missing, b.said, want)
		}
	}
}

// A server that turns everybody away at the first letter is of no use, however
// politely it says so: the next connection waits.
func TestServerThatTurnsAwayIsOfNoUse(t *testing.T) {
	for said, useful := range map[string]bool{"421 4.3.2 too busy": false, "554 5.7.1 not from you": true} {
		server := (&script{answers: func(_, _ int, verb string) []string {
			if verb == "MAIL" {
				return []string{said}
			}
			return nil
		}}).serve(t)
		s, err := connect(context.Background(), server, "x.example")
		if err != nil {
			t.Fatal(err)
		}
		s.deliver(context.Background(), &sack{letters: []*letter{{id: "a", from: "a@x.example", to: "b@y.example"}}})
		if s.used() != useful {
			t.Errorf("after %q the connection was of use: %v", said, s.used())
		}
	}
}
