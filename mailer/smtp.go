package mailer

import (
	"crypto/tls"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// TLSMode says how the way to the next server is kept private.
type TLSMode int

// The modes. There is no "TLS where offered": whoever sits between could
// leave the offer out.
const (
	StartTLS    TLSMode = iota // required; a server that does not offer it is an error (RFC 3207)
	ImplicitTLS                // from the first byte on (RFC 8314)
	NoTLS                      // only where the owner has said so
)

// SMTP says where mail goes: the next server, not the customer's.
type SMTP struct {
	Host     string
	Port     string
	TLS      TLSMode
	User     string
	Password string

	Config  *tls.Config   // nil: the system's roots, name verified
	Dial    time.Duration // for connecting; 0: 10 s
	Command time.Duration // for the answer to one command; 0: 60 s
	Body    time.Duration // for the answer after the body; 0: 10 min (RFC 5321, 4.5.3.2.6)

	Patience time.Duration // until mails behind one that gets no answer go another way; 0: 20 s
}

// ParseSMTP reads the address of the next server:
//
//	smtp://user:password@host:587     STARTTLS, required
//	smtps://user:password@host:465    TLS from the first byte on
//	smtp://host:25?tls=none           in the clear, which has to be said
//
// Errors never hold the password.
func ParseSMTP(raw string) (SMTP, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return SMTP{}, errors.New("must be an address such as smtp://user:password@mail.example.com:587")
	}
	s := SMTP{Host: u.Hostname(), Port: u.Port(), User: u.User.Username()}
	s.Password, _ = u.User.Password()
	if err := s.setScheme(u.Scheme); err != nil {
		return SMTP{}, err
	}
	if s.Host == "" {
		return SMTP{}, errors.New("names no host")
	}
	if n, err := strconv.ParseUint(s.Port, 10, 16); err != nil || n == 0 {
		return SMTP{}, errors.New("must have a port from 1 to 65535")
	}
	if strings.Trim(u.Path, "/") != "" || u.Fragment != "" {
		return SMTP{}, errors.New("has something after host and port")
	}
	return s, s.setQuery(u.Query())
}

func (s *SMTP) setScheme(scheme string) error {
	port := "587"
	switch scheme {
	case "smtp":
		s.TLS = StartTLS
	case "smtps":
		s.TLS, port = ImplicitTLS, "465"
	default:
		return errors.New("must begin with smtp:// or smtps://")
	}
	if s.Port == "" {
		s.Port = port
	}
	return nil
}

func (s *SMTP) setQuery(q url.Values) error {
	for _, name := range slices.Sorted(maps.Keys(q)) {
		if name != "tls" {
			return fmt.Errorf("has an unknown setting %q; known is tls=none", name)
		}
	}
	switch q.Get("tls") {
	case "":
		return nil
	case "none":
		if s.TLS == ImplicitTLS {
			return errors.New("cannot be smtps:// and tls=none at once")
		}
		s.TLS = NoTLS
		return nil
	}
	return errors.New("knows tls=none only; STARTTLS is required without it")
}

// Addr returns host and port for dialling.
func (s SMTP) Addr() string { return net.JoinHostPort(s.Host, s.Port) }

// String says the server without user and password, for logs.
func (s SMTP) String() string {
	switch s.TLS {
	case ImplicitTLS:
		return "smtps://" + s.Addr()
	case NoTLS:
		return "smtp://" + s.Addr() + "?tls=none"
	}
	return "smtp://" + s.Addr()
}

// withDefaults fills in the times and the TLS configuration.
func (s SMTP) withDefaults() SMTP {
	if s.Dial == 0 {
		s.Dial = 10 * time.Second
	}
	if s.Command == 0 {
		s.Command = time.Minute
	}
	if s.Body == 0 {
		s.Body = 10 * time.Minute
	}
	if s.Patience == 0 {
		s.Patience = 20 * time.Second
	}
	s.Config = s.Config.Clone()
	if s.Config == nil {
		s.Config = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	if s.Config.ServerName == "" {
		s.Config.ServerName = s.Host
	}
	return s
}
