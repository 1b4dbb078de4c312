package server

import (
	"context"
	"net/http"
	"strconv"

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
	say := clock.Words
	p := &templates.Brake{
		Heading: say.Text("brake_until", "When", clock.At(b.Until)),
		Why:     say.Count("brake_why", b.Of, "Bad", strconv.Itoa(b.Bad)),
		Do:      say.Text("brake_do"),
	}
	if b.Words != "" {
		p.Why += " " + say.Text("brake_said", "Words", b.Words)
	}
	if advice := say.Advice(b.Words); advice != "" {
		p.Do = advice + " " + p.Do
	}
	if me.May(surveys.Member) {
		p.GoOn = goOnAddress
	}
	return p, nil
}

// restsShown is how many domains that rest are listed.
const restsShown = 20

// restRows are the domains that get no mail for a while.
func (s *Server) restRows(ctx context.Context, clock templates.Clock) (out []templates.DomainRest, err error) {
	all, err := s.Store.Rests(ctx)
	for _, r := range all[:min(len(all), restsShown)] {
		out = append(out, templates.DomainRest{Domain: r.Domain, Until: clock.At(r.Until), Times: r.Times, Words: r.Words})
	}
	return out, err
}

// postGoOn: POST /outbox/go-on ends the pause, because a person has decided it.
func (s *Server) postGoOn(c *gin.Context) {
	if err := s.Store.BrakeOff(c.Request.Context()); err != nil {
		s.fail(c, err)
		return
	}
	s.record(c, "asking.resumed", "outbox", surveys.Telling{})
	c.Redirect(http.StatusSeeOther, "/outbox")
}

// advised is what a server said with what to do about it.
func advised(words string, say *templates.Locale) string { return adding(words, say.Advice(words)) }

func adding(words, advice string) string {
	if words == "" || advice == "" {
		return words
	}
	return words + " — " + advice
}
