package server

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"barometer/surveys"
)

// ses hears Amazon SES, which tells an SNS topic, which tells us.
func (s *Server) ses(signer *surveys.Signer) hook {
	if s.Hooks.Topic == "" {
		return nil
	}
	from := newSNS(s.Hooks.Topic, s.Hooks.Fetch, s.Store.Now)
	return func(ctx context.Context, r *http.Request) (news, error) {
		var m snsMessage
		if err := readHook(r, &m); err != nil {
			return news{}, err
		}
		if err := from.check(ctx, m); err != nil {
			return news{}, err
		}
		switch m.Type {
		case snsNotification:
			return readSES(m, signer), nil
		case snsSubscription:
			s.Log.InfoContext(ctx, "the SNS topic of BAROMETER_SES_TOPIC is confirmed")
			return news{}, from.confirm(ctx, m)
		}
		s.Log.WarnContext(ctx, "the SNS topic of BAROMETER_SES_TOPIC tells no more", "type", surveys.OneLine(m.Type, 40))
		return news{}, nil
	}
}

// sesEvent is what SES tells of a mail, as far as we read it: a feedback
// notification or a published event, which name their kind differently
// (docs.aws.amazon.com/ses/latest/dg: notification-contents,
// event-publishing-retrieving-sns-contents).
type sesEvent struct {
	NotificationType, EventType string
	Mail                        struct {
		Source        string // envelope
		Headers       []struct{ Name, Value string }
		CommonHeaders struct{ MessageID string }
	}
	Bounce struct {
		BounceType, BounceSubType string
		BouncedRecipients         []sesRecipient
	}
	Complaint     struct{ ComplaintFeedbackType string }
	Reject        struct{ Reason string }
	DeliveryDelay struct {
		DelayType         string
		DelayedRecipients []sesRecipient
	}
}

type sesRecipient struct{ Status, DiagnosticCode string }

// readSES reads a message of the topic; what is no event, such as the greeting
// of a new destination, says nothing.
func readSES(m snsMessage, signer *surveys.Signer) news {
	var e sesEvent
	if json.Unmarshal([]byte(m.Message), &e) != nil {
		return news{}
	}
	at, _ := time.Parse(time.RFC3339, m.Timestamp) // zero: too old
	return news{event: m.MessageID, at: at, invitation: e.invitation(signer), said: e.said()}
}

// invitation finds whose mail it is. SES gives mails a Message-ID of its own;
// ours is among the headers, where the owner has them included, and the
// envelope has a tag of ours, where there is a bounce domain.
func (e sesEvent) invitation(signer *surveys.Signer) surveys.InvitationID {
	ids := []string{e.Mail.CommonHeaders.MessageID}
	for _, h := range e.Mail.Headers {
		if strings.EqualFold(h.Name, "Message-ID") {
			ids = append(ids, h.Value)
		}
	}
	for _, text := range ids {
		if id, ok := surveys.InvitationOf(text); ok {
			return id
		}
	}
	local, _, _ := strings.Cut(e.Mail.Source, "@")
	_, tag, _ := strings.Cut(local, "+")
	id, _ := signer.ParseBounce(tag)
	return id
}

// said is what an event means for the mail. Sendings, openings and clicks mean
// nothing: a scanner makes them, too.
func (e sesEvent) said() surveys.Feedback {
	switch e.NotificationType + e.EventType {
	case "Delivery":
		return surveys.Feedback{Kind: surveys.FeedbackDelivery}
	case "Bounce":
		return e.bounced()
	case "DeliveryDelay":
		return surveys.Feedback{Kind: surveys.FeedbackDelay, Words: e.words(e.DeliveryDelay.DelayedRecipients, "delayed", e.DeliveryDelay.DelayType)}
	case "Reject":
		return surveys.Feedback{Kind: surveys.FeedbackFailure, Words: surveys.StatusWords("", "Amazon SES refused the mail: "+e.Reject.Reason)}
	case "Complaint":
		switch e.Complaint.ComplaintFeedbackType {
		case "not-spam", "auth-failure": // the contrary, and about signatures
		default:
			return surveys.Feedback{Kind: surveys.FeedbackComplaint}
		}
	}
	return surveys.Feedback{}
}

// bounced tells bounces for good from others, among which SES counts automatic
// answers.
func (e sesEvent) bounced() surveys.Feedback {
	words := e.words(e.Bounce.BouncedRecipients, e.Bounce.BounceType, e.Bounce.BounceSubType)
	refusal, _ := surveys.ReadRefusal(words)
	switch e.Bounce.BounceType {
	case "Permanent":
		if e.Bounce.BounceSubType == "NoEmail" {
			words = noMailbox(words)
		}
		return surveys.Feedback{Kind: surveys.FeedbackFailure, Words: words}
	case "Undetermined":
		if refusal.Final() {
			return surveys.Feedback{Kind: surveys.FeedbackFailure, Words: words}
		}
	}
	return surveys.Feedback{Kind: surveys.FeedbackDelay, Words: words}
}

// words are the server's, else what SES calls it; our mails have one recipient.
func (e sesEvent) words(to []sesRecipient, kind, more string) string {
	if len(to) > 0 && to[0] != (sesRecipient{}) {
		return surveys.StatusWords(to[0].Status, to[0].DiagnosticCode)
	}
	return surveys.StatusWords("", "Amazon SES says "+kind+" ("+more+")")
}
