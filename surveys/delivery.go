package surveys

import "time"

// DeliveryID names the telling of one event to one webhook; it is the
// webhook-id header, so a receiver that sees it twice has seen it before.
type DeliveryID string

// DeliveryState is how far a delivery is.
type DeliveryState string

// The states of a delivery.
const (
	DeliveryWaiting DeliveryState = "waiting" // to be tried, or tried again
	DeliveryDone    DeliveryState = "done"    // the receiver answered with 2xx
	DeliveryFailed  DeliveryState = "failed"  // given up; a person may send it again
)

// Delivery is one event on its way to one webhook.
type Delivery struct {
	ID      DeliveryID
	Webhook WebhookID
	Event   WebhookEvent
	Body    string // JSON for a webhook, text for a chat; the same at every try
	State   DeliveryState
	At      time.Time // when the event happened
	NextAt  time.Time // of the next try; zero: none
	Tries   []Try     // newest last, at most MaxTries
}

// Try is one attempt to deliver.
type Try struct {
	At     time.Time
	Status int    // of HTTP; 0: there was no answer
	Words  string // what went wrong, for a person; empty: nothing
	Took   time.Duration
}

// MaxTries is how often a delivery is tried before it is given up.
const MaxTries = 9

// NextTry returns when a delivery is tried again after so many tries, as
// Standard Webhooks proposes; ok is false where it is given up.
func NextTry(tries int, now time.Time) (at time.Time, ok bool) {
	waits := []time.Duration{5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour,
		10 * time.Hour, 14 * time.Hour, 20 * time.Hour}
	if tries < 1 || tries > len(waits) {
		return time.Time{}, false
	}
	return now.Add(waits[tries-1]), true
}

// NewDeliveryID derives the id from the event and the webhook, so that a repeat
// finds its own.
func NewDeliveryID(event string, webhook WebhookID) DeliveryID {
	sum := hashParts("delivery", event, string(webhook))
	return DeliveryID("msg_" + base32ID.EncodeToString(sum[:15]))
}
