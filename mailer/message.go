package mailer

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/mail"
	"net/textproto"
	"strings"
	"time"

	"barometer/surveys"
	"barometer/templates"

	"github.com/jordan-wright/email"
)

// message is what one mail of ours says about itself.
type message struct {
	from        []byte // fields that are the same in every mail, see fixed
	id          string // the whole Message-ID without its brackets
	to          mail.Address
	replyTo     mail.Address // empty: the sender
	subject     string
	date        time.Time
	answers     []string    // Message-IDs of the mails that this one follows, the last being answered; empty: none
	unsubscribe string      // address of the one-click opt-out (RFC 8058); empty: none
	stopByMail  string      // mailto link that opts out as well (RFC 2369); empty: none
	feedback    string      // see feedbackID; empty: none
	relay       [][2]string // fields for the next server alone; none for most
}

// maxSubject is how long a subject may be, in characters: phones show some
// forty of them.
const maxSubject = 150

// maxShownName is how much of a name stands in a header or a sentence, in
// characters.
const maxShownName = 100

// fixed returns the fields that are the same in every mail of a sender.
func fixed(from mail.Address) ([]byte, error) {
	h := &header{}
	h.address("From", from)
	h.add("Auto-Submitted", "auto-generated") // RFC 3834
	h.add("X-Auto-Response-Suppress", "All")  // the same for Exchange
	h.add("MIME-Version", "1.0")
	return h.lines, h.err
}

// appendTo appends the header block, without Content-Type, which compose gives.
func (m message) appendTo(dst []byte) ([]byte, error) {
	h := &header{lines: append(dst, m.from...)}
	h.address("To", m.to)
	if m.replyTo.Address != "" {
		h.address("Reply-To", m.replyTo)
	}
	h.text("Subject", surveys.OneLine(m.subject, maxSubject))
	h.add("Date", m.date.Format(time.RFC1123Z))
	h.add("Message-ID", "<"+m.id+">")
	if n := len(m.answers); n > 0 { // RFC 5322, 3.6.4
		h.add("In-Reply-To", "<"+m.answers[n-1]+">")
		h.add("References", "<"+strings.Join(m.answers, "> <")+">")
	}
	if m.unsubscribe != "" {
		ways := "<" + m.unsubscribe + ">"
		if m.stopByMail != "" {
			ways += ", <" + m.stopByMail + ">"
		}
		h.add("List-Unsubscribe", ways)
		h.add("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
	}
	if m.feedback != "" {
		h.add("Feedback-ID", m.feedback)
	}
	for _, f := range m.relay {
		h.add(f[0], f[1])
	}
	return h.lines, h.err
}

// feedbackID is what Gmail counts complaints by, where a signature covers it:
// what for, by which program, and a sender of 5 to 15 characters that stays the
// same in all mails of the domain. It says nothing about the recipient.
func feedbackID(domain string) string {
	sum := sha256.Sum256([]byte(strings.ToLower(domain)))
	return "survey:barometer:" + hex.EncodeToString(sum[:6])
}

// compose puts twins into their MIME structure: multipart/alternative in
// quoted-printable. The result begins with Content-Type, which ends the
// header, so that a header block goes before it as it is.
func compose(t templates.Twins) ([]byte, error) {
	e := email.NewEmail()
	e.Text, e.HTML = []byte(t.Text), []byte(t.HTML)
	e.Headers.Set("Message-Id", "unused") // spares the library the making of one
	raw, err := e.Bytes()
	if err != nil {
		return nil, err
	}
	fields, err := textproto.NewReader(bufio.NewReader(bytes.NewReader(raw))).ReadMIMEHeader()
	if err != nil {
		return nil, fmt.Errorf("header of the composed mail: %w", err)
	}
	_, body, found := bytes.Cut(raw, []byte("\r\n\r\n"))
	if !found || fields.Get("Content-Type") == "" {
		return nil, errors.New("the composed mail has no body")
	}
	h := &header{}
	h.add("Content-Type", fields.Get("Content-Type"))
	return append(append(h.lines, '\r', '\n'), body...), h.err
}
