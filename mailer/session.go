package mailer

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"net/textproto"
	"time"

	"github.com/emersion/go-smtp"
)

// letter is one mail to one recipient, ready for the wire.
type letter struct {
	id   string // of the invitation, or of the alert; for the bag
	from string // envelope
	to   string
	utf8 bool   // the address cannot be written in ASCII (RFC 6531)
	body []byte // lines end in CRLF, none is longer than 998 octets

	paper *[]byte // what the body is written on, may be nil
}

// bag holds the letters that one connection carries.
type bag interface {
	// next returns the letter to send now, nil when there is none (left).
	next() *letter
	// ready is called when the server waits for the body: false keeps it here.
	ready(*letter) bool
	// done takes what became of a letter.
	done(*letter, result)
}

// session is one connection to the next server. go-smtp's client opens it;
// the transactions are ours, because that client cannot send commands in
// groups (PIPELINING, RFC 2920), which saves three of four round trips a mail.
type session struct {
	conn   *countingConn
	client *smtp.Client
	in     *bufio.Reader
	out    *bufio.Writer
	cfg    SMTP

	pipelining bool
	utf8       bool
	unclean    bool // a refused transaction has to be reset first
	broken     bool
	carried    int // letters whose body went over this connection
	refused    int // letters that were refused on it
	born       time.Time
	idleSince  time.Time
	deadline   time.Time // of the connection, as it was set last
}

func newSession(conn *countingConn, client *smtp.Client, cfg SMTP) *session {
	s := &session{conn: conn, client: client, cfg: cfg, born: time.Now()}
	s.in = bufio.NewReader(conn)
	s.out = bufio.NewWriterSize(conn, 32<<10)
	s.pipelining, _ = client.Extension("PIPELINING")
	s.utf8, _ = client.Extension("SMTPUTF8")
	return s
}

// deliver carries the letters of the bag until it is empty or the connection
// is of no more use. A letter that was not begun because a used connection
// broke comes back, to go over a fresh one.
func (s *session) deliver(ctx context.Context, b bag) (again *letter) {
	stop := context.AfterFunc(ctx, func() { _ = s.conn.Close() })
	defer stop()
	l := s.begin(b)
	for l != nil && !s.broken {
		refused, err := s.answers(l)
		s.broken = s.broken || err != nil
		if said := refused != nil && refused.refusal().Code != 421; s.broken && s.used() && !said {
			return l
		}
		switch {
		case refused != nil: // also where it hung up then
			if refused.refusal().Code != 421 { // which is about the server, not the letter
				s.refused++
			}
			b.done(l, *refused)
			if s.broken {
				return nil
			}
			l = s.begin(b)
		case err != nil:
			b.done(l, lost(err))
			l = nil
		case !b.ready(l):
			// After 354 the only way not to send is to hang up.
			s.broken = true
			l = nil
		default:
			l = s.carry(l, b)
		}
	}
	return l
}

// used reports whether the connection was good for a letter at least.
func (s *session) used() bool { return s.carried+s.refused > 0 }

// begin takes the next letter that this server can carry out of the bag and
// writes its envelope, which leaves with the next flush.
func (s *session) begin(b bag) *letter {
	for l := b.next(); l != nil; l = b.next() {
		if !l.utf8 || s.utf8 {
			if s.pipelining {
				s.writeEnvelope(l)
			}
			return l
		}
		b.done(l, result{verdict: final, words: "the address has letters that the mail server cannot carry (SMTPUTF8)"})
	}
	return nil
}

// command is one line to the server and the class of answers that is a yes.
type command struct {
	line string
	want int // first digits of the code
}

func (s *session) envelope(l *letter) []command {
	mail := "MAIL FROM:<" + l.from + ">"
	if l.utf8 {
		mail += " SMTPUTF8"
	}
	lines := []command{{mail, 2}, {"RCPT TO:<" + l.to + ">", 2}, {"DATA", 354}}
	if s.unclean {
		lines = append([]command{{"RSET", 2}}, lines...)
	}
	return lines
}

func (s *session) writeEnvelope(l *letter) {
	for _, c := range s.envelope(l) {
		_, _ = s.out.WriteString(c.line + "\r\n")
	}
}

// answers reads what the server says to the envelope: nil and nil when it
// waits for the body.
func (s *session) answers(l *letter) (refused *result, err error) {
	for _, c := range s.envelope(l) {
		code, text, err := s.ask(c)
		if err != nil {
			return refused, err
		}
		if code == c.want || code/100 == c.want {
			if refused != nil && c.want == 354 {
				return refused, s.takeBack()
			}
			continue
		}
		if refused != nil {
			continue // what follows a refusal in a group says nothing new
		}
		r := judge(&textproto.Error{Code: code, Msg: text})
		r.atRecipient = c.line[:4] == "RCPT"
		r.badBox = r.atRecipient && isDeadBox(r)
		refused, s.broken = &r, code == 421
		if s.broken || !s.pipelining {
			break
		}
	}
	s.unclean = refused != nil
	return refused, nil
}

// ask returns the answer to a command; in a group, the command has been
// written before.
func (s *session) ask(c command) (code int, text string, err error) {
	if !s.pipelining {
		_, _ = s.out.WriteString(c.line + "\r\n")
	}
	if err := s.flush(s.cfg.Command); err != nil {
		return 0, "", err
	}
	return readAnswer(s.in)
}

// takeBack ends a transaction that the server let go on to the body although
// it has refused the only recipient: an empty body, to nobody.
func (s *session) takeBack() error {
	s.unclean = true
	_, _ = s.out.WriteString(".\r\n")
	if err := s.flush(s.cfg.Command); err != nil {
		return err
	}
	_, _, err := readAnswer(s.in)
	return err
}

// carry sends the body, and the envelope of the letter after it in the same
// group, and reads the answer to the body. It returns the letter after it.
func (s *session) carry(l *letter, b bag) (after *letter) {
	s.unclean = false
	end := s.conn.written + int64(s.out.Buffered())
	end += s.writeBody(l.body) // apart: a large body moves written
	s.carried++
	if !s.pipelining {
		b.done(l, s.verdict(end))
		return s.begin(b)
	}
	after = s.begin(b)
	b.done(l, s.verdict(end))
	return after
}

// verdict reads the answer to a body whose final dot ends at the given count
// of bytes. From the moment the dot has left, silence is an open end.
func (s *session) verdict(end int64) result {
	if err := s.flush(s.cfg.Body); err != nil {
		s.broken = true
		if s.conn.written < end {
			return s.lastWords(err)
		}
		return result{verdict: open, words: plain(err)}
	}
	code, text, err := readAnswer(s.in)
	if err != nil {
		s.broken = true
		return result{verdict: open, words: plain(err) + " after the mail had been handed over"}
	}
	if code/100 == 2 {
		return result{verdict: taken}
	}
	s.broken = code == 421
	r := judge(&textproto.Error{Code: code, Msg: text})
	r.atRecipient, r.badBox = true, isDeadBox(r)
	return r
}

// lastWords is what became of a letter whose body could not be written: the
// server may have said why before it hung up.
func (s *session) lastWords(err error) result {
	_ = s.conn.SetReadDeadline(time.Now().Add(lastWordsWait))
	code, text, unread := readAnswer(s.in)
	if unread != nil || code/100 < 4 {
		return lost(err)
	}
	r := judge(&textproto.Error{Code: code, Msg: text})
	r.atRecipient, r.badBox = true, isDeadBox(r)
	return r
}

// lastWordsWait is how long words are awaited that should be there already.
const lastWordsWait = 500 * time.Millisecond

// writeBody writes the body and the final dot, lines that begin with a dot
// getting a second one (RFC 5321, 4.5.2), and returns the number of bytes.
func (s *session) writeBody(body []byte) (n int64) {
	put := func(b []byte) {
		_, _ = s.out.Write(b)
		n += int64(len(b))
	}
	for from := 0; ; {
		i := bytes.IndexByte(body[from:], '.') // dots are rare, ends of lines are not
		if i < 0 {
			break
		}
		i += from
		if from = i + 1; i == 0 || bytes.HasSuffix(body[:i], []byte("\r\n")) {
			put(body[:i])
			put([]byte("."))
			body, from = body[i:], 1
		}
	}
	put(body)
	if !bytes.HasSuffix(body, []byte("\r\n")) {
		put([]byte("\r\n"))
	}
	put([]byte(".\r\n"))
	return n
}

// flush hands over what is written and sets the time for the answer.
func (s *session) flush(answer time.Duration) error {
	// A hundredth sooner or later does no harm, and to set it for every line costs.
	if at := time.Now().Add(answer); at.Sub(s.deadline).Abs() > answer/100 {
		if err := s.conn.SetDeadline(at); err != nil {
			return err
		}
		s.deadline = at
	}
	return s.out.Flush()
}

// alive asks a connection that has been idle whether it still is one.
func (s *session) alive() bool {
	_, _ = s.out.WriteString("RSET\r\n")
	if s.flush(min(s.cfg.Command, 5*time.Second)) != nil {
		return false
	}
	code, _, err := readAnswer(s.in)
	s.unclean = false
	return err == nil && code/100 == 2
}

// quit says good-bye and closes, waiting for no answer.
func (s *session) quit() {
	_, _ = s.out.WriteString("QUIT\r\n")
	err := s.flush(time.Second)
	_ = errors.Join(err, s.conn.Close())
}
