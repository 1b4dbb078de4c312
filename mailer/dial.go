package mailer

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"slices"
	"strings"
	"time"

	"barometer/surveys"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// connectError says why there is no usable connection to the next server.
type connectError struct {
	step surveys.WayStep
	err  error
}

func (e *connectError) Error() string {
	doing := map[surveys.WayStep]string{surveys.WayReach: "the mail server cannot be reached", surveys.WayTLS: "no TLS with the mail server",
		surveys.WayGreet: "the mail server does not greet", surveys.WayLogging: "the mail server refuses our log-in"}
	return doing[e.step] + ": " + e.words()
}

// words are the server's, or the system's.
func (e *connectError) words() string {
	var said *smtp.SMTPError
	if errors.As(e.err, &said) {
		return fmt.Sprintf("%d %s", said.Code, said.Message)
	}
	if words, ok := nonsense(e.err); ok {
		return words
	}
	if errors.Is(e.err, io.EOF) {
		return "it hung up"
	}
	return e.err.Error()
}

// ended says in codes at which step connecting ended.
func ended(err error) error {
	var e *connectError
	switch {
	case !errors.As(err, &e):
		return err
	case errors.Is(err, errNoStartTLS):
		return &surveys.WayError{Step: surveys.WayStartTLS, Err: err}
	}
	return &surveys.WayError{Step: e.step, Words: e.words(), Err: err}
}

// errNoStartTLS is a server that has no TLS to offer where it must.
var errNoStartTLS = errors.New("it does not offer STARTTLS; say ?tls=none if mail may go in the clear")

func (e *connectError) Unwrap() error { return e.err }

// connect dials the next server and gets the connection ready for mail: TLS as
// configured, EHLO by our own name, log-in. It gives up when ctx ends.
func connect(ctx context.Context, cfg SMTP, name string) (*session, error) {
	dialer := net.Dialer{Timeout: cfg.Dial}
	conn, err := dialer.DialContext(ctx, "tcp", cfg.Addr())
	if err != nil {
		return nil, &connectError{surveys.WayReach, err}
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	s, err := greet(conn, cfg, name)
	if err != nil {
		_ = conn.Close()
		return nil, err
	}
	return s, nil
}

func greet(conn net.Conn, cfg SMTP, name string) (*session, error) {
	private, err := encrypt(conn, cfg, name)
	if err != nil {
		return nil, &connectError{surveys.WayTLS, err}
	}
	counted := &countingConn{Conn: private}
	client := smtp.NewClient(counted)
	client.CommandTimeout = cfg.Command
	if err := client.Hello(name); err != nil {
		return nil, &connectError{surveys.WayGreet, err}
	}
	if err := logIn(client, cfg); err != nil {
		return nil, &connectError{surveys.WayLogging, err}
	}
	return newSession(counted, client, cfg), nil
}

// encrypt returns the connection with TLS as configured.
func encrypt(conn net.Conn, cfg SMTP, name string) (net.Conn, error) {
	if cfg.TLS == NoTLS {
		return conn, nil
	}
	greeting := ""
	if cfg.TLS == StartTLS {
		var err error
		if greeting, err = startTLS(conn, cfg, name); err != nil {
			return nil, err
		}
	}
	secure := tls.Client(conn, cfg.Config)
	_ = conn.SetDeadline(time.Now().Add(cfg.Command))
	if err := secure.Handshake(); err != nil {
		return nil, err
	}
	return &greetedConn{Conn: secure, greeting: []byte(greeting)}, nil
}

// startTLS says EHLO and STARTTLS in the clear. go-smtp would introduce itself
// as "localhost" here, which strict servers refuse; so this is ours, and the
// client, which waits for a greeting, is given one afterwards.
func startTLS(conn net.Conn, cfg SMTP, name string) (greeting string, err error) {
	_ = conn.SetDeadline(time.Now().Add(cfg.Command))
	r := textproto.NewReader(bufio.NewReader(conn))
	if _, _, err := r.ReadResponse(220); err != nil {
		return "", said(err)
	}
	offers, err := exchange(conn, r, "EHLO "+name, 250)
	if err != nil {
		return "", err
	}
	if !slices.Contains(strings.Split(strings.ToUpper(offers), "\n"), "STARTTLS") {
		return "", errNoStartTLS
	}
	if _, err := exchange(conn, r, "STARTTLS", 220); err != nil {
		return "", err
	}
	if r.R.Buffered() > 0 {
		// Words before the handshake that would be taken for words after it.
		return "", errors.New("it spoke between STARTTLS and TLS")
	}
	return "220 " + cfg.Host + "\r\n", nil
}

func exchange(conn net.Conn, r *textproto.Reader, command string, want int) (string, error) {
	if _, err := conn.Write([]byte(command + "\r\n")); err != nil {
		return "", err
	}
	_, text, err := r.ReadResponse(want)
	return text, said(err)
}

// said turns a refusal into the error that go-smtp uses.
func said(err error) error {
	var refusal *textproto.Error
	if errors.As(err, &refusal) {
		return &smtp.SMTPError{Code: refusal.Code, Message: refusal.Msg}
	}
	return err
}

// logIn uses PLAIN, or LOGIN where the server knows nothing else.
func logIn(client *smtp.Client, cfg SMTP) error {
	switch {
	case cfg.User == "":
		return nil
	case client.SupportsAuth(sasl.Plain):
		return client.Auth(sasl.NewPlainClient("", cfg.User, cfg.Password))
	case client.SupportsAuth(sasl.Login):
		return client.Auth(sasl.NewLoginClient(cfg.User, cfg.Password))
	}
	return errors.New("it offers neither PLAIN nor LOGIN")
}

// greetedConn hands out a greeting before what the server says.
type greetedConn struct {
	net.Conn
	greeting []byte
}

func (c *greetedConn) Read(b []byte) (int, error) {
	if len(c.greeting) > 0 {
		n := copy(b, c.greeting)
		c.greeting = c.greeting[n:]
		return n, nil
	}
	return c.Conn.Read(b)
}

// countingConn counts the bytes that were handed to the network.
type countingConn struct {
	net.Conn
	written int64
}

func (c *countingConn) Write(b []byte) (int, error) {
	n, err := c.Conn.Write(b)
	c.written += int64(n)
	return n, err
}
