package mailer_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"barometer/mailer"
	"barometer/mailer/smtptest"
	"barometer/surveys"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

// ear is a receiver of webhooks that remembers what it heard.
type ear struct {
	*httptest.Server
	mu     sync.Mutex
	heard  []heard
	answer func(n int, w http.ResponseWriter) // of the nth call; nil: 200
}

type heard struct {
	header http.Header
	body   []byte
}

func listen(t *testing.T, answer func(n int, w http.ResponseWriter)) *ear {
	t.Helper()
	e := &ear{answer: answer}
	e.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		e.mu.Lock()
		e.heard = append(e.heard, heard{r.Header.Clone(), body})
		n := len(e.heard)
		e.mu.Unlock()
		if e.answer != nil {
			e.answer(n, w)
		}
	}))
	t.Cleanup(e.Close)
	return e
}

func (e *ear) all() []heard {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.heard)
}

// types are the kinds of the events that were heard, sorted.
func (e *ear) types(t *testing.T) string {
	t.Helper()
	var out []string
	for _, h := range e.all() {
		var body struct{ Type string }
		if err := json.Unmarshal(h.body, &body); err != nil {
			t.Fatal(err)
		}
		out = append(out, body.Type)
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

func inside(o *mailer.Options) { o.Inside = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")} }

// hook adds a webhook that listens at the address.
func (h *house) hook(url string, events ...surveys.WebhookEvent) surveys.Webhook {
	h.Helper()
	secret, err := surveys.NewWebhookSecret(strings.NewReader(strings.Repeat("s", 32)))
	if err != nil {
		h.Fatal(err)
	}
	w, err := h.store.SaveWebhook(context.Background(), surveys.Webhook{ID: "hook", Name: "Helpdesk", URL: url, Events: events, Secret: secret})
	if err != nil {
		h.Fatal(err)
	}
	return w
}

func (h *house) deliveries(w surveys.Webhook) []surveys.Delivery {
	h.Helper()
	all, err := h.store.Deliveries(context.Background(), w.ID, 100)
	if err != nil {
		h.Fatal(err)
	}
	return all
}

// awaitTries waits until the newest delivery was tried so often.
func (h *house) awaitTries(w surveys.Webhook, tries int) surveys.Delivery {
	h.Helper()
	var d surveys.Delivery
	h.until(func() bool {
		all := h.deliveries(w)
		if len(all) == 0 {
			return false
		}
		d = all[0]
		return len(d.Tries) >= tries
	}, func() string { return "the delivery was not tried so often" })
	return d
}

func TestComplaintIsPostedSigned(t *testing.T) {
	e := listen(t, nil)
	h := open(t, smtptest.Start(t), inside)
	w := h.hook(e.URL)
	inv := h.complain(surveys.Words{Comment: "It is still broken."})
	h.until(func() bool { return len(e.all()) >= 2 }, func() string { return "heard " + e.types(t) })
	if got := e.types(t); got != "case.opened response.counted" {
		t.Fatalf("heard %s", got)
	}
	verifier, err := standardwebhooks.NewWebhook(w.Secret)
	if err != nil {
		t.Fatal(err)
	}
	var said struct {
		Type string
		Data struct {
			Invitation, Comment string
			Choice              int
			Complaint           bool
			Customer            struct{ ID, Name string }
		}
	}
	for _, heard := range e.all() {
		if err := verifier.VerifyIgnoringTimestamp(heard.body, heard.header); err != nil {
			t.Errorf("signature: %v", err)
		}
		if strings.Contains(string(heard.body), `"response.counted"`) {
			if err := json.Unmarshal(heard.body, &said); err != nil {
				t.Fatal(err)
			}
		}
	}
	if d := said.Data; d.Invitation != string(inv.ID) || d.Choice != 1 || !d.Complaint || d.Comment != "It is still broken." || d.Customer.Name != "Northwind Ltd" {
		t.Errorf("said %+v", said)
	}
	h.drained()
	for _, d := range h.deliveries(w) {
		if d.State != surveys.DeliveryDone || len(d.Tries) != 1 || d.Tries[0].Status != 200 {
			t.Errorf("delivery is %+v", d)
		}
	}
}

func TestWebhookIsTriedAgainWithTheSameID(t *testing.T) {
	e := listen(t, func(n int, w http.ResponseWriter) {
		if n < 3 {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})
	h := open(t, smtptest.Start(t), inside)
	w := h.hook(e.URL, surveys.OnResponseCounted)
	h.complain(surveys.Words{})
	d := h.awaitTries(w, 1)
	if d.State != surveys.DeliveryWaiting || d.Tries[0].Status != 503 || d.NextAt.Sub(d.Tries[0].At) < 5*time.Second {
		t.Fatalf("after a refusal: %+v", d)
	}
	h.later(6 * time.Second)
	h.awaitTries(w, 2)
	h.later(6 * time.Minute)
	if d = h.awaitTries(w, 3); d.State != surveys.DeliveryDone {
		t.Fatalf("after an answer: %+v", d)
	}
	ids := map[string]bool{}
	for _, heard := range e.all() {
		ids[heard.header.Get("webhook-id")+string(heard.body)] = true
	}
	if len(ids) != 1 {
		t.Errorf("%d different deliveries of one event", len(ids))
	}
	if err := h.store.DeliverAgain(context.Background(), w.ID, d.ID); err != nil {
		t.Fatal(err)
	}
	if d = h.awaitTries(w, 4); d.State != surveys.DeliveryDone || len(e.all()) != 4 {
		t.Errorf("sent again: %+v", d)
	}
}

func TestWebhookThatNeverAnswersIsGivenUp(t *testing.T) {
	e := listen(t, func(_ int, w http.ResponseWriter) {
		w.Header().Set("Location", "http://127.0.0.1:1/")
		w.WriteHeader(http.StatusFound)
	})
	h := open(t, smtptest.Start(t), inside)
	w := h.hook(e.URL, surveys.OnResponseCounted)
	h.complain(surveys.Words{})
	var d surveys.Delivery
	for try := 1; try <= surveys.MaxTries; try++ {
		d = h.awaitTries(w, try)
		h.later(21 * time.Hour)
	}
	if d.State != surveys.DeliveryFailed || !d.NextAt.IsZero() || d.Tries[0].Status != http.StatusFound {
		t.Errorf("given up: %+v", d)
	}
	if n := len(e.all()); n != surveys.MaxTries {
		t.Errorf("%d calls", n)
	}
}

func TestWebhookCannotReachThisHost(t *testing.T) {
	e := listen(t, nil)
	h := open(t, smtptest.Start(t), nil)
	w := h.hook(strings.Replace(e.URL, "127.0.0.1", "localhost", 1), surveys.OnResponseCounted)
	h.complain(surveys.Words{})
	d := h.awaitTries(w, 1)
	if len(e.all()) != 0 || !strings.Contains(d.Tries[0].Words, "private network") {
		t.Errorf("%d calls; %+v", len(e.all()), d.Tries)
	}
}

func TestRemovedWebhookIsToldNoMore(t *testing.T) {
	e := listen(t, func(_ int, w http.ResponseWriter) { w.WriteHeader(http.StatusInternalServerError) })
	h := open(t, smtptest.Start(t), inside)
	w := h.hook(e.URL, surveys.OnResponseCounted)
	h.complain(surveys.Words{})
	h.awaitTries(w, 1)
	if err := h.store.RemoveWebhook(context.Background(), w.ID); err != nil {
		t.Fatal(err)
	}
	h.later(time.Minute)
	if d := h.awaitTries(w, 2); d.State != surveys.DeliveryFailed || len(e.all()) != 1 {
		t.Errorf("%d calls; %+v", len(e.all()), d)
	}
}

// A chat hears of the complaint in a few words, once.
func TestChatHearsOfComplaints(t *testing.T) {
	e := listen(t, nil)
	h := openTold(t, smtptest.Start(t), func(o *mailer.Options) {
		o.Chats = []string{"generic://" + strings.TrimPrefix(e.URL, "http://") + "/?disabletls=yes"}
	})
	h.complain(surveys.Words{Comment: "It is still broken."})
	h.until(func() bool { return len(e.all()) > 0 }, func() string { return "the chat heard nothing" })
	h.drained()
	said := e.all()
	if len(said) != 1 {
		t.Fatalf("%d words", len(said))
	}
	for _, want := range []string{"Anna Berg at Northwind Ltd is not satisfied", "It is still broken.", "https://rate.example.com/cases/"} {
		if !strings.Contains(string(said[0].body), want) {
			t.Errorf("no %q in %s", want, said[0].body)
		}
	}
}
