package server

import (
	"cmp"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"strconv"
	"strings"
	"time"

	"barometer/surveys"
)

// postmark hears Postmark, which comes with the password that the owner has put
// into the address of its webhook: https://postmark:<password>@host/hooks/postmark.
func (s *Server) postmark() hook {
	if s.Hooks.Postmark == "" {
		return nil
	}
	want := sha256.Sum256([]byte(s.Hooks.Postmark))
	return func(_ context.Context, r *http.Request) (news, error) {
		_, password, _ := r.BasicAuth()
		got := sha256.Sum256([]byte(password))
		if subtle.ConstantTimeCompare(got[:], want[:]) != 1 {
			return news{}, surveys.Errorf(surveys.Unauthorized, "the password of this address is missing or wrong")
		}
		var e postmarkEvent
		if err := readHook(r, &e); err != nil {
			return news{}, err
		}
		return e.news(), nil
	}
}

// postmarkEvent is what Postmark posts, as far as we read it
// (postmarkapp.com/developer/webhooks).
type postmarkEvent struct {
	RecordType string
	ID         int64  // of a bounce or complaint
	Type       string // of a bounce
	MessageID  string // Postmark's own
	Metadata   map[string]string

	Description, Details              string
	BouncedAt, DeliveredAt, ChangedAt time.Time
	SuppressSending                   bool
	SuppressionReason, Origin         string
}

func (e postmarkEvent) news() news {
	n := news{said: e.said(), at: e.BouncedAt, event: e.RecordType + " " + e.MessageID + " " + strconv.FormatInt(e.ID, 10)}
	for _, at := range []time.Time{e.DeliveredAt, e.ChangedAt} {
		if n.at.IsZero() {
			n.at = at
		}
	}
	for name, value := range e.Metadata {
		if id, ok := surveys.ParseInvitationID(value); ok && strings.EqualFold(name, surveys.PostmarkMetadata) {
			n.invitation = id
		}
	}
	return n
}

// said is what an event means for the mail.
func (e postmarkEvent) said() surveys.Feedback {
	switch e.RecordType {
	case "Delivery":
		return surveys.Feedback{Kind: surveys.FeedbackDelivery}
	case "SpamComplaint":
		return surveys.Feedback{Kind: surveys.FeedbackComplaint}
	case "SubscriptionChange": // bounces and complaints are told of by themselves
		if e.SuppressSending && e.Origin == "Recipient" && e.SuppressionReason == "ManualSuppression" {
			return surveys.Feedback{Kind: surveys.FeedbackStop}
		}
	case "Bounce":
		return e.bounced()
	}
	return surveys.Feedback{}
}

// bounced reads the types of bounces that Postmark knows; the others, such as
// automatic answers, say nothing about the mail.
func (e postmarkEvent) bounced() surveys.Feedback {
	words := surveys.StatusWords("", cmp.Or(e.Details, e.Description))
	switch e.Type {
	case "HardBounce", "BadEmailAddress":
		words = noMailbox(words)
		return surveys.Feedback{Kind: surveys.FeedbackFailure, Words: words}
	case "Blocked", "SpamNotification", "DMARCPolicy", "VirusNotification", "SMTPApiError", "ManuallyDeactivated", "Unconfirmed":
		return surveys.Feedback{Kind: surveys.FeedbackFailure, Words: words}
	case "SoftBounce", "Transient", "DnsError", "Unknown":
		return surveys.Feedback{Kind: surveys.FeedbackDelay, Words: words}
	case "SpamComplaint":
		return surveys.Feedback{Kind: surveys.FeedbackComplaint}
	case "Unsubscribe":
		return surveys.Feedback{Kind: surveys.FeedbackStop}
	}
	return surveys.Feedback{}
}
