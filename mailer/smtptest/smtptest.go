// Package smtptest runs a real mail server in the test's process, which keeps
// what it takes and fails where it is told to.
package smtptest

import (
	"bytes"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Stage is a step of handing over a mail.
type Stage int

// The stages, in their order.
const (
	Greeting Stage = iota // EHLO
	Mail                  // MAIL FROM
	Rcpt                  // RCPT TO
	Body                  // 354 was said, the body has not been read
	Taken                 // the body has been read, nothing was answered
)

// Errors that a Fault returns to do something else than refuse.
var (
	Drop  = errors.New("hang up")         // close the connection, say nothing
	Stall = errors.New("say nothing")     // keep the connection, say nothing
	Later = refuse(450, "4.7.1 Greylist") // temporary
	Never = refuse(550, "5.1.1 No such user")
)

func refuse(code int, words string) error { return Refuse(code, words) }

// Refuse is an answer with a code and the words after it, which may begin with
// an enhanced code.
func Refuse(code int, words string) error {
	return &smtp.SMTPError{Code: code, EnhancedCode: smtp.NoEnhancedCode, Message: words}
}

// Fault says how to fail at a stage: nil goes on. to is empty before Rcpt.
type Fault func(stage Stage, to string) error

// Message is a mail that the server has taken with 250.
type Message struct {
	From, To string // envelope
	TLS      bool   // came over TLS
	Raw      []byte
}

// Server is a mail server on the loopback. Its methods are safe for use by
// several goroutines.
type Server struct {
	Addr string // host:port
	tb   testing.TB
	smtp *smtp.Server
	done chan struct{} // closed when the test ends

	mu       sync.Mutex
	fault    Fault
	messages []Message
	count    int // taken, also those forgotten
	forget   bool
	headOnly bool
	hellos   []string
	user     string
	password string
	news     chan struct{}
}

// Option sets up a server before it starts.
type Option func(*Server)

// StartTLS offers STARTTLS with the certificate of Certificate.
func StartTLS(cert tls.Certificate) Option {
	return func(s *Server) { s.smtp.TLSConfig = &tls.Config{Certificates: []tls.Certificate{cert}} }
}

// LogIn wants a user and a password, over TLS only.
func LogIn(user, password string) Option {
	return func(s *Server) { s.user, s.password = user, password }
}

// LogInClear is LogIn for a server without TLS, such as one on the same machine.
func LogInClear(user, password string) Option {
	return func(s *Server) {
		LogIn(user, password)(s)
		s.smtp.AllowInsecureAuth = true
	}
}

// UTF8 offers SMTPUTF8.
func UTF8() Option { return func(s *Server) { s.smtp.EnableSMTPUTF8 = true } }

// Forget counts the mails only, for benchmarks.
func Forget() Option { return func(s *Server) { s.forget = true } }

// HeadOnly keeps the header of the mails only, for tests with very many.
func HeadOnly() Option { return func(s *Server) { s.headOnly = true } }

// Start runs a server until the test ends.
func Start(tb testing.TB, options ...Option) *Server {
	return start(tb, func(l net.Listener) net.Listener { return l }, options)
}

// StartImplicit is Start with TLS from the first byte on.
func StartImplicit(tb testing.TB, cert tls.Certificate, options ...Option) *Server {
	secure := &tls.Config{Certificates: []tls.Certificate{cert}}
	return start(tb, func(l net.Listener) net.Listener { return tls.NewListener(l, secure) }, options)
}

func start(tb testing.TB, wrap func(net.Listener) net.Listener, options []Option) *Server {
	tb.Helper()
	s := &Server{tb: tb, done: make(chan struct{}), news: make(chan struct{}, 1)}
	s.smtp = smtp.NewServer(smtp.BackendFunc(s.newSession))
	s.smtp.Domain = "sink.example"
	s.smtp.ErrorLog = log.New(io.Discard, "", 0)
	for _, o := range options {
		o(s)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	s.Addr = l.Addr().String()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = s.smtp.Serve(wrap(l))
	}()
	tb.Cleanup(func() {
		close(s.done)
		_ = s.smtp.Close()
		_ = l.Close() // a server that was closed before it began to serve does not know of it
		<-ended
	})
	return s
}

// Fail sets how the server fails from now on; nil ends it.
func (s *Server) Fail(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fault = f
}

// At returns a fault that fails at one stage, for every recipient.
func At(stage Stage, err error) Fault {
	return func(at Stage, _ string) error {
		if at == stage {
			return err
		}
		return nil
	}
}

// Messages returns what the server has taken, the oldest first.
func (s *Server) Messages() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Message(nil), s.messages...)
}

// Count returns how many mails the server has taken.
func (s *Server) Count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.count
}

// Hellos returns the names that clients have introduced themselves by.
func (s *Server) Hellos() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.hellos...)
}

// Await waits until the server has taken n mails and returns them. It fails
// the test after a minute without a mail.
func (s *Server) Await(n int) []Message {
	s.tb.Helper()
	for s.Count() < n {
		select {
		case <-s.news:
		case <-time.After(time.Minute):
			s.tb.Fatalf("the mail server has taken %d mails, want %d", s.Count(), n)
		}
	}
	return s.Messages()
}

func (s *Server) newSession(c *smtp.Conn) (smtp.Session, error) {
	s.mu.Lock()
	s.hellos = append(s.hellos, c.Hostname())
	s.mu.Unlock()
	one := &session{server: s, conn: c}
	if err := one.check(Greeting, ""); err != nil {
		return nil, err
	}
	return one, nil
}

func (s *Server) take(m Message) {
	if s.headOnly {
		head, _, _ := bytes.Cut(m.Raw, []byte("\r\n\r\n"))
		m.Raw = append(bytes.Clone(head), "\r\n\r\n"...)
	}
	s.mu.Lock()
	s.count++
	if !s.forget {
		s.messages = append(s.messages, m)
	}
	s.mu.Unlock()
	select {
	case s.news <- struct{}{}:
	default:
	}
}

// session is one connection of a client.
type session struct {
	server   *Server
	conn     *smtp.Conn
	from, to string
	known    bool
}

// check fails where the server is told to.
func (s *session) check(stage Stage, to string) error {
	s.server.mu.Lock()
	fault := s.server.fault
	s.server.mu.Unlock()
	if fault == nil {
		return nil
	}
	err := fault(stage, to)
	switch err {
	case Drop:
		_ = s.conn.Conn().Close()
	case Stall:
		<-s.server.done
	}
	return err
}

func (s *session) AuthMechanisms() []string {
	if s.server.user == "" {
		return nil
	}
	return []string{sasl.Plain}
}

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != s.server.user || password != s.server.password {
			return smtp.ErrAuthFailed
		}
		s.known = true
		return nil
	}), nil
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if s.server.user != "" && !s.known {
		return smtp.ErrAuthRequired
	}
	s.from = from
	return s.check(Mail, "")
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = to
	return s.check(Rcpt, to)
}

func (s *session) Data(r io.Reader) error {
	if err := s.check(Body, s.to); err != nil {
		return err
	}
	raw, err := s.server.read(r)
	if err != nil {
		return err
	}
	if err := s.check(Taken, s.to); err != nil {
		return err
	}
	_, private := s.conn.TLSConnectionState()
	s.server.take(Message{From: s.from, To: s.to, TLS: private, Raw: raw})
	return nil
}

// read reads a mail; nil where mails are only counted, for keeping each for a
// moment weighs as much on the collector as sending it.
func (s *Server) read(r io.Reader) ([]byte, error) {
	if s.forget {
		_, err := io.Copy(io.Discard, r)
		return nil, err
	}
	return io.ReadAll(r)
}

func (s *session) Reset()        {}
func (s *session) Logout() error { return nil }
