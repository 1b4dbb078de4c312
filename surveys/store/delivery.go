package store

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"
	"time"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

const (
	deliveriesKept  = 1000                // of a webhook
	deliveryKeptFor = 30 * 24 * time.Hour // from its last change
)

// Fields of a delivery's hash. delivery.lua knows state, next, tries and count.
const (
	deliveryEvent = "event"
	deliveryBody  = "body"
	deliveryState = "state"
	deliveryAt    = "at"    // ms
	deliveryNext  = "next"  // ms; empty: none
	deliveryTries = "tries" // a JSON line each
	deliveryCount = "count" // of tries
)

// webhookShard returns the shard that keeps the deliveries of a webhook.
func webhookShard(id surveys.WebhookID) int {
	h := fnv.New32a()
	h.Write([]byte(id))
	return int(h.Sum32() % surveys.Shards)
}

func deliveryMember(w surveys.WebhookID, id surveys.DeliveryID) string {
	return dueMember(surveys.DueWebhook, string(w)+"."+string(id))
}

// KeepDelivery keeps an event for a webhook and schedules its first try. Safe
// to repeat: first is false when it was kept before.
func (s *Store) KeepDelivery(ctx context.Context, d surveys.Delivery) (first bool, err error) {
	shard := webhookShard(d.Webhook)
	keys := []string{deliveryKey(shard, d.Webhook, d.ID), deliveriesKey(shard, d.Webhook), dueKey(shard)}
	now := s.now().UnixMilli()
	first, err = s.run(ctx, "keep_delivery", keys, string(d.ID), deliveryMember(d.Webhook, d.ID), now,
		int64(deliveryKeptFor.Seconds()), deliveriesKept,
		deliveryEvent, string(d.Event), deliveryBody, d.Body, deliveryState, string(surveys.DeliveryWaiting),
		deliveryAt, d.At.UnixMilli(), deliveryNext, now).Bool()
	if err != nil {
		return false, fmt.Errorf("keep a delivery: %w", err)
	}
	return first, nil
}

// DeliveryTried notes a try and what follows from it: done, or another try, or
// giving up. d is the delivery as it was read before the try; false when
// somebody else tried it meanwhile.
func (s *Store) DeliveryTried(ctx context.Context, d surveys.Delivery, t surveys.Try, state surveys.DeliveryState, next time.Time) (bool, error) {
	text, err := json.Marshal(keptTry{t.At.UnixMilli(), t.Status, t.Words, t.Took.Milliseconds()})
	if err != nil {
		return false, fmt.Errorf("a try: %w", err)
	}
	return s.moveDelivery(ctx, d, state, next, string(text), strconv.Itoa(len(d.Tries)))
}

// DeliverAgain schedules a delivery once more, as a person asks for. NotFound.
func (s *Store) DeliverAgain(ctx context.Context, w surveys.WebhookID, id surveys.DeliveryID) error {
	d, err := s.Delivery(ctx, w, id)
	if err != nil {
		return err
	}
	_, err = s.moveDelivery(ctx, d, surveys.DeliveryWaiting, s.now(), "", "")
	return err
}

func (s *Store) moveDelivery(ctx context.Context, d surveys.Delivery, state surveys.DeliveryState, next time.Time, try, tried string) (bool, error) {
	shard, at := webhookShard(d.Webhook), any("")
	if !next.IsZero() {
		at = next.UnixMilli()
	}
	keys := []string{deliveryKey(shard, d.Webhook, d.ID), dueKey(shard), attemptsKey(shard)}
	moved, err := s.run(ctx, "delivery", keys, deliveryMember(d.Webhook, d.ID), string(state), at, try, tried,
		int64(deliveryKeptFor.Seconds())).Bool()
	if err != nil {
		return false, fmt.Errorf("move a delivery: %w", err)
	}
	return moved, nil
}

// keptTry is a try as it lies in Redis.
type keptTry struct {
	At     int64  `json:"at"` // ms
	Status int    `json:"status,omitempty"`
	Words  string `json:"words,omitempty"`
	Took   int64  `json:"took,omitempty"` // ms
}

// Delivery reads one. NotFound.
func (s *Store) Delivery(ctx context.Context, w surveys.WebhookID, id surveys.DeliveryID) (surveys.Delivery, error) {
	h, err := s.rdb.HGetAll(ctx, deliveryKey(webhookShard(w), w, id)).Result()
	if err != nil {
		return surveys.Delivery{}, fmt.Errorf("delivery: %w", err)
	}
	if len(h) == 0 {
		return surveys.Delivery{}, surveys.Errorf(surveys.NotFound, "there is no such delivery")
	}
	return readDelivery(w, id, h), nil
}

// Deliveries returns the newest of a webhook, newest first.
func (s *Store) Deliveries(ctx context.Context, w surveys.WebhookID, limit int) ([]surveys.Delivery, error) {
	shard := webhookShard(w)
	ids, err := s.rdb.ZRevRange(ctx, deliveriesKey(shard, w), 0, int64(limit)-1).Result()
	if err != nil {
		return nil, fmt.Errorf("deliveries: %w", err)
	}
	pipe := s.rdb.Pipeline()
	rows := make([]*redis.MapStringStringCmd, len(ids))
	for i, id := range ids {
		rows[i] = pipe.HGetAll(ctx, deliveryKey(shard, w, surveys.DeliveryID(id)))
	}
	if err := exec(ctx, pipe); err != nil && len(ids) > 0 {
		return nil, fmt.Errorf("deliveries: %w", err)
	}
	out := make([]surveys.Delivery, 0, len(ids))
	for i, id := range ids {
		if h := rows[i].Val(); len(h) > 0 {
			out = append(out, readDelivery(w, surveys.DeliveryID(id), h))
		}
	}
	return out, nil
}

func readDelivery(w surveys.WebhookID, id surveys.DeliveryID, h map[string]string) surveys.Delivery {
	d := surveys.Delivery{ID: id, Webhook: w, Event: surveys.WebhookEvent(h[deliveryEvent]), Body: h[deliveryBody],
		State: surveys.DeliveryState(h[deliveryState]), At: readMillis(h[deliveryAt]), NextAt: readMillis(h[deliveryNext])}
	if h[deliveryTries] == "" {
		return d
	}
	for line := range strings.SplitSeq(h[deliveryTries], "\n") {
		var k keptTry
		if json.Unmarshal([]byte(line), &k) == nil {
			d.Tries = append(d.Tries, surveys.Try{At: time.UnixMilli(k.At).UTC(), Status: k.Status, Words: k.Words,
				Took: time.Duration(k.Took) * time.Millisecond})
		}
	}
	return d
}
