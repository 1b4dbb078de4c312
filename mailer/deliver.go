package mailer

import (
	"context"
	"strings"
	"time"

	"barometer/surveys"
)

// deliveriesAtOnce is how many deliveries are under way at the same time:
// those who are slow to answer must not keep mails or other webhooks waiting.
const deliveriesAtOnce = 8

// deliverySoon is when work is looked at again that nobody had a hand free for.
const deliverySoon = 2 * time.Second

// handOver gives a delivery to whoever is free, or back to the schedule.
func (m *Mailer) handOver(ctx context.Context, d surveys.Due) {
	select {
	case m.deliveries <- d:
	default:
		keep, cancel := m.keep(ctx)
		defer cancel()
		if err := m.Store.Release(keep, d, m.Now().Add(deliverySoon)); err != nil {
			m.Log.Error("a delivery stays in the schedule", "error", err)
		}
	}
}

// deliver takes deliveries until ctx ends; one that has begun is finished.
func (m *Mailer) deliver(ctx, sending context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case d := <-m.deliveries:
			if err := m.deliverOne(sending, d); err != nil {
				m.Log.Error("a delivery cannot be written down", "error", err)
			}
		}
	}
}

// deliverOne tries a delivery once. Where the process dies meanwhile, a webhook
// gets it again with the same id, and a chat, which could not know, does not.
func (m *Mailer) deliverOne(ctx context.Context, due surveys.Due) error {
	to, id, _ := strings.Cut(due.ID, ".")
	d, err := m.Store.Delivery(ctx, surveys.WebhookID(to), surveys.DeliveryID(id))
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
	return m.tried(ctx, d, try)
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
