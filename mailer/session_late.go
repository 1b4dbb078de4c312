package mailer

import (
	"bytes"
	"context"
	"errors"
	"net"
	"time"
)

// soon reads the answer to a body whose final dot ends at the given count of
// bytes; false where the server has the body and says nothing of it for a while.
func (s *session) soon(end int64) (r result, ok bool) {
	s.allow(s.cfg.Command, min(s.cfg.Patience, s.cfg.Body))
	if err := s.out.Flush(); err != nil {
		s.broken = true
		if s.conn.written < end {
			return s.lastWords(err), true
		}
		return result{verdict: open, words: plain(err)}, true
	}
	if s.cfg.Patience < s.cfg.Body && !s.heard() {
		return result{}, false
	}
	r, useful := s.verdict()
	s.broken = s.broken || !useful
	return r, true
}

// heard waits until an answer is there, whole, and reads nothing of it; false
// where the time for it is over first.
func (s *session) heard() bool {
	for {
		got, _ := s.in.Peek(s.in.Buffered())
		if wholeAnswer(got) {
			return true
		}
		_, err := s.in.Peek(len(got) + 1)
		var timeout net.Error
		if err != nil {
			return !errors.As(err, &timeout) || !timeout.Timeout()
		}
	}
}

// wholeAnswer reports whether a line is there that no other follows.
func wholeAnswer(got []byte) bool {
	for {
		line, rest, ended := bytes.Cut(got, []byte("\n"))
		if !ended {
			return false
		}
		if len(line) < 4 || line[3] != '-' {
			return true
		}
		got = rest
	}
}

// lend gives the connection to whoever waits for an answer that is late: the
// session is done with it. wait returns what became of the letter, once.
func (s *session) lend(ctx context.Context) (wait func() result) {
	s.broken, s.lent = true, true
	return func() result {
		stop := context.AfterFunc(ctx, func() { _ = s.conn.Close() })
		defer stop()
		defer s.conn.Close()
		if err := s.conn.SetReadDeadline(time.Now().Add(s.cfg.Body - s.cfg.Patience)); err != nil {
			return result{verdict: open, words: plain(err) + afterDot}
		}
		r, _ := s.verdict()
		return r
	}
}
