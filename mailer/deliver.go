package mailer

import (
	"context"
	"net/http"
	"strings"
	"time"

	"barometer/surveys"
)

// receiverOf reads receiver and delivery out of due work.
func receiverOf(d surveys.Due) (to surveys.WebhookID, id surveys.DeliveryID, ok bool) {
	before, after, ok := strings.Cut(d.ID, ".")
	return surveys.WebhookID(before), surveys.DeliveryID(after), ok
}

// deliverOne tries a delivery once. Where the process dies meanwhile, a webhook
// gets it again with the same id, and a chat, which could not know, does not.
func (m *Mailer) deliverOne(ctx context.Context, due surveys.Due) error {
	to, id, _ := receiverOf(due)
	d, err := m.Store.Delivery(ctx, to, id)
	if surveys.CodeOf(err) == surveys.NotFound || err == nil && d.State != surveys.DeliveryWaiting {
		return m.Store.Finish(ctx, due)
	}
	if err != nil {
		return err
	}
	if c, ok := m.chatOf(d.Webhook); ok {
		if at := m.AlarmHours.Next(m.Now(), m.Store.Zone()); at.After(m.Now()) {
			return m.Store.Release(ctx, due, at)
		}
		return m.deliverChat(ctx, c, d)
	}
	hook, err := m.Store.Webhook(ctx, d.Webhook)
	try := surveys.Try{At: m.Now()}
	switch {
	case surveys.CodeOf(err) == surveys.NotFound:
		return m.giveUp(ctx, d, "the webhook was removed")
	case err != nil:
		return err
	case hook.Paused:
		return m.giveUp(ctx, d, "the webhook is paused")
	}
	try.Status, try.Words = m.hooks.post(ctx, hook, d, try.At)
	try.Took = m.Now().Sub(try.At)
	if try.Status == http.StatusGone {
		return m.gone(ctx, hook, d, try)
	}
	return m.tried(ctx, d, try)
}

// gone pauses a webhook whose receiver wants nothing any more, as Standard
// Webhooks asks for, so that the team sees it.
func (m *Mailer) gone(ctx context.Context, hook surveys.Webhook, d surveys.Delivery, try surveys.Try) error {
	keep, cancel := m.keep(ctx)
	defer cancel()
	m.Log.Warn("a webhook is paused: its receiver has gone", "webhook", hook.ID)
	hook.Paused = true
	if _, err := m.Store.SaveWebhook(keep, hook); err != nil {
		return err
	}
	try.Words += ": it wants nothing any more, so the webhook is paused"
	_, err := m.Store.DeliveryTried(keep, d, try, surveys.DeliveryFailed, time.Time{})
	return err
}

// tried writes down a try and what follows from it.
func (m *Mailer) tried(ctx context.Context, d surveys.Delivery, try surveys.Try) error {
	keep, cancel := m.keep(ctx)
	defer cancel()
	if try.Words == "" {
		_, err := m.Store.DeliveryTried(keep, d, try, surveys.DeliveryDone, time.Time{})
		return err
	}
	next, again := surveys.NextTry(len(d.Tries)+1, m.Now())
	state := surveys.DeliveryWaiting
	if !again {
		state = surveys.DeliveryFailed
		m.Log.Warn("gave up a delivery", "webhook", d.Webhook, "event", d.Event, "status", try.Status)
	}
	_, err := m.Store.DeliveryTried(keep, d, try, state, next)
	return err
}

func (m *Mailer) giveUp(ctx context.Context, d surveys.Delivery, words string) error {
	_, err := m.Store.DeliveryTried(ctx, d, surveys.Try{At: m.Now(), Words: words}, surveys.DeliveryFailed, time.Time{})
	return err
}
