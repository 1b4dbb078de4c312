package mailer_test

import (
	"bufio"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"barometer/mailer/smtptest"
	"barometer/surveys"
	"barometer/surveys/store/storetest"
)

// dialled is a connection to the listener, after its greeting.
func (r *returning) dialled() (conn net.Conn, in *bufio.Reader, greeting string) {
	r.Helper()
	conn, err := net.Dial("tcp", r.addr)
	if err != nil {
		r.Fatal(err)
	}
	r.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(30 * time.Second))
	in = bufio.NewReader(conn)
	greeting, _ = in.ReadString('\n')
	return conn, in, greeting
}

// One address gets no more than its share of the connections, and all of it
// back when it hangs up.
func TestOneAddressDoesNotKeepOthersOut(t *testing.T) {
	r := openReturning(t, smtptest.Start(t))
	var held []net.Conn
	for {
		conn, _, greeting := r.dialled()
		if strings.HasPrefix(greeting, "421 ") {
			break
		}
		if held = append(held, conn); !strings.HasPrefix(greeting, "220 ") || len(held) > 40 {
			t.Fatalf("connection %d is greeted with %q", len(held), greeting)
		}
	}
	if len(held) != 20 {
		t.Errorf("%d connections are held", len(held))
	}
	for _, conn := range held {
		_ = conn.Close()
	}
	r.until(func() bool {
		conn, _, greeting := r.dialled()
		_ = conn.Close()
		return strings.HasPrefix(greeting, "220 ")
	}, func() string { return "nobody is let in any more" })
}

// What strangers try with the listener: to pass mail on, to guess addresses, to
// hide a mail in another one's body (SMTP smuggling).
func TestStrangersAtTheListener(t *testing.T) {
	r := openReturning(t, smtptest.Start(t))
	inv := storetest.Ask(t, r.store)
	sent := r.sink.Await(1)[0]
	stop := "u+" + surveys.NewSigner([]byte("0123456789abcdef0123456789abcdef")).Stop(inv.ID) + "@" + bounceDomain
	conn, in, _ := r.dialled()
	for _, c := range []struct{ say, want string }{
		{"EHLO stranger.example", "250"}, {"MAIL FROM:<x@evil.example>", "250"},
		{"RCPT TO:<anna@northwind.example>", "550"}, {"RCPT TO:<@" + bounceDomain + ":anna@northwind.example>", "5"},
		{"RCPT TO:<anna%northwind.example@" + bounceDomain + ">", "550"}, {`RCPT TO:<"anna@northwind.example"@` + bounceDomain + ">", "550"},
		{"RCPT TO:<" + sent.From + ".evil.example>", "550"}, {"VRFY postmaster", "252"}, {"EXPN all", "5"}, {"DATA", "502"},
		{"RCPT TO:<" + strings.ToUpper(sent.From) + ">", "250"}, {"DATA", "354"},
		{"Subject: a\r\n\r\nx\n.\nMAIL FROM:<>\nRCPT TO:<" + stop + ">\nDATA\n\n.\r\n.", ""},
	} {
		fmt.Fprint(conn, c.say+"\r\n")
		for {
			line, err := in.ReadString('\n')
			if err != nil && c.want != "" {
				t.Fatalf("%q: %v", c.say, err)
			}
			if len(line) > 3 && line[3] == '-' {
				continue
			}
			if !strings.HasPrefix(line, c.want) {
				t.Errorf("%q is answered with %q, want %s", c.say, line, c.want)
			}
			break
		}
	}
	if !r.contact(inv.Contact).OptedOutAt.IsZero() {
		t.Error("a smuggled mail has opted somebody out")
	}
}
