package server

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"

	"barometer/surveys"

	"github.com/gin-gonic/gin"
)

// How a stream of changes is kept.
const (
	streamsEach  = 8                // open at once for one person: pages in tabs
	streamBeat   = 20 * time.Second // proxies close what says nothing for longer
	streamSignIn = 30 * time.Second // how often it is looked whether somebody is still signed in
	streamRetry  = 3000             // ms that a browser waits to connect again
)

// streams counts the open streams of each person, and ends them all when the
// server does: it waits for every request that is not over.
type streams struct {
	mu   sync.Mutex
	open map[surveys.UserID]int
	over chan struct{}
	end  func()
}

func newStreams() *streams {
	s := &streams{open: map[surveys.UserID]int{}, over: make(chan struct{})}
	s.end = sync.OnceFunc(func() { close(s.over) })
	return s
}

// enter takes a place; false where a person has all of theirs.
func (s *streams) enter(id surveys.UserID) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open[id] >= streamsEach {
		return false
	}
	s.open[id]++
	return true
}

func (s *streams) leave(id surveys.UserID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open[id]--; s.open[id] == 0 {
		delete(s.open, id)
	}
}

// getLive: GET /live, server-sent events for pages that are looked at: `ready`
// when nothing is missed from here on, then `moved` with what has changed. A
// page that cannot have a stream asks again from time to time instead.
func (s *Server) getLive(c *gin.Context) {
	user, _ := userOf(c)
	if !s.streams.enter(user.ID) {
		s.fail(c, surveys.Errorf(surveys.TooMany, "%s", s.words.Text("problem_live")))
		return
	}
	defer s.streams.leave(user.ID)
	ctx, cancel := context.WithCancel(c.Request.Context())
	defer cancel()
	out := http.NewResponseController(c.Writer)
	_, _ = out.SetReadDeadline(time.Time{}), out.SetWriteDeadline(time.Time{}) // where there are none, none end it
	c.Header("Content-Type", "text/event-stream")
	c.Header("X-Accel-Buffering", "no") // says nginx
	fmt.Fprintf(c.Writer, "retry: %d\n\n", streamRetry)
	if out.Flush() == nil {
		changes, ended := s.Store.Changes(ctx, user.ID)
		s.stream(c, changes, ended, out)
	}
}

// stream writes until the reader goes, is signed out, or the server ends.
func (s *Server) stream(c *gin.Context, changes <-chan surveys.Moved, ended <-chan struct{}, out *http.ResponseController) {
	beat, look := time.NewTicker(streamBeat), time.NewTicker(streamSignIn)
	defer beat.Stop()
	defer look.Stop()
	for first := true; ; {
		text := ": still here\n\n"
		select {
		case <-s.streams.over:
			return
		case <-ended:
			if !s.stillSignedIn(c) {
				return
			}
			continue
		case <-look.C:
			if !s.stillSignedIn(c) {
				return
			}
			continue
		case <-beat.C:
		case moved, open := <-changes:
			if !open {
				return
			}
			text, first = eventText(moved, first), false
		}
		if _, err := c.Writer.WriteString(text); err != nil || out.Flush() != nil {
			return
		}
	}
}

func eventText(moved surveys.Moved, first bool) string {
	name := "moved"
	if first {
		name = "ready"
	}
	data, _ := json.Marshal(moved) // ids and names of kinds: nothing that could fail
	return fmt.Sprintf("event: %s\ndata: %s\n\n", name, data)
}

// stillSignedIn looks again at the session that the stream began with.
func (s *Server) stillSignedIn(c *gin.Context) bool {
	ctx := c.Request.Context()
	_, err := s.Store.UserOfSession(ctx, surveys.UserID(s.sessions.GetString(ctx, sessionUser)), s.sessions.GetString(ctx, sessionID))
	return surveys.CodeOf(err) != surveys.NotFound
}
