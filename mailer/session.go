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
	// late takes a letter that the server has, whole, and says nothing of: wait
	// returns what becomes of it, and is called once.
	late(l *letter, wait func() result)
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
	lent       bool // somebody else waits on it for the answer to a body
	carried    int  // letters whose body went over this connection
	refused    int  // letters that were refused on it
	born       time.Time
	idleSince  time.Time
	readBy     time.Time // the deadlines of the connection, as they were set last
	writeBy    time.Time
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
			l = s.carry(ctx, l, b)
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
func (s *session) carry(ctx context.Context, l *letter, b bag) (after *letter) {
	s.unclean = false
	s.allow(s.cfg.Command, s.cfg.Command) // a large body does not wait for the flush
	end := s.conn.written + int64(s.out.Buffered())
	end += s.writeBody(l.body) // apart: a large body moves written
	s.carried++
	if s.pipelining {
		after = s.begin(b)
	}
	if r, ok := s.soon(end); ok {
		b.done(l, r)
	} else {
		b.late(l, s.lend(ctx))
	}
	if !s.pipelining {
		after = s.begin(b)
	}
	return after
}

// afterDot is where an answer was lost that leaves the end open.
const afterDot = " after the mail had been handed over"

// verdict reads the answer to a body; useful is false where the connection is
// good for nothing more. From the moment the dot has left, silence is an open
// end.
func (s *session) verdict() (r result, useful bool) {
	code, text, err := readAnswer(s.in)
	if err != nil {
		return result{verdict: open, words: plain(err) + afterDot}, false
	}
	if code/100 == 2 {
		return result{verdict: taken}, true
	}
	r = judge(&textproto.Error{Code: code, Msg: text})
	r.atRecipient, r.badBox = true, isDeadBox(r)
	return r, code != 421
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
	s.allow(min(answer, s.cfg.Command), answer)
	return s.out.Flush()
}

// allow sets how long the server may take to read what is written, and to
// answer. Where that cannot be set the connection is gone, as its use will show.
func (s *session) allow(write, answer time.Duration) {
	// A hundredth sooner or later does no harm, and to set it for every line costs.
	now := time.Now()
	if at := now.Add(write); at.Sub(s.writeBy).Abs() > write/100 {
		_ = s.conn.SetWriteDeadline(at)
		s.writeBy = at
	}
	if at := now.Add(answer); at.Sub(s.readBy).Abs() > answer/100 {
		_ = s.conn.SetReadDeadline(at)
		s.readBy = at
	}
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
