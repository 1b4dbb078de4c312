package mailer

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"time"
)

// script is a mail server that says what it is told to, for what no proper
// server does.
type script struct {
	offers  []string                                      // after EHLO
	answers func(conn, mail int, command string) []string // nil: the usual; empty: hang up
	cut     bool                                          // reset the connection in the middle of a body
	last    string                                        // said before
	first   string                                        // the greeting; empty: the usual
	got     chan string                                   // bodies
}

// serve runs the script until the test ends and returns where.
func (s *script) serve(t *testing.T) SMTP {
	t.Helper()
	s.got = make(chan string, 100)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for n := 0; ; n++ {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go s.talk(conn, n)
		}
	}()
	host, port, _ := net.SplitHostPort(l.Addr().String())
	return SMTP{Host: host, Port: port, TLS: NoTLS, Command: time.Minute, Body: time.Minute}.withDefaults()
}

func (s *script) talk(conn net.Conn, n int) {
	defer conn.Close()
	in := bufio.NewReader(conn)
	say := func(lines ...string) { fmt.Fprint(conn, strings.Join(lines, "\r\n")+"\r\n") }
	say(cmp.Or(s.first, "220 script"))
	mail := 0
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		verb := strings.ToUpper(strings.TrimRight(line, "\r\n")[:4])
		if verb == "MAIL" {
			mail++
		}
		answer := s.usual(verb)
		if s.answers != nil {
			if other := s.answers(n, mail, verb); other != nil {
				answer = other
			}
		}
		if len(answer) == 0 {
			return
		}
		say(answer...)
		if strings.HasPrefix(answer[0], "354") {
			if s.cut {
				_, _ = in.Read(make([]byte, 1000))
				if s.last == "" {
					_ = conn.(*net.TCPConn).SetLinger(0)
				} else {
					say(s.last)
				}
				return
			}
			body := readBody(in)
			s.got <- body
			answer := []string{"250 OK"}
			if s.answers != nil {
				if other := s.answers(n, mail, "."); other != nil {
					answer = other
				}
			}
			if len(answer) == 0 {
				return
			}
			say(answer...)
		}
	}
}

func (s *script) usual(verb string) []string {
	switch verb {
	case "EHLO":
		lines := []string{"250-script"}
		for _, o := range s.offers {
			lines = append(lines, "250-"+o)
		}
		return append(lines, "250 HELP")
	case "DATA":
		return []string{"354 go on"}
	case "QUIT":
		return []string{"221 bye"}
	}
	return []string{"250 OK"}
}

func readBody(in *bufio.Reader) string {
	var b strings.Builder
	for {
		line, err := in.ReadString('\n')
		if err != nil || line == ".\r\n" {
			return b.String()
		}
		b.WriteString(line)
	}
}

// sack is a bag that writes down what became of its letters.
type sack struct {
	letters []*letter
	said    []string
	ends    []result
}

func (b *sack) next() *letter {
	if len(b.letters) == 0 {
		return nil
	}
	l := b.letters[0]
	b.letters = b.letters[1:]
	return l
}

func (b *sack) ready(l *letter) bool { return l.id != "theirs" }

func (b *sack) done(l *letter, r result) {
	verdicts := map[verdict]string{taken: "taken", temporary: "temporary", final: "final", open: "open", untouched: "untouched"}
	b.said, b.ends = append(b.said, l.id+" "+verdicts[r.verdict]), append(b.ends, r)
}

func (b *sack) late(l *letter, wait func() result) { b.done(l, wait()) }

// deliver sends letters of these names over connections to the server until
// the sack is empty.
func deliver(t *testing.T, server SMTP, names ...string) []string {
	t.Helper()
	return deliverTo(server, names...).said
}

func deliverTo(server SMTP, names ...string) *sack {
	b := &sack{}
	for _, name := range names {
		b.letters = append(b.letters, &letter{id: name, from: "a@x.example", to: name + "@y.example",
			utf8: name == "ü", body: []byte("Subject: " + name + "\r\n\r\n.dot\r\n")})
	}
	m := &Mailer{Options: Options{Log: silent()}, gate: &gate{}, late: newLate(1)}
	m.pool = &pool{keep: 1, dial: func(ctx context.Context) (*session, error) { return connect(ctx, server, "x.example") }}
	m.carry(context.Background(), b)
	m.pool.close()
	return b
}

func TestTransactions(t *testing.T) {
	pipelining := []string{"PIPELINING"}
	for name, c := range map[string]struct {
		script script
		send   []string
		want   []string
	}{
		"in groups":  {script{offers: pipelining}, []string{"a", "b", "c"}, []string{"a taken", "b taken", "c taken"}},
		"one by one": {script{}, []string{"a", "b", "c"}, []string{"a taken", "b taken", "c taken"}},
		"letters that need SMTPUTF8 fail where it is not offered": {
			script{offers: pipelining}, []string{"ü", "b"}, []string{"ü final", "b taken"}},
		"letters that need SMTPUTF8 go where it is": {
			script{offers: []string{"SMTPUTF8"}}, []string{"ü", "b"}, []string{"ü taken", "b taken"}},
		"no body goes to a refused recipient, even where the server waits for one": {
			script{offers: pipelining, answers: func(_, mail int, verb string) []string {
				if mail == 1 && verb == "RCPT" {
					return []string{"550 5.1.1 no"}
				}
				return nil
			}}, []string{"a", "b"}, []string{"a final", "b taken"}},
		"a server that takes one mail a connection": {
			script{offers: pipelining, answers: func(_, mail int, verb string) []string {
				if mail == 2 && verb == "MAIL" {
					return []string{"421 4.7.0 enough"}
				}
				return nil
			}}, []string{"a", "b", "c"}, []string{"a taken", "b taken", "c taken"}},
		"a server that hangs up after a mail": {
			script{offers: pipelining, answers: func(_, mail int, verb string) []string {
				if mail == 2 && verb == "MAIL" {
					return []string{}
				}
				return nil
			}}, []string{"a", "b", "c"}, []string{"a taken", "b taken", "c taken"}},
		"a lost answer is the end of that mail only": {
			script{offers: pipelining, answers: func(conn, _ int, verb string) []string {
				if conn == 0 && verb == "." {
					return []string{}
				}
				return nil
			}}, []string{"a", "b", "c"}, []string{"a open", "b taken", "c taken"}},
		"an answer that is none": {
			script{offers: pipelining, answers: func(conn, _ int, verb string) []string {
				if conn == 0 && verb == "." {
					return []string{"taken, thanks"}
				}
				return nil
			}}, []string{"a", "b"}, []string{"a open", "b taken"}},
		"answers without words": {
			script{offers: pipelining, answers: func(_, mail int, verb string) []string {
				if verb == "DATA" || verb == "EHLO" || verb == "QUIT" {
					return nil
				}
				if mail == 2 && verb == "RCPT" {
					return []string{"550"}
				}
				return []string{"250"}
			}}, []string{"a", "b", "c"}, []string{"a taken", "b final", "c taken"}},
		"an answer of many and long lines": {
			script{offers: pipelining, answers: func(_, mail int, verb string) []string {
				if mail == 1 && verb == "RCPT" {
					return []string{"550-5.1.1 " + strings.Repeat("no ", 3000), "nobody", "550"}
				}
				return nil
			}}, []string{"a", "b"}, []string{"a final", "b taken"}},
		"a server that hangs up on whom it refuses": {
			script{offers: pipelining, answers: func(_, mail int, verb string) []string {
				switch verb {
				case "RCPT":
					return []string{"554 5.7.1 not from you"}
				case "DATA":
					return []string{}
				}
				return nil
			}}, []string{"a", "b"}, []string{"a final", "b final"}},
		"a slow server that does": {
			script{answers: func(conn, mail int, verb string) []string {
				switch {
				case conn > 0:
					return nil
				case verb == "RCPT":
					return []string{"450 4.2.0 come again"}
				case verb == "RSET":
					return []string{}
				}
				return nil
			}}, []string{"a", "b", "c"}, []string{"a temporary", "b taken", "c taken"}},
		"a mail that somebody else has by now": {
			script{offers: pipelining}, []string{"a", "theirs", "c"}, []string{"a taken", "c taken"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := deliver(t, c.script.serve(t), c.send...); !slices.Equal(got, c.want) {
				t.Errorf("%v, want %v", got, c.want)
			}
			checkBodies(t, &c.script, c.want)
		})
	}
}

// checkBodies looks at what arrived: the body of each letter taken or open,
// whole and once, and nothing else but what was cut off.
func checkBodies(t *testing.T, s *script, said []string) {
	t.Helper()
	arrived := map[string]int{}
	for len(s.got) > 0 {
		if body := <-s.got; body != "" {
			arrived[body]++
		}
	}
	want := map[string]int{}
	for _, line := range said {
		if name, v, _ := strings.Cut(line, " "); v == "taken" || v == "open" {
			want["Subject: "+name+"\r\n\r\n..dot\r\n"] = 1
		}
	}
	if fmt.Sprint(arrived) != fmt.Sprint(want) {
		t.Errorf("arrived %v, want %v", arrived, want)
	}
}

// What a server says that is no answer is told as it is: whoever runs it knows
// then what to look for.
func TestNonsenseIsToldAsItIs(t *testing.T) {
	for _, c := range []struct {
		name    string
		at      string // the command that it is said to; "." is the body
		line    string
		verdict verdict
		words   string
	}{
		{"to the sender", "MAIL", "HTTP/1.1 400 Bad Request", temporary,
			`no answer from the mail server: it said "HTTP/1.1 400 Bad Request", which is no answer of a mail server`},
		{"to the body", ".", "taken, thanks", open,
			`no answer from the mail server: it said "taken, thanks", which is no answer of a mail server after the mail had been handed over`},
		{"bytes of another protocol", "RCPT", "\x15\x03\x01 \u202e\xff", temporary,
			`no answer from the mail server: it said "\x15\x03\x01 \u202e\xff", which is no answer of a mail server`},
		{"much of it", "MAIL", strings.Repeat("y", 9000), temporary,
			`no answer from the mail server: it said "` + strings.Repeat("y", 80) + `", which is no answer of a mail server`},
		{"without end", "MAIL", strings.Repeat("250-and\r\n", 300) + "250 done", temporary,
			`no answer from the mail server: it said "and … and so on", which is no answer of a mail server`},
		{"instead of a greeting", "", "* OK IMAP4rev1 ready", temporary,
			`the mail server does not greet: it said "* OK IMAP4rev1 ready", which is no answer of a mail server`},
	} {
		t.Run(c.name, func(t *testing.T) {
			server := script{answers: func(_, _ int, verb string) []string {
				if verb == c.at {
					return []string{c.line}
				}
				return nil
			}}
			if c.at == "" {
				server.first = c.line
			}
			b := deliverTo(server.serve(t), "a")
			if len(b.ends) != 1 || b.ends[0].verdict != c.verdict || b.ends[0].words != c.words {
				t.Errorf("ended as %+v, want %q", b.ends, c.words)
			}
		})
	}
}

// A body that breaks off half-way has surely not been taken, so it may be sent
// again.
func TestBrokenBodyIsNoOpenEnd(t *testing.T) {
	server := (&script{offers: []string{"PIPELINING"}, cut: true}).serve(t)
	s, err := connect(context.Background(), server, "x.example")
	if err != nil {
		t.Fatal(err)
	}
	b := &sack{letters: []*letter{{id: "a", body: []byte(strings.Repeat("line of a long mail\r\n", 1<<20))}}}
	s.deliver(context.Background(), b)
	if want := []string{"a temporary"}; !slices.Equal(b.said, want) || !s.broken || s.carried != 1 {
		t.Errorf("%v after %d bodies, want %v after 1", b.said, s.carried, want)
	}
}

// A server that has seen enough of a body says so and hangs up.
func TestWordsInTheMiddleOfABody(t *testing.T) {
	server := (&script{offers: []string{"PIPELINING"}, cut: true, last: "552 5.3.4 too large"}).serve(t)
	s, err := connect(context.Background(), server, "x.example")
	if err != nil {
		t.Fatal(err)
	}
	b := &sack{letters: []*letter{{id: "a", body: []byte(strings.Repeat("line of a long mail\r\n", 1<<20))}}}
	s.deliver(context.Background(), b)
	if want := []string{"a final"}; !slices.Equal(b.said, want) || !s.broken {
		t.Errorf("%v, want %v", b.said, want)
	}
}
