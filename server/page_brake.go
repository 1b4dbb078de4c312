package server

import (
	"context"
	"fmt"
	"net/http"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

const goOnAddress = "/outbox/go-on"

// brakePlate says that asking pauses, nil where it does not.
func (s *Server) brakePlate(ctx context.Context, clock templates.Clock, me surveys.User) (*templates.Brake, error) {
	b, err := s.Store.Brake(ctx)
	if err != nil || !b.On(s.Store.Now()) {
		return nil, err
	}
	p := &templates.Brake{
		Heading: "Asking pauses until " + clock.At(b.Until),
		Why:     fmt.Sprintf("Of the last %s, %d were refused, came back or were marked as spam. More of them would harm the name of your domain.", templates.Counted(b.Of, "mail", "mails"), b.Bad),
		Do:      "Nothing is lost: what is due waits. Mend the cause, then let it go on; it goes on by itself at that time.",
	}
	if b.Words != "" {
		p.Why += " The last server said: " + b.Words
	}
	if advice := surveys.Advice(b.Words); advice != "" {
		p.Do = advice + " " + p.Do
	}
	if me.May(surveys.Member) {
		p.GoOn = goOnAddress
	}
	return p, nil
}

// postGoOn: POST /outbox/go-on ends the pause, because a person has decided it.
func (s *Server) postGoOn(c *gin.Context) {
	if err := s.Store.BrakeOff(c.Request.Context()); err != nil {
		s.fail(c, err)
		return
	}
	s.record(c, "asking.resumed", "outbox", "")
	c.Redirect(http.StatusSeeOther, "/outbox")
}

// advised is what a server said with what to do about it.
func advised(words string) string {
	advice := surveys.Advice(words)
	if words == "" || advice == "" {
		return words
	}
	return words + " — " + advice
}
