package server_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestWrongResponsesAreRefused(t *testing.T) {
	c := newClient(t)
	for _, tt := range []struct{ name, body, wrong string }{
		{"a day before there were days", `{"id":"1","choice":5,"responded_at":"1969-12-31T10:00:00Z"}`, "body.responded_at"},
		{"the year 1", `{"id":"1","choice":5,"responded_at":"0001-01-01T00:00:00Z"}`, "body.responded_at"},
		{"asked after the answer", `{"id":"1","choice":5,"sent_at":"2026-11-19T00:00:00Z","responded_at":"2026-11-18T10:00:00Z"}`, "body.sent_at"},
		{"one beside many", `{"id":"1","items":[{"id":"2","choice":5,"responded_at":"2026-11-18T10:00:00Z"}]}`, "body.items"},
		{"a choice beyond all numbers", `{"id":"1","choice":99999999999999999999,"responded_at":"2026-11-18T10:00:00Z"}`, "body"},
	} {
		w := c.call("POST", "/api/v1/responses", tt.body)
		if w.Code != http.StatusUnprocessableEntity || fields(t, w) != tt.wrong {
			t.Errorf("%s: %d %s, want %s", tt.name, w.Code, w.Body, tt.wrong)
		}
		if strings.Contains(w.Body.String(), "Go ") || strings.Contains(w.Body.String(), "9999") {
			t.Errorf("%s: the answer speaks of Go or repeats a value: %s", tt.name, w.Body)
		}
	}
	c.follow()
	if n := len(c.get("/responses")["items"].([]any)); n != 0 {
		t.Errorf("%d responses, want none", n)
	}
}

func TestAMisspeltFilterIsNotAnsweredWithEverything(t *testing.T) {
	c := newClient(t)
	for path, wrong := range map[string]string{
		"/responses?customer_id=a": "query.customer_id", "/projects?form=2026-01-01": "query.form", "/attention?days=5": "query.days",
	} {
		if w := c.call("GET", "/api/v1"+path, ""); w.Code != http.StatusUnprocessableEntity || fields(t, w) != wrong {
			t.Errorf("%s: %d %s, want 422 %s", path, w.Code, w.Body, wrong)
		}
	}
}

func TestAnIdIsFoundHoweverItsAccentsAreWritten(t *testing.T) {
	c := newClient(t)
	c.call("POST", "/api/v1/responses", `{"id":"1","choice":5,"responded_at":"2026-11-18T10:00:00Z","project":{"id":"caf\u00e9"},"customer":{"id":"caf\u00e9"}}`)
	c.follow()
	for _, path := range []string{"/projects/cafe%CC%81", "/projects/caf%C3%A9/trend", "/customers/cafe%CC%81/timeline", "/customers/cafe%CC%81"} {
		if w := c.call("GET", "/api/v1"+path, ""); w.Code != http.StatusOK {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
	if n := len(c.get("/responses?project=cafe%CC%81")["items"].([]any)); n != 1 {
		t.Errorf("%d responses of the project, want 1", n)
	}
}
