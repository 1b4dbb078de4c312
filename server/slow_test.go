package server_test

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"barometer/server"
	"barometer/surveys"
)

// listen serves an office on the loopback as the program does, with other
// deadlines where change sets some, and returns its address.
func listen(t *testing.T, o *office, change func(*http.Server)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	web := o.server.HTTP()
	if change != nil {
		change(web)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = web.Serve(o.server.Bound(l))
	}()
	t.Cleanup(func() {
		_ = web.Close()
		<-ended
	})
	return l.Addr().String()
}

// dial connects and says something; nothing on the line waits for ever.
func dial(t *testing.T, addr, say string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	must(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	must(t, conn.SetDeadline(time.Now().Add(patience)))
	_, err = io.WriteString(conn, say)
	must(t, err)
	return conn
}

func TestSlowClientsAreCutOff(t *testing.T) {
	const short, long = 50 * time.Millisecond, time.Hour
	o := emptyOffice(t, "https://ask.example")
	for _, tt := range []struct {
		name   string
		say    string
		change func(*http.Server)
		status string

		hearsNone bool // where our words come after the deadline, on a machine with other work
	}{
		{"in the header", "GET /about HTTP/1.1\r\nHost: ask.example\r\nX-",
			func(s *http.Server) { s.ReadHeaderTimeout, s.ReadTimeout = short, long }, "HTTP/1.1 400 ", true},
		{"in a tap", "POST /r/confirm HTTP/1.1\r\nHost: ask.example\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 900\r\n\r\nnonce=",
			func(s *http.Server) { s.ReadHeaderTimeout, s.ReadTimeout = long, short }, "HTTP/1.1 400 ", false},
		{"in a body that nobody reads", "POST /about HTTP/1.1\r\nHost: ask.example\r\nContent-Length: 900\r\n\r\nx",
			func(s *http.Server) { s.ReadHeaderTimeout, s.ReadTimeout = long, short }, "HTTP/1.1 405 ", false},
		{"between requests", "GET /about HTTP/1.1\r\nHost: ask.example\r\n\r\n",
			func(s *http.Server) { s.ReadHeaderTimeout, s.ReadTimeout, s.IdleTimeout = long, long, short }, "HTTP/1.1 200 ", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			said, err := io.ReadAll(dial(t, listen(t, o, tt.change), tt.say))
			if tt.hearsNone && len(said) == 0 && (err == nil || errors.Is(err, syscall.ECONNRESET)) {
				return
			}
			if err != nil {
				t.Fatalf("the connection stays open: %v", err)
			}
			if !strings.HasPrefix(string(said), tt.status) {
				t.Errorf("answer %.60q, want %q", said, tt.status)
			}
		})
	}
	web := o.server.HTTP()
	if web.ReadHeaderTimeout != 5*time.Second || web.ReadTimeout != 15*time.Second ||
		web.WriteTimeout != 30*time.Second || web.IdleTimeout != 60*time.Second {
		t.Errorf("deadlines %s %s %s %s", web.ReadHeaderTimeout, web.ReadTimeout, web.WriteTimeout, web.IdleTimeout)
	}
}

func TestHugeRequestsAreRefused(t *testing.T) {
	c := newClient(t)
	addr := listen(t, c.office, nil)
	form, html, problem := "application/x-www-form-urlencoded", "text/html; charset=utf-8", "application/problem+json"
	for _, tt := range []struct {
		name       string
		path, kind string
		header     int // bytes
		body       string
		status     int
		answer     string // its content type
	}{
		{"a header of 16 kB", "/r/confirm", form, 16 << 10, "x=1", 404, html},
		{"a header of 40 kB", "/r/confirm", form, 40 << 10, "x=1", 431, "text/plain; charset=utf-8"},
		{"a tap of 60 kB", "/r/confirm", form, 0, "comment=" + strings.Repeat("x", 60<<10), 404, html},
		{"a tap of 65 kB", "/r/confirm", form, 0, "comment=" + strings.Repeat("x", 65<<10), 413, html},
		{"an interaction of a bit", "/api/v1/interactions", "application/json", 0, ticket, 201, "application/json"},
		{"an interaction of a MB", "/api/v1/interactions", "application/json", 0, `{"id":"` + strings.Repeat("x", 1<<20) + `"}`, 413, problem},
		{"answers of 2 MB", "/api/v1/responses", "application/json", 0, `{"items":["` + strings.Repeat("x", 2<<20) + `"]}`, 413, problem},
		{"a body that nobody wants", "/about", form, 0, strings.Repeat("x", 2<<20), 405, html},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, k := range []struct {
				kind string
				body io.Reader
			}{
				{"announced", strings.NewReader(tt.body)}, {"in chunks", struct{ io.Reader }{strings.NewReader(tt.body)}},
			} {
				r, err := http.NewRequest("POST", "http://"+addr+tt.path, k.body)
				must(t, err)
				r.Header.Set("Content-Type", tt.kind)
				r.Header.Set("Authorization", "Bearer "+c.tokens[surveys.Admin])
				r.Header.Set("X-Filler", strings.Repeat("x", tt.header))
				answer := answerTo(t, addr, r)
				repeated := tt.status == 201 && answer.StatusCode == 200
				if answer.StatusCode != tt.status && !repeated || answer.Header.Get("Content-Type") != tt.answer {
					t.Errorf("%s: %d as %s, want %d as %s", k.kind, answer.StatusCode, answer.Header.Get("Content-Type"), tt.status, tt.answer)
				}
			}
		})
	}
}

// answerTo asks and returns how the answer begins, also where that comes and the
// connection ends before all was said.
func answerTo(t *testing.T, addr string, r *http.Request) *http.Response {
	t.Helper()
	conn := dial(t, addr, "")
	go func() { _ = r.Write(conn) }()
	answer, err := http.ReadResponse(bufio.NewReader(conn), r)
	must(t, err)
	_ = answer.Body.Close()
	return answer
}

// Those beyond the bound wait until somebody leaves.
func TestConnectionsAreBounded(t *testing.T) {
	const ask = "GET /about HTTP/1.1\r\nHost: ask.example\r\n\r\n"
	o := emptyOffice(t, "https://ask.example", func(o *server.Options) { o.Connections = 2 })
	addr := listen(t, o, nil)
	first, second := dial(t, addr, ask), dial(t, addr, ask)
	for _, conn := range []net.Conn{first, second} {
		wantStatus(t, conn, 200)
	}
	third := dial(t, addr, ask)
	must(t, third.SetReadDeadline(time.Now().Add(50*time.Millisecond)))
	if n, err := third.Read(make([]byte, 1)); n > 0 || err == nil {
		t.Error("a third connection is served beside two")
	}
	must(t, first.Close())
	must(t, third.SetReadDeadline(time.Now().Add(patience)))
	wantStatus(t, third, 200)
}

func wantStatus(t *testing.T, conn net.Conn, want int) {
	t.Helper()
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	must(t, err)
	_ = answer.Body.Close()
	if answer.StatusCode != want {
		t.Errorf("status %d, want %d", answer.StatusCode, want)
	}
}
