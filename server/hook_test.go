package server_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"barometer/server"
	"barometer/surveys"
)

// ofHooks is the invitation that the events of the tests are about, and its
// time.
const ofHooks surveys.InvitationID = "3qc7q09w4qprzwda"

func hookTime() time.Time { return time.Date(2026, time.November, 20, 12, 0, 0, 0, time.UTC) }

// hearing is an office that mail providers tell.
type hearing struct {
	*office
	heard []surveys.Feedback
	of    []surveys.InvitationID
	err   error // of acting upon it
}

func openHearing(t *testing.T, hooks server.Hooks) *hearing {
	h := &hearing{}
	hooks.Take = func(_ context.Context, id surveys.InvitationID, said surveys.Feedback) error {
		if h.err == nil {
			h.heard, h.of = append(h.heard, said), append(h.of, id)
		}
		return h.err
	}
	h.office = emptyOffice(t, "https://ask.example", func(o *server.Options) { o.Hooks = hooks })
	h.clock.Set(hookTime())
	return h
}

// post sends what a provider would.
func (h *hearing) post(path, body string, change ...func(*http.Request)) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	for _, c := range change {
		c(r)
	}
	w := httptest.NewRecorder()
	h.server.Handler().ServeHTTP(w, r)
	return w
}

// expect fails the test unless exactly this was heard since the last time.
func (h *hearing) expect(what string, want ...surveys.Feedback) {
	h.tb.Helper()
	defer func() { h.heard, h.of = nil, nil }()
	if len(h.heard) != len(want) {
		h.tb.Errorf("%s: heard %+v, want %+v", what, h.heard, want)
		return
	}
	for i, w := range want {
		if h.heard[i] != w || h.of[i] != ofHooks {
			h.tb.Errorf("%s: heard %+v about %s, want %+v", what, h.heard[i], h.of[i], w)
		}
	}
}

// payload reads an event of the test data about the invitation.
func payload(t testing.TB, name, tag string) string {
	t.Helper()
	raw, err := os.ReadFile("testdata/hooks/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	return strings.NewReplacer("INVITATION", string(ofHooks), "TAG", tag).Replace(string(raw))
}

func failure(words string) surveys.Feedback {
	return surveys.Feedback{Kind: surveys.FeedbackFailure, Words: words}
}

func delay(words string) surveys.Feedback {
	return surveys.Feedback{Kind: surveys.FeedbackDelay, Words: words}
}

const postmarkPassword = "correct-horse-battery"

func fromPostmark(r *http.Request) { r.SetBasicAuth("postmark", postmarkPassword) }

func TestPostmarkTellsWhatBecameOfMails(t *testing.T) {
	h := openHearing(t, server.Hooks{Postmark: postmarkPassword})
	for _, c := range []struct {
		name string
		want []surveys.Feedback
	}{
		{"hard", []surveys.Feedback{failure("550 5.1.1 The email account that you tried to reach does not exist.")}},
		{"hard-bare", []surveys.Feedback{failure("550 5.1.1 No such user here")}},
		{"hard-without-code", []surveys.Feedback{failure("5.1.1 The server was unable to deliver your message (ex: unknown user, mailbox not found).")}},
		{"blocked", []surveys.Feedback{failure("554 5.7.1 Service unavailable; client host blocked")}},
		{"soft", []surveys.Feedback{delay("452 4.2.2 The recipient's inbox is out of storage space")}},
		{"complaint", []surveys.Feedback{{Kind: surveys.FeedbackComplaint}}},
		{"delivery", []surveys.Feedback{{Kind: surveys.FeedbackDelivery}}},
		{"unsubscribed", []surveys.Feedback{{Kind: surveys.FeedbackStop}}},
		{"auto-responder", nil}, {"reactivated", nil}, {"open", nil}, {"foreign", nil},
	} {
		body := strings.Replace(payload(t, "postmark/"+c.name, ""), "883953f4", c.name, 1)
		if w := h.post("/hooks/postmark", body, fromPostmark); w.Code != http.StatusNoContent {
			t.Errorf("%s: %d %s", c.name, w.Code, w.Body)
		}
		h.expect(c.name, c.want...)
	}
}

func TestOnlyPostmarkIsHeardAsPostmark(t *testing.T) {
	h := openHearing(t, server.Hooks{Postmark: postmarkPassword})
	body := payload(t, "postmark/hard", "")
	for _, c := range []struct {
		name   string
		change func(*http.Request)
	}{
		{"no password", func(*http.Request) {}},
		{"another password", func(r *http.Request) { r.SetBasicAuth("postmark", "correct-horse-batterz") }},
		{"a part of it", func(r *http.Request) { r.SetBasicAuth("postmark", "correct-horse") }},
		{"the password user", func(r *http.Request) { r.SetBasicAuth(postmarkPassword, "") }},
		{"a token", func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+postmarkPassword) }},
	} {
		w := h.post("/hooks/postmark", body, c.change)
		if w.Code != http.StatusUnauthorized || w.Header().Get("Content-Type") != "application/problem+json" || w.Header().Get("WWW-Authenticate") == "" {
			t.Errorf("%s: %d %v %s", c.name, w.Code, w.Header(), w.Body)
		}
	}
	h.expect("strangers")
	if w := openHearing(t, server.Hooks{}).post("/hooks/postmark", body, fromPostmark); w.Code != http.StatusNotFound {
		t.Errorf("not set up: %d", w.Code)
	}
}

// What comes twice, late or damaged does no harm, and what could not be written
// down is taken when it comes again.
func TestEventsAreHeardOnce(t *testing.T) {
	h := openHearing(t, server.Hooks{Postmark: postmarkPassword})
	hard := payload(t, "postmark/hard", "")
	tell := func(body string, want int) {
		t.Helper()
		if w := h.post("/hooks/postmark", body, fromPostmark); w.Code != want {
			t.Errorf("%d, want %d: %s", w.Code, want, w.Body)
		}
	}
	h.err = surveys.Errorf(surveys.Unavailable, "later")
	tell(hard, http.StatusServiceUnavailable)
	h.err = nil
	for range 3 {
		tell(hard, http.StatusNoContent)
	}
	once := failure("550 5.1.1 The email account that you tried to reach does not exist.")
	h.expect("three times", once)
	tell(strings.Replace(hard, "4323372036854775807", "7", 1), http.StatusNoContent)
	h.expect("another bounce", once)
	h.clock.Set(hookTime().Add(25 * time.Hour))
	tell(hard, http.StatusForbidden)
	h.clock.Set(hookTime().Add(-time.Hour))
	tell(strings.Replace(hard, "4323372036854775807", "8", 1), http.StatusForbidden)
	h.clock.Set(hookTime())
	tell(`{"RecordType":`, http.StatusUnprocessableEntity)
	tell(`[]`, http.StatusUnprocessableEntity)
	tell(strings.Replace(hard, "<the report>", strings.Repeat("x", 600<<10), 1), http.StatusRequestEntityTooLarge)
	tell(strings.Replace(hard, string(ofHooks), "of somebody else", 1), http.StatusNoContent)
	h.expect("replays and damage")
}
