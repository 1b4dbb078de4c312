package server

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"barometer/surveys"

	"github.com/gin-gonic/gin"
)

// Hooks are what it takes to hear from mail providers what became of our mails.
// A provider is one file: who may speak, and what its events mean.
type Hooks struct {
	Take     func(context.Context, surveys.InvitationID, surveys.Feedback) error // acts upon it; nil: nobody is heard
	Topic    string                                                              // ARN of the SNS topic that Amazon SES tells; empty: it is not heard
	Postmark string                                                              // password that Postmark comes with; empty: it is not heard
	Fetch    *http.Client                                                        // gets the certificates of SNS; nil: over the net
}

// news is an event as a provider tells it, once it is sure who speaks.
type news struct {
	event      string               // what makes it one with the provider
	at         time.Time            // of the event
	invitation surveys.InvitationID // whose mail it is about; empty: none of ours
	said       surveys.Feedback
}

// hook makes sure that a request is the provider's, and reads it.
type hook func(context.Context, *http.Request) (news, error)

// How much and how often a provider may tell, and how late: Postmark tries for
// half a day, SNS for an hour. What is older was recorded and played again.
const (
	hookBody   = 512 << 10
	hookRate   = 500 // a second and address
	hookBurst  = 1000
	hookLate   = 24 * time.Hour
	hookBefore = 15 * time.Minute // clocks differ
)

// hear answers POST /hooks/<provider>; a nil hook is not set up.
func (s *Server) hear(provider string, read hook) gin.HandlerFunc {
	return func(c *gin.Context) {
		if read == nil || s.Hooks.Take == nil {
			s.refuse(c, http.StatusNotFound)
			return
		}
		if !s.providers.allow(s.Store.Now(), c.ClientIP()) {
			s.refuse(c, http.StatusTooManyRequests)
			return
		}
		c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, hookBody)
		err := s.hearNews(c, provider, read)
		var large *http.MaxBytesError
		switch {
		case err == nil:
			c.Status(http.StatusNoContent)
		case errors.As(err, &large):
			s.refuse(c, http.StatusRequestEntityTooLarge)
		default:
			code := status(err)
			s.Log.WarnContext(c.Request.Context(), "a mail provider is not heard", "provider", provider, "status", code, "error", err.Error())
			if code == http.StatusUnauthorized {
				c.Header("WWW-Authenticate", `Basic realm="barometer"`)
			}
			s.refuse(c, code)
		}
	}
}

// hearNews acts upon what is told, once. Nothing is remembered of deliveries,
// which are many and may be heard any number of times.
func (s *Server) hearNews(c *gin.Context, provider string, read hook) error {
	ctx, now := c.Request.Context(), s.Store.Now()
	n, err := read(ctx, c.Request)
	if err != nil || n.said.Kind == surveys.FeedbackNone || n.invitation == "" {
		return err
	}
	if n.at.Before(now.Add(-hookLate)) || n.at.After(now.Add(hookBefore)) {
		return surveys.Errorf(surveys.Forbidden, "the event is too old, or of the future")
	}
	if n.said.Kind == surveys.FeedbackDelivery {
		return s.Hooks.Take(ctx, n.invitation, n.said)
	}
	if heard, err := s.Store.Heard(ctx, provider, n.event); heard || err != nil {
		return err
	}
	if err := s.Hooks.Take(ctx, n.invitation, n.said); err != nil {
		return err
	}
	return s.Store.NoteHeard(ctx, provider, n.event)
}

// readHook decodes what a provider posts.
func readHook(r *http.Request, into any) error {
	err := json.NewDecoder(r.Body).Decode(into)
	var large *http.MaxBytesError
	if err == nil || errors.As(err, &large) {
		return err
	}
	return &surveys.Error{Code: surveys.Invalid, Message: "this is not the JSON of the provider", Err: err}
}

// noMailbox adds to a server's words what the provider knows: that there is no
// such mailbox. A code that says more exactly what is the matter stays.
func noMailbox(words string) string {
	switch said, coded := surveys.ReadRefusal(words); {
	case said.Subject != 0:
		return words
	case coded:
		return surveys.StatusWords("5.1.1", "smtp; "+words)
	}
	return surveys.StatusWords("5.1.1", words)
}
