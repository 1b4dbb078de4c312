package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"barometer/surveys"
)

// keptWebhook is a webhook as it lies in Redis.
type keptWebhook struct {
	Name    string                 `json:"name,omitempty"`
	URL     string                 `json:"url"`
	Events  []surveys.WebhookEvent `json:"events,omitempty"`
	Secret  string                 `json:"secret"`
	Paused  bool                   `json:"paused,omitempty"`
	Created int64                  `json:"created"` // s
}

// Webhooks returns all, by name, then by id.
func (s *Store) Webhooks(ctx context.Context) ([]surveys.Webhook, error) {
	all, err := s.rdb.HGetAll(ctx, webhooksKey()).Result()
	if err != nil {
		return nil, fmt.Errorf("webhooks: %w", err)
	}
	out := make([]surveys.Webhook, 0, len(all))
	for id, text := range all {
		w, err := readWebhook(id, text)
		if err != nil {
			return nil, err
		}
		out = append(out, w)
	}
	slices.SortFunc(out, func(a, b surveys.Webhook) int {
		return strings.Compare(a.Name+"\x00"+string(a.ID), b.Name+"\x00"+string(b.ID))
	})
	return out, nil
}

// Webhook reads one. NotFound.
func (s *Store) Webhook(ctx context.Context, id surveys.WebhookID) (surveys.Webhook, error) {
	text, err := s.rdb.HGet(ctx, webhooksKey(), string(id)).Result()
	if isNil(err) {
		return surveys.Webhook{}, surveys.Errorf(surveys.NotFound, "there is no such webhook")
	}
	if err != nil {
		return surveys.Webhook{}, fmt.Errorf("webhook: %w", err)
	}
	return readWebhook(string(id), text)
}

func readWebhook(id, text string) (surveys.Webhook, error) {
	var k keptWebhook
	if err := json.Unmarshal([]byte(text), &k); err != nil {
		return surveys.Webhook{}, fmt.Errorf("webhook %s: %w", id, err)
	}
	return surveys.Webhook{ID: surveys.WebhookID(id), Name: k.Name, URL: k.URL, Events: k.Events, Secret: k.Secret,
		Paused: k.Paused, CreatedAt: time.Unix(k.Created, 0).UTC()}, nil
}

// SaveWebhook keeps a webhook, new or changed; the time of a new one is set
// here. Conflict where there are as many as there may be.
func (s *Store) SaveWebhook(ctx context.Context, w surveys.Webhook) (surveys.Webhook, error) {
	if w.CreatedAt.IsZero() {
		w.CreatedAt = s.now().Truncate(time.Second).UTC()
		n, err := s.rdb.HLen(ctx, webhooksKey()).Result()
		if err != nil {
			return w, fmt.Errorf("webhooks: %w", err)
		}
		if n >= surveys.MaxWebhooks {
			return w, surveys.Errorf(surveys.Conflict, "there are %d webhooks already; remove one first", n)
		}
	}
	text, err := json.Marshal(keptWebhook{w.Name, w.URL, w.Events, w.Secret, w.Paused, w.CreatedAt.Unix()})
	if err != nil {
		return w, fmt.Errorf("save a webhook: %w", err)
	}
	if err := s.rdb.HSet(ctx, webhooksKey(), string(w.ID), text).Err(); err != nil {
		return w, fmt.Errorf("save a webhook: %w", err)
	}
	return w, nil
}

// RemoveWebhook ends a webhook: what waits for it is given up when its time
// comes. Safe to repeat.
func (s *Store) RemoveWebhook(ctx context.Context, id surveys.WebhookID) error {
	if err := s.rdb.HDel(ctx, webhooksKey(), string(id)).Err(); err != nil {
		return fmt.Errorf("remove a webhook: %w", err)
	}
	return nil
}
