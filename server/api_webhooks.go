package server

import (
	"context"
	"crypto/rand"
	"net/http"
	"time"

	"barometer/surveys"
)

// webhookInput is a webhook as a caller wishes it.
type webhookInput struct {
	Name   string   `json:"name,omitempty" doc:"for the team"`
	URL    string   `json:"url" doc:"https address that gets a POST for each event" example:"https://example.com/hooks/barometer"`
	Events []string `json:"events,omitempty" doc:"what it is told of: response.counted, response.changed, response.voided, response.restored, case.opened, case.changed, alarm.raised, customer.stage_changed, contact.erased; left out: all"`
	Secret string   `json:"secret,omitempty" doc:"whsec_ and base64 of 24 to 64 bytes; left out: one is made, or stays"`
	Paused bool     `json:"paused,omitempty" doc:"true: it is told of nothing"`
}

// webhookBody is a webhook as the API shows it.
type webhookBody struct {
	ID        string    `json:"id" doc:"id of the webhook"`
	Name      string    `json:"name" doc:"for the team"`
	URL       string    `json:"url" doc:"address that gets the events"`
	Events    []string  `json:"events" doc:"what it is told of; empty: all"`
	Secret    string    `json:"secret,omitempty" doc:"signs the deliveries (Standard Webhooks); shown once, in the answer that made it"`
	Paused    bool      `json:"paused" doc:"it is told of nothing"`
	CreatedAt time.Time `json:"created_at" doc:"when it was made"`
}

// deliveryBody is one event on its way to a webhook.
type deliveryBody struct {
	ID     string     `json:"id" doc:"the webhook-id header of every try"`
	Event  string     `json:"event" doc:"what it tells"`
	State  string     `json:"state" doc:"waiting, done or failed"`
	At     time.Time  `json:"at" doc:"when the event happened"`
	NextAt *time.Time `json:"next_at" doc:"of the next try; null: none"`
	Body   string     `json:"body" doc:"what is posted"`
	Tries  []tryBody  `json:"tries" doc:"oldest first"`
}

type tryBody struct {
	At     time.Time `json:"at" doc:"when it was tried"`
	Status int       `json:"status" doc:"of the answer; 0: there was none"`
	Words  string    `json:"words" doc:"what went wrong; empty: nothing"`
	TookMS int64     `json:"took_ms" doc:"how long it took, milliseconds"`
}

type (
	newWebhookInput    struct{ Body webhookInput }
	changeWebhookInput struct {
		IDInput
		Body webhookInput
	}
	deliveriesInput struct {
		IDInput
		Limit int `query:"limit" minimum:"1" default:"50" doc:"how many, 200 at most"`
	}
	deliveryInput struct {
		IDInput
		Delivery string `path:"delivery" doc:"id of the delivery"`
	}
	webhookOutput struct {
		Status int
		Body   webhookBody
	}
	webhooksOutput struct {
		Body struct {
			Items []webhookBody `json:"items" doc:"by name"`
			Next  *string       `json:"next" doc:"always null: all are shown"`
		}
	}
	deliveriesOutput struct {
		Body struct {
			Items []deliveryBody `json:"items" doc:"newest first"`
			Next  *string        `json:"next" doc:"always null: ask for more with limit"`
		}
	}
	noContent struct{ Status int }
)

func (s api) listWebhooks(ctx context.Context, _ *struct{}) (*webhooksOutput, error) {
	all, err := s.Store.Webhooks(ctx)
	if err != nil {
		return nil, err
	}
	out := &webhooksOutput{}
	out.Body.Items = make([]webhookBody, len(all))
	for i, w := range all {
		out.Body.Items[i] = newWebhookBody(w, false)
	}
	return out, nil
}

func (s api) postWebhook(ctx context.Context, in *newWebhookInput) (*webhookOutput, error) {
	w, err := s.newWebhook(in.Body)
	if err == nil {
		w, err = s.Store.SaveWebhook(ctx, w)
	}
	if err != nil {
		return nil, err
	}
	s.record(ctx, "webhook.made", "webhook "+string(w.ID), surveys.Plain(w.Name))
	return &webhookOutput{http.StatusCreated, newWebhookBody(w, true)}, nil
}

// newWebhook makes a webhook with an id and, where none is given, a secret.
func (s *Server) newWebhook(in webhookInput) (surveys.Webhook, error) {
	id, err := surveys.NewWebhookID(rand.Reader)
	if err != nil {
		return surveys.Webhook{}, err
	}
	if in.Secret == "" {
		if in.Secret, err = surveys.NewWebhookSecret(rand.Reader); err != nil {
			return surveys.Webhook{}, err
		}
	}
	w := surveys.Webhook{ID: id}
	return w, in.change(&w, s)
}

// change puts what is wished onto a webhook. Invalid.
func (in webhookInput) change(w *surveys.Webhook, s *Server) error {
	w.Name, w.URL, w.Paused, w.Events = normaliseText(in.Name), in.URL, in.Paused, nil
	for _, e := range in.Events {
		w.Events = append(w.Events, surveys.WebhookEvent(e))
	}
	if in.Secret != "" {
		w.Secret = in.Secret
	}
	return w.Validate(s.Inside)
}

func (s api) putWebhook(ctx context.Context, in *changeWebhookInput) (*webhookOutput, error) {
	w, err := s.Store.Webhook(ctx, surveys.WebhookID(in.ID))
	if err == nil {
		err = in.Body.change(&w, s.Server)
	}
	if err == nil {
		w, err = s.Store.SaveWebhook(ctx, w)
	}
	if err != nil {
		return nil, err
	}
	s.record(ctx, "webhook.changed", "webhook "+string(w.ID), surveys.Plain(w.Name))
	return &webhookOutput{http.StatusOK, newWebhookBody(w, in.Body.Secret != "")}, nil
}

func (s api) deleteWebhook(ctx context.Context, in *IDInput) (*noContent, error) {
	w, err := s.Store.Webhook(ctx, surveys.WebhookID(in.ID))
	if err == nil {
		err = s.Store.RemoveWebhook(ctx, w.ID)
	}
	if err != nil {
		return nil, err
	}
	s.record(ctx, "webhook.removed", "webhook "+string(w.ID), surveys.Plain(w.Name))
	return &noContent{http.StatusNoContent}, nil
}

func (s api) testWebhook(ctx context.Context, in *IDInput) (*noContent, error) {
	if err := s.Server.testWebhook(ctx, surveys.WebhookID(in.ID)); err != nil {
		return nil, err
	}
	s.record(ctx, "webhook.tested", "webhook "+in.ID, surveys.Telling{})
	return &noContent{http.StatusAccepted}, nil
}

func (s api) listDeliveries(ctx context.Context, in *deliveriesInput) (*deliveriesOutput, error) {
	id := surveys.WebhookID(in.ID)
	if _, err := s.Store.Webhook(ctx, id); err != nil {
		return nil, err
	}
	all, err := s.Store.Deliveries(ctx, id, PageInput{Limit: in.Limit}.limit())
	if err != nil {
		return nil, err
	}
	out := &deliveriesOutput{}
	out.Body.Items = make([]deliveryBody, len(all))
	for i, d := range all {
		out.Body.Items[i] = newDeliveryBody(d)
	}
	return out, nil
}

func (s api) deliverAgain(ctx context.Context, in *deliveryInput) (*noContent, error) {
	if err := s.Store.DeliverAgain(ctx, surveys.WebhookID(in.ID), surveys.DeliveryID(in.Delivery)); err != nil {
		return nil, err
	}
	s.record(ctx, "webhook.redelivered", "webhook "+in.ID, surveys.Telling{})
	return &noContent{http.StatusAccepted}, nil
}

func newWebhookBody(w surveys.Webhook, secret bool) webhookBody {
	b := webhookBody{ID: string(w.ID), Name: w.Name, URL: w.URL, Events: texts(w.Events), Paused: w.Paused, CreatedAt: w.CreatedAt}
	if secret {
		b.Secret = w.Secret
	}
	return b
}

func newDeliveryBody(d surveys.Delivery) deliveryBody {
	b := deliveryBody{ID: string(d.ID), Event: string(d.Event), State: string(d.State), At: d.At,
		NextAt: timeOrNull(d.NextAt), Body: d.Body, Tries: []tryBody{}}
	for _, t := range d.Tries {
		b.Tries = append(b.Tries, tryBody{t.At, t.Status, t.Words, t.Took.Milliseconds()})
	}
	return b
}
