package main

import (
	"bytes"
	"errors"
	"io"
	"net"
	netmail "net/mail"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"barometer/server"

	"github.com/emersion/go-message/mail"
	"github.com/emersion/go-smtp"
)

// maxCaught bounds the mails that the demo keeps.
const maxCaught = 500

// mailbox is a mail server on this machine that keeps what it is given and
// sends nothing on.
type mailbox struct {
	host, port string
	smtp       *smtp.Server

	mu    sync.Mutex
	mails []server.CaughtMail // oldest first
	count int
}

// startMailbox listens on a free port of this machine.
func startMailbox() (*mailbox, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	b := &mailbox{}
	b.host, b.port, err = net.SplitHostPort(listener.Addr().String())
	if err != nil {
		return nil, err
	}
	b.smtp = smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &delivery{box: b}, nil }))
	b.smtp.Domain = "localhost"
	b.smtp.MaxMessageBytes = 1 << 20
	b.smtp.ReadTimeout, b.smtp.WriteTimeout = time.Minute, time.Minute
	go func() { _ = b.smtp.Serve(listener) }()
	return b, nil
}

func (b *mailbox) stop() { _ = b.smtp.Close() }

// Mails returns what was caught, newest first.
func (b *mailbox) Mails() []server.CaughtMail {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := slices.Clone(b.mails)
	slices.Reverse(out)
	return out
}

// Mail returns one caught mail.
func (b *mailbox) Mail(id string) (server.CaughtMail, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	i := slices.IndexFunc(b.mails, func(m server.CaughtMail) bool { return m.ID == id })
	if i < 0 {
		return server.CaughtMail{}, false
	}
	return b.mails[i], true
}

func (b *mailbox) keep(m server.CaughtMail) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.count++
	m.ID, m.At = strconv.Itoa(b.count), time.Now()
	b.mails = append(b.mails, m)
	if len(b.mails) > maxCaught {
		b.mails = b.mails[1:]
	}
}

// delivery is one connection to the mailbox.
type delivery struct {
	box  *mailbox
	from string
	to   string
}

// Mail takes the envelope's sender.
func (d *delivery) Mail(from string, _ *smtp.MailOptions) error {
	d.from = from
	return nil
}

// Rcpt takes the envelope's recipient.
func (d *delivery) Rcpt(to string, _ *smtp.RcptOptions) error {
	d.to = to
	return nil
}

// Data takes the mail apart and keeps it.
func (d *delivery) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	m := server.CaughtMail{To: d.to, From: d.from, Raw: raw}
	if err := readParts(&m); err != nil {
		return &smtp.SMTPError{Code: 554, Message: "this mail cannot be read"}
	}
	d.box.keep(m)
	return nil
}

// Reset forgets the envelope.
func (d *delivery) Reset() { d.from, d.to = "", "" }

// Logout ends the connection.
func (d *delivery) Logout() error { return nil }

// readParts fills in what people read of a mail.
func readParts(m *server.CaughtMail) error {
	r, err := mail.CreateReader(bytes.NewReader(m.Raw))
	if err != nil {
		return err
	}
	m.Subject, _ = r.Header.Subject()
	m.InvitationID = idInMessageID(r.Header.Get("Message-ID"))
	if from, err := netmail.ParseAddress(r.Header.Get("From")); err == nil {
		m.From = from.Name + " <" + from.Address + ">"
	}
	for {
		part, err := r.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		body, err := io.ReadAll(part.Body)
		if err != nil {
			return err
		}
		switch kind := part.Header.Get("Content-Type"); {
		case strings.HasPrefix(kind, "text/plain"):
			m.Text = string(body)
		case strings.HasPrefix(kind, "text/html"):
			m.HTML = string(body)
		}
	}
}

// idInMessageID reads the invitation out of a Message-ID of ours, <i.ID@domain>.
func idInMessageID(messageID string) string {
	id, ok := strings.CutPrefix(strings.Trim(messageID, "<> "), "i.")
	id, _, _ = strings.Cut(id, "@")
	if !ok {
		return ""
	}
	return id
}
