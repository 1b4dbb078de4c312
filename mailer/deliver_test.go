package mailer_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"barometer/mailer"
	"barometer/mailer/smtptest"
	"barometer/surveys"
	"barometer/surveys/store/storetest"
)

// hookNamed adds a webhook beside the others.
func (h *house) hookNamed(id surveys.WebhookID, url string) surveys.Webhook {
	h.Helper()
	secret, err := surveys.NewWebhookSecret(strings.NewReader(strings.Repeat("s", 32)))
	if err != nil {
		h.Fatal(err)
	}
	w, err := h.store.SaveWebhook(context.Background(), surveys.Webhook{ID: id, Name: string(id), URL: url, Secret: secret})
	if err != nil {
		h.Fatal(err)
	}
	return w
}

// keepFor puts so many events for a webhook on the schedule.
func (h *house) keepFor(w surveys.Webhook, n int) {
	h.Helper()
	for i := range n {
		_, err := h.store.KeepDelivery(context.Background(), surveys.Delivery{ID: surveys.NewDeliveryID(fmt.Sprint(i), w.ID),
			Webhook: w.ID, Event: surveys.OnTest, Body: "{}", At: h.clock.Now()})
		if err != nil {
			h.Fatal(err)
		}
	}
}

// However many events wait for a receiver that never answers, the others, and
// the mails, go out meanwhile.
func TestASlowReceiverKeepsNobodyWaiting(t *testing.T) {
	ends := make(chan struct{})
	slow := listen(t, func(int, http.ResponseWriter) { <-ends })
	defer close(ends)
	quick := listen(t, nil)
	h := open(t, smtptest.Start(t), func(o *mailer.Options) {
		inside(o)
		o.Lease = 24 * time.Hour // the clock goes on while the slow one is waited for
	})
	begun := time.Now()
	h.keepFor(h.hookNamed("slow", slow.URL), 40)
	h.until(func() bool { return len(slow.all()) >= 2 }, func() string { return "the slow one heard nothing" })
	h.keepFor(h.hookNamed("quick", quick.URL), 20)
	inv := storetest.Ask(h, h.store)
	h.until(func() bool {
		h.clock.Advance(time.Second) // those of one receiver wait for each other
		return len(quick.all()) == 20
	}, func() string { return fmt.Sprintf("the quick one heard %d of 20", len(quick.all())) })
	h.await(inv.ID, surveys.MailSent)
	// Each of its 8 hands gives a call up after 5 seconds, and makes the next.
	if n, most := len(slow.all()), 8*(1+int(time.Since(begun)/(5*time.Second))); n > most {
		t.Errorf("%d calls to the slow one, at most %d could be", n, most)
	}
}

// Who answers 410 has gone: nothing more is sent there, and the team sees it.
func TestAReceiverThatIsGoneIsPaused(t *testing.T) {
	e := listen(t, func(_ int, w http.ResponseWriter) { w.WriteHeader(http.StatusGone) })
	h := open(t, smtptest.Start(t), inside)
	w := h.hook(e.URL)
	h.keepFor(w, 1)
	if d := h.awaitTries(w, 1); d.State != surveys.DeliveryFailed || !strings.Contains(d.Tries[0].Words, "paused") {
		t.Errorf("the delivery is %+v", d)
	}
	h.until(func() bool {
		now, err := h.store.Webhook(context.Background(), w.ID)
		return err == nil && now.Paused
	}, func() string { return "the webhook is not paused" })
}
