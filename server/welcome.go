package server

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"sync"

	"barometer/surveys"

	"github.com/gin-gonic/gin"
)

// welcomes are links that sign in, kept in memory only.
type welcomes struct {
	mu     sync.Mutex
	people map[string]surveys.UserID
}

func (w *welcomes) add(id surveys.UserID) (secret string) {
	b := make([]byte, 20)
	_, _ = rand.Read(b) // never fails
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.people == nil {
		w.people = map[string]surveys.UserID{}
	}
	secret = hex.EncodeToString(b)
	w.people[secret] = id
	return secret
}

func (w *welcomes) person(secret string) (surveys.UserID, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	id, ok := w.people[secret]
	return id, ok
}

// getWelcome: GET /welcome/:secret, the demo's link that signs in.
func (s *Server) getWelcome(c *gin.Context) {
	id, ok := s.welcomes.person(c.Param("secret"))
	if !ok {
		s.fail(c, surveys.Errorf(surveys.NotFound, "%s", s.words.Text("problem_demo")))
		return
	}
	user, err := s.Store.User(c.Request.Context(), id)
	if err != nil {
		s.fail(c, err)
		return
	}
	s.enter(c, user, "/")
}

// Welcome returns the path of a link that signs in whoever opens it, while
// this process lives. The demo offers it for its own made-up person.
func (s *Server) Welcome(ctx context.Context, id surveys.UserID) (path string, err error) {
	if _, err := s.Store.User(ctx, id); err != nil {
		return "", err
	}
	return "/welcome/" + s.welcomes.add(id), nil
}
