package surveys

import (
	"strconv"
	"strings"
	"time"
)

// SenderSafe is the purpose that the password of the mail server is locked for.
const SenderSafe = "mail server"

// Privacy says how the way to the mail server is kept private.
type Privacy string

// There is no "TLS where offered": whoever sits between could leave the offer
// out.
const (
	StartTLS Privacy = "starttls" // required (RFC 3207)
	TLS      Privacy = "tls"      // from the first byte on (RFC 8314)
	Clear    Privacy = "none"     // only where the owner has said so
)

// Sender is who mails are from, and the server that takes them.
type Sender struct {
	Name      string // "Jonas Weber at Lindqvist & Rao"
	Address   string
	Host      string
	Port      int
	Privacy   Privacy
	User      string // empty: no log-in
	Password  string // only where it is about to be used; never kept so
	Locked    string // the password as it is kept, see Safe
	Revision  int    // counts the changes; 0: nobody has said who it is
	ChangedAt time.Time
}

// Ready reports whether mails can go out: somebody they are from, and a server.
func (s Sender) Ready() bool { return s.Address != "" && s.Host != "" }

// Over puts what the settings say over what was said in the browser: who mails
// are from, and the server, each as a whole.
func (s Sender) Over(kept Sender) Sender {
	out := kept
	if s.Address != "" {
		out.Name, out.Address = s.Name, s.Address
	}
	if s.Host != "" {
		out.Host, out.Port, out.Privacy = s.Host, s.Port, s.Privacy
		out.User, out.Password, out.Locked = s.User, s.Password, ""
	}
	return out
}

// Server is host and port, for people; an IPv6 address stands in brackets.
func (s Sender) Server() string {
	host := s.Host
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	return host + ":" + strconv.Itoa(s.Port)
}

// SamePlace reports whether the password of the one may be shown to the other's
// server: another host must not get it.
func (s Sender) SamePlace(other Sender) bool {
	return s.Host == other.Host && s.Port == other.Port && s.User == other.User && s.Privacy == other.Privacy
}

// Validate names every field that is wrong. Invalid.
func (s Sender) Validate() error {
	var p Problems
	if s.Name == "" {
		p.Add("name", "is missing")
	} else if problem := CheckText(s.Name, MaxName); problem != nil {
		p.Add("name", "%s", problem)
	}
	if problem := CheckReplyTo(s.Address); s.Address == "" {
		p.Add("address", "is missing")
	} else if problem != "" {
		p.Add("address", "%s", problem)
	}
	if s.Host == "" || len(s.Host) > 253 || strings.ContainsAny(s.Host, "/@?#\\ \t[]") || CheckText(s.Host, 253) != nil {
		p.Add("host", "must be the name of your mail server, such as smtp.example.com")
	}
	if s.Port < 1 || s.Port > 65535 {
		p.Add("port", "must be from 1 to 65535; 587 and 465 are usual")
	}
	if s.Privacy != StartTLS && s.Privacy != TLS && s.Privacy != Clear {
		p.Add("privacy", "must be starttls, tls or none")
	}
	if CheckText(s.User, 320) != nil {
		p.Add("user", "must have at most 320 letters")
	}
	if len(s.Password) > 1000 || strings.ContainsAny(s.Password, "\r\n\x00") {
		p.Add("password", "must be one line of at most 1000 letters")
	}
	return p.Err()
}
