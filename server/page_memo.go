package server

import (
	"bytes"
	"context"
	"net/http"
	"strings"
	"sync"
	"time"

	"barometer/surveys"

	"github.com/gin-gonic/gin"
	lru "github.com/hashicorp/golang-lru/v2"
)

// What is remembered of pages.
const (
	memoPages = 4096
	memoBytes = 32 << 20
	memoAge   = 30 * time.Second // "3 minutes ago" may be that far behind
)

// memo remembers pages as they were shown, each for one session, as long as
// nothing is written: people look at the same page again and again, and most
// often nothing has happened since. Safe for concurrent use.
type memo struct {
	mu    sync.Mutex
	pages *lru.Cache[memoKey, remembered]
	bytes int // of all pages
}

// memoKey is what a page depends on, beside what is kept.
type memoKey struct {
	session, address string
	role             surveys.Right
	money, gzip      bool
}

// remembered is a page as it was shown.
type remembered struct {
	written uint64    // store.Written before it was made
	at      time.Time // … and when
	header  http.Header
	body    []byte
}

func newMemo() (*memo, error) {
	m := &memo{}
	var err error
	m.pages, err = lru.NewWithEvict(memoPages, func(_ memoKey, p remembered) { m.bytes -= len(p.body) })
	return m, err
}

// find returns a page that is still so.
func (m *memo) find(key memoKey, written uint64, now time.Time) (remembered, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	p, ok := m.pages.Get(key)
	if age := now.Sub(p.at); !ok || p.written != written || age < 0 || age > memoAge {
		return remembered{}, false
	}
	return p, true
}

// keep remembers a page in place of the one before; the oldest make room.
func (m *memo) keep(key memoKey, p remembered) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.pages.Remove(key)
	m.pages.Add(key, p)
	for m.bytes += len(p.body); m.bytes > memoBytes; {
		m.pages.RemoveOldest()
	}
}

// remember answers with the page that the same session was shown before, where
// nothing was written since, and otherwise remembers the one that is made.
func (s *Server) remember(c *gin.Context) {
	if c.Request.Method != http.MethodGet {
		c.Next()
		s.Store.TellNow() // another server may be asked for the next page
		return
	}
	if s.Dev || changesUnwritten(c.FullPath()) {
		return
	}
	s.hearing.Do(s.hearWrites)
	written, heard := s.Store.Written()
	if !heard {
		return
	}
	key, now := s.memoKey(c), s.Store.Now()
	if page, ok := s.memo.find(key, written, now); ok {
		page.answer(c)
		return
	}
	w := &recorder{ResponseWriter: c.Writer}
	c.Writer = w
	c.Next()
	if w.Status() == http.StatusOK && w.isPage() {
		header := w.Header().Clone()
		header.Del("Set-Cookie")
		s.memo.keep(key, remembered{written: written, at: now, header: header, body: w.body.Bytes()})
	}
}

// hearWrites listens to other processes until the server ends.
func (s *Server) hearWrites() {
	ctx, stop := context.WithCancel(context.Background())
	go func() {
		defer stop()
		<-s.streams.over
	}()
	go s.Store.HearWrites(ctx)
}

func (s *Server) memoKey(c *gin.Context) memoKey {
	user, _ := userOf(c)
	return memoKey{session: s.sessions.GetString(c.Request.Context(), sessionID), address: c.Request.URL.RequestURI(),
		role: user.Role, money: user.Money, gzip: wantsGzip(c.Request)}
}

// changesUnwritten reports whether a page shows more than what is kept and the
// clock: the demo's mailbox, a look at the set-up, a secret just made.
func changesUnwritten(path string) bool {
	for _, start := range [...]string{"/account", "/settings", "/outbox", "/start", "/live"} {
		if path == start || strings.HasPrefix(path, start+"/") {
			return true
		}
	}
	return false
}

func (p remembered) answer(c *gin.Context) {
	c.Abort()
	h := c.Writer.Header()
	for name, values := range p.header {
		h[name] = values
	}
	c.Status(http.StatusOK)
	_, _ = c.Writer.Write(p.body) // who reads it has gone, or not
}

// recorder keeps a page that is written, beside writing it.
type recorder struct {
	gin.ResponseWriter
	body bytes.Buffer
}

func (r *recorder) isPage() bool {
	return strings.HasPrefix(r.Header().Get("Content-Type"), "text/html")
}

// Write is part of io.Writer.
func (r *recorder) Write(p []byte) (int, error) {
	if r.isPage() {
		r.body.Write(p)
	}
	return r.ResponseWriter.Write(p)
}

// WriteString is part of io.StringWriter.
func (r *recorder) WriteString(text string) (int, error) { return r.Write([]byte(text)) }
