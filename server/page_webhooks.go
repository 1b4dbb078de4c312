package server

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// deliveriesShown is how many of a webhook its page shows.
const deliveriesShown = 30

// getWebhooks: GET /settings/webhooks.
func (s *Server) getWebhooks(c *gin.Context) {
	s.showWebhooks(c, http.StatusOK, templates.WebhookForm{}, "")
}

func (s *Server) showWebhooks(c *gin.Context, status int, form templates.WebhookForm, secret string) {
	all, err := s.Store.Webhooks(c.Request.Context())
	if err != nil {
		s.fail(c, err)
		return
	}
	page := templates.Webhooks{Layout: s.layout(c, templates.SettingsSection(), s.words.Text("webhooks_title")), Form: form, Secret: secret,
		Events: texts(surveys.WebhookEvents())}
	for _, w := range all {
		page.Rows = append(page.Rows, templates.WebhookRow{Address: webhookAddress(w.ID), Name: whoOr(w.Name, w.URL), URL: w.URL,
			Events: eventsText(w.Events, s.words), Paused: w.Paused})
	}
	s.show(c, status, page)
}

// postWebhooks: POST /settings/webhooks makes one and shows its secret, once.
func (s *Server) postWebhooks(c *gin.Context) {
	in := webhookInput{Name: c.PostForm("name"), URL: c.PostForm("url"), Events: c.PostFormArray("event")}
	w, err := s.newWebhook(in)
	if err == nil {
		w, err = s.Store.SaveWebhook(c.Request.Context(), w)
	}
	form := templates.WebhookForm{Name: in.Name, URL: in.URL, Events: in.Events}
	switch {
	case surveys.CodeOf(err) == surveys.Invalid:
		form.Errors = s.fieldErrors(err)
		s.showWebhooks(c, http.StatusUnprocessableEntity, form, "")
	case err != nil:
		s.fail(c, err)
	default:
		s.record(c, "webhook.made", "webhook "+string(w.ID), surveys.Plain(w.Name))
		s.showWebhooks(c, http.StatusCreated, templates.WebhookForm{}, w.Secret)
	}
}

// getWebhook: GET /settings/webhooks/:id shows its deliveries.
func (s *Server) getWebhook(c *gin.Context) {
	w, err := s.Store.Webhook(c.Request.Context(), surveys.WebhookID(c.Param("id")))
	if err != nil {
		s.fail(c, err)
		return
	}
	all, err := s.Store.Deliveries(c.Request.Context(), w.ID, deliveriesShown)
	if err != nil {
		s.fail(c, err)
		return
	}
	page := templates.WebhookPage{Layout: s.layout(c, templates.SettingsSection(), whoOr(w.Name, s.words.Text("webhook_page"))), Heading: whoOr(w.Name, w.URL),
		URL: w.URL, Events: eventsText(w.Events, s.words), Paused: w.Paused, Address: webhookAddress(w.ID)}
	for _, d := range all {
		page.Deliveries = append(page.Deliveries, deliveryRow(w.ID, d, page.Clock))
	}
	s.show(c, http.StatusOK, page)
}

func deliveryRow(w surveys.WebhookID, d surveys.Delivery, clock templates.Clock) templates.DeliveryRow {
	row := templates.DeliveryRow{Event: string(d.Event), When: clock.Ago(d.At), State: clock.Words.Text("delivery_" + string(d.State)), Body: d.Body,
		Again: webhookAddress(w) + "/deliveries/" + string(d.ID)}
	if d.State == surveys.DeliveryFailed {
		row.Class = "due"
	}
	if d.State == surveys.DeliveryWaiting && !d.NextAt.IsZero() {
		row.Next = clock.Words.Text("delivery_next", "When", clock.At(d.NextAt))
	}
	for _, t := range d.Tries {
		said := whoOr(t.Words, clock.Words.Text("delivery_taken"))
		if t.Status != 0 && t.Words == "" {
			said = clock.Words.Text("delivery_taken_with", "Status", strconv.Itoa(t.Status), "Took", strconv.FormatInt(t.Took.Milliseconds(), 10))
		}
		row.Tries = append(row.Tries, clock.Words.Text("delivery_try", "When", clock.Ago(t.At), "Said", said))
	}
	return row
}

// postWebhook: POST /settings/webhooks/:id does what its button says.
func (s *Server) postWebhook(c *gin.Context) {
	ctx, id := c.Request.Context(), surveys.WebhookID(c.Param("id"))
	w, err := s.Store.Webhook(ctx, id)
	if err != nil {
		s.fail(c, err)
		return
	}
	to := webhookAddress(id)
	switch c.PostForm("do") {
	case "pause", "resume":
		w.Paused = c.PostForm("do") == "pause"
		_, err = s.Store.SaveWebhook(ctx, w)
	case "test":
		err = s.testWebhook(ctx, id)
	case "remove":
		err, to = s.Store.RemoveWebhook(ctx, id), "/settings/webhooks"
	default:
		err = surveys.InvalidField("do", "must be pause, resume, test or remove")
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	s.record(c, webhookActs()[c.PostForm("do")], "webhook "+string(id), surveys.Plain(w.Name))
	c.Redirect(http.StatusSeeOther, to)
}

// webhookActs are the acts of the record for the buttons of a webhook.
func webhookActs() map[string]string {
	return map[string]string{"pause": "webhook.paused", "resume": "webhook.resumed", "test": "webhook.tested", "remove": "webhook.removed"}
}

// postDelivery: POST /settings/webhooks/:id/deliveries/:delivery sends it again.
func (s *Server) postDelivery(c *gin.Context) {
	id := surveys.WebhookID(c.Param("id"))
	if err := s.Store.DeliverAgain(c.Request.Context(), id, surveys.DeliveryID(c.Param("delivery"))); err != nil {
		s.fail(c, err)
		return
	}
	s.record(c, "webhook.redelivered", "webhook "+string(id), surveys.Telling{})
	c.Redirect(http.StatusSeeOther, webhookAddress(id))
}

// testWebhook sends a webhook an event that says nothing. NotFound, Conflict.
func (s *Server) testWebhook(ctx context.Context, id surveys.WebhookID) error {
	w, err := s.Store.Webhook(ctx, id)
	if err != nil {
		return err
	}
	if w.Paused {
		return surveys.Errorf(surveys.Conflict, "the webhook is paused; resume it first")
	}
	var once [10]byte
	if _, err := rand.Read(once[:]); err != nil {
		return err
	}
	now := s.Store.Now().UTC()
	body, err := json.Marshal(map[string]any{"type": surveys.OnTest, "timestamp": now.Format(time.RFC3339Nano),
		"data": map[string]string{"text": "Somebody on the team pressed the button that sends a test."}})
	if err != nil {
		return err
	}
	_, err = s.Store.KeepDelivery(ctx, surveys.Delivery{ID: surveys.NewDeliveryID("test/"+base32.StdEncoding.EncodeToString(once[:]), id),
		Webhook: id, Event: surveys.OnTest, Body: string(body), At: now})
	return err
}

func webhookAddress(id surveys.WebhookID) string { return "/settings/webhooks/" + string(id) }

func eventsText(events []surveys.WebhookEvent, words *templates.Locale) string {
	if len(events) == 0 {
		return words.Text("webhooks_all_events")
	}
	return strings.Join(texts(events), ", ")
}
