package mailer

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"barometer/surveys"
	"barometer/templates"
)

// event tells webhooks and chats what happened: one delivery each, kept before
// the work counts as done, with an id that a repeat finds again.
func (m *Mailer) event(ctx context.Context, d surveys.Due) {
	err := m.tellEvent(ctx, d)
	if err != nil {
		m.trouble(ctx, "nobody can be told of an event yet", "error", err)
	}
	if err := m.finish(ctx, d, err != nil); err != nil {
		m.trouble(ctx, "an event stays in the schedule", "error", err)
	}
}

// happening is one thing to tell.
type happening struct {
	key  string // the same whenever the same thing is told
	kind surveys.WebhookEvent
	at   time.Time
	data any
	text string // for a chat; empty: chats are not told
}

// tellEvent reads what the work is about: kind of entry, its position in the
// outbox, and the invitation or case, by dots.
func (m *Mailer) tellEvent(ctx context.Context, d surveys.Due) error {
	parts := strings.SplitN(d.ID, ".", 3)
	if len(parts) != 3 {
		return nil
	}
	key := fmt.Sprintf("%d/%s", d.Shard, d.ID)
	if parts[0] == string(surveys.EntryCase) {
		n, err := strconv.Atoi(parts[2])
		if err != nil {
			return nil
		}
		return m.tellCase(ctx, surveys.CaseID(n), key, d.At)
	}
	if parts[0] == string(surveys.EntryStage) {
		n, err := strconv.Atoi(parts[1])
		if err != nil {
			return nil
		}
		return m.tellStage(ctx, surveys.CustomerID(parts[2]), n)
	}
	if parts[0] == string(surveys.EntryErased) {
		return m.deliverAll(ctx, happening{key: key, kind: surveys.OnContactErased, at: d.At, data: erasedEventBody{parts[2]}})
	}
	inv, err := m.Store.Invitation(ctx, surveys.InvitationID(parts[2]))
	if surveys.CodeOf(err) == surveys.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	body, err := m.responseEvent(ctx, inv)
	if err != nil {
		return err
	}
	kinds := map[string]surveys.WebhookEvent{
		string(surveys.EntryAnswered): surveys.OnResponseCounted, string(surveys.EntryChanged): surveys.OnResponseChanged,
		string(surveys.EntryVoided): surveys.OnResponseVoided, string(surveys.EntryRestored): surveys.OnResponseRestored,
	}
	if err := m.deliverAll(ctx, happening{key: key, kind: kinds[parts[0]], at: d.At, data: body}); err != nil || inv.Case == 0 {
		return err
	}
	return m.tellCase(ctx, inv.Case, "", d.At)
}

// tellCase tells that a case was opened, once a chapter, and else that it
// changed, where there is a key for it.
func (m *Mailer) tellCase(ctx context.Context, id surveys.CaseID, changed string, at time.Time) error {
	c, err := m.Store.Case(ctx, id)
	if surveys.CodeOf(err) == surveys.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	body, text, err := m.caseEvent(ctx, c)
	if err != nil {
		return err
	}
	opened := happening{key: fmt.Sprintf("case %d/%d", int(id), c.Chapter), kind: surveys.OnCaseOpened, at: at, data: body, text: text}
	if since := c.Since; !c.Withdrawn && (since.IsZero() || at.Sub(since) < caseNews) {
		if err := m.deliverAll(ctx, opened); err != nil {
			return err
		}
	}
	if changed == "" {
		return nil
	}
	return m.deliverAll(ctx, happening{key: changed, kind: surveys.OnCaseChanged, at: at, data: body})
}

// caseNews is how long after its opening a case may be told of as opened: well
// below the time that deliveries are kept, by which repeats are known.
const caseNews = 7 * 24 * time.Hour

// payload is what a webhook gets, in the form that Standard Webhooks proposes.
type payload struct {
	Type      surveys.WebhookEvent `json:"type"`
	Timestamp time.Time            `json:"timestamp"`
	Data      any                  `json:"data"`
}

// deliverAll keeps a delivery for each webhook that wants the event, and for
// each chat where it has words for them.
func (m *Mailer) deliverAll(ctx context.Context, h happening) error {
	hooks, err := m.Store.Webhooks(ctx)
	if err != nil {
		return err
	}
	body, err := json.Marshal(payload{h.kind, h.at.UTC(), h.data})
	if err != nil {
		return fmt.Errorf("event %s: %w", h.kind, err)
	}
	keep := func(to surveys.WebhookID, body string) error {
		_, err := m.Store.KeepDelivery(ctx, surveys.Delivery{ID: surveys.NewDeliveryID(h.key, to), Webhook: to,
			Event: h.kind, Body: body, At: h.at})
		return err
	}
	for _, hook := range hooks {
		if !hook.Wants(h.kind) {
			continue
		}
		if err := keep(hook.ID, string(body)); err != nil {
			return err
		}
	}
	for _, c := range m.chats {
		if h.text == "" {
			break
		}
		if err := keep(c.id, h.text); err != nil {
			return err
		}
	}
	return nil
}

// erasedEventBody is the data of the event of a person who was erased.
type erasedEventBody struct {
	Contact string `json:"contact"` // the id, a hash of the address
}

// alarmEventBody is the data of the event of an alarm.
type alarmEventBody struct {
	ID       string    `json:"id"`
	URL      string    `json:"url"`
	Sentence string    `json:"sentence"`
	Level    string    `json:"level"`
	Project  string    `json:"project"`
	Customer string    `json:"customer"`
	Since    time.Time `json:"since"`
	Case     int       `json:"case"`
}

// tellAlarm tells webhooks and chats of a decline.
func (m *Mailer) tellAlarm(ctx context.Context, a surveys.Alarm, id surveys.CaseID) error {
	url := m.writer.public + "/alarms/" + string(a.ID)
	d, err := m.readAlarms(ctx, []surveys.AlarmID{a.ID})
	if err != nil || len(d.Alarms) == 0 {
		return err
	}
	page := templates.NewAlarmsMail(d, m.writer.public, m.clock())
	return m.deliverAll(ctx, happening{key: "alarm/" + string(a.ID), kind: surveys.OnAlarmRaised, at: a.At,
		data: alarmEventBody{string(a.ID), url, m.clock().Alarm(a), string(a.Level), string(a.Project), string(a.Customer), a.Since, int(id)},
		text: page.Subject + "\n" + url})
}
