package mailer

import (
	"context"
	"io"
	"log/slog"
	"net"
	"strings"
	"time"

	"barometer/surveys"

	"github.com/emersion/go-smtp"
)

// Limits of what comes in. A notification holds the mail that it is about, and
// ours are below 100 kB.
const (
	inboundBytes      = 512 << 10
	inboundRecipients = 5
	inboundLine       = 2000             // octets
	inboundAtOnce     = 50               // connections
	inboundEach       = 20               // of them, from one place
	inboundIdle       = 30 * time.Second // for the next line
	inboundWhole      = 3 * time.Minute  // for a whole connection
	inboundNoting     = 10 * time.Second // for writing down what was said
)

// feedbackBox is the local part that providers send complaints to, where the
// owner has told them so (RFC 5965).
const feedbackBox = "fbl"

// Inbound is the mail server of the bounce domain. It takes what comes back of
// our mails and what readers send to opt out, at addresses that we have signed,
// and letters to who runs it. It takes nothing else and passes nothing on.
type Inbound struct {
	m    *Mailer
	smtp *smtp.Server
}

// Inbound returns the mail server for what comes back of this mailer's mails.
func (m *Mailer) Inbound() *Inbound {
	in := &Inbound{m: m}
	in.smtp = smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &inboundSession{m: m}, nil }))
	in.smtp.Domain = m.Bounces
	in.smtp.EnableSMTPUTF8 = true
	in.smtp.MaxMessageBytes = inboundBytes
	in.smtp.MaxRecipients = inboundRecipients
	in.smtp.MaxLineLength = inboundLine
	in.smtp.TLSConfig = m.BounceTLS
	in.smtp.ReadTimeout, in.smtp.WriteTimeout = inboundIdle, inboundIdle
	in.smtp.ErrorLog = slog.NewLogLogger(m.Log.Handler(), slog.LevelDebug)
	return in
}

// Serve answers on the listener until Close.
func (in *Inbound) Serve(l net.Listener) error {
	return in.smtp.Serve(newBounded(l))
}

// Close ends the server and its connections.
func (in *Inbound) Close() error { return in.smtp.Close() }

// inboundSession takes the mails of one connection.
type inboundSession struct {
	m          *Mailer
	from       string // empty: the null return path, as notifications have it
	recipients []inboundRecipient
}

// inboundRecipient is an address of ours that a mail came to.
type inboundRecipient struct {
	id       surveys.InvitationID
	stop     bool
	feedback bool   // a box for all complaints: what it is about is in the report
	box      string // of who runs the server; empty: another
}

// Mail begins a mail.
func (s *inboundSession) Mail(from string, _ *smtp.MailOptions) error {
	s.from = from
	return nil
}

// Rcpt takes the addresses that we have signed, and those that every domain has.
func (s *inboundSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	if strings.EqualFold(to, feedbackBox+"@"+s.m.Bounces) {
		s.recipients = append(s.recipients, inboundRecipient{feedback: true})
		return nil
	}
	if box, ok := s.m.boxOf(to); ok {
		s.recipients = append(s.recipients, inboundRecipient{box: box})
		return nil
	}
	id, stop, ok := s.m.writer.returns.parse(to)
	if !ok {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "There is no such mailbox here"}
	}
	s.recipients = append(s.recipients, inboundRecipient{id: id, stop: stop})
	return nil
}

// Data reads the mail and acts upon it. What cannot be written down now, the
// sender brings again.
func (s *inboundSession) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), inboundNoting)
	defer cancel()
	for _, to := range s.recipients {
		if err := s.take(ctx, to, raw); err != nil {
			s.m.Log.Error("what came back cannot be written down", "invitation", to.id, "error", err)
			return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "Please try again later"}
		}
	}
	return nil
}

// take acts upon a mail as the address means it.
func (s *inboundSession) take(ctx context.Context, to inboundRecipient, raw []byte) error {
	switch {
	case to.box != "":
		return s.m.takeLetter(ctx, to.box, s.from, raw)
	case to.stop:
		return s.m.TakeFeedback(ctx, to.id, surveys.Feedback{Kind: surveys.FeedbackStop})
	}
	found := openReturned(raw)
	said := found.said(s.from == "")
	if to.feedback {
		to.id = s.m.writer.returns.find(append(raw, found.enclosed...))
		if to.id == "" || said.Kind != surveys.FeedbackComplaint && said.Kind != surveys.FeedbackStop {
			return nil
		}
	}
	return s.m.TakeFeedback(ctx, to.id, said)
}

// Reset forgets the mail that was begun.
func (s *inboundSession) Reset() { s.from, s.recipients = "", nil }

// Logout ends the session.
func (s *inboundSession) Logout() error { return nil }
