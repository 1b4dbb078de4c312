package server_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// HEAD is GET without the body (RFC 9110, 9.3.2), for pages and API alike;
// a link that works once is not spent by it.
func TestHeadAnswersLikeGet(t *testing.T) {
	c := newClient(t)
	web := httptest.NewServer(c.server.Handler())
	t.Cleanup(web.Close)
	ask := func(method, path string) (int, string) {
		r, err := http.NewRequestWithContext(t.Context(), method, web.URL+path, nil)
		must(t, err)
		r.Header.Set("Authorization", "Bearer "+c.tokens["admin"])
		answer, err := http.DefaultTransport.RoundTrip(r)
		must(t, err)
		defer answer.Body.Close()
		body, err := io.ReadAll(answer.Body)
		must(t, err)
		if method == http.MethodHead && len(body) > 0 {
			t.Errorf("HEAD %s has a body", path)
		}
		return answer.StatusCode, answer.Header.Get("Content-Type")
	}
	for _, path := range []string{"/", "/login", "/customers", "/nowhere", "/healthz", "/static/nothing.css",
		"/api/v1/cases", "/api/v1/openapi.json", "/api/v1/nowhere", "/api/v1/interactions"} {
		got, gotType := ask("GET", path)
		head, headType := ask("HEAD", path)
		if head != got || headType != gotType {
			t.Errorf("%s: HEAD answers %d %s, GET %d %s", path, head, headType, got, gotType)
		}
	}
	for _, once := range []string{"/setup/secret", "/welcome/secret"} {
		if head, _ := ask("HEAD", once); head != http.StatusMethodNotAllowed {
			t.Errorf("HEAD %s answers %d", once, head)
		}
	}
}

// The future is no day of answers, wherever it is asked for.
func TestDaysToComeAreRefusedByTheAPI(t *testing.T) {
	c := newClient(t)
	for _, path := range []string{"/projects", "/customers", "/responses", "/retention", "/leavers"} {
		w := c.call("GET", "/api/v1"+path+"?to=2026-11-21", "")
		if w.Code != http.StatusUnprocessableEntity || fields(t, w) != "query.to" {
			t.Errorf("%s to tomorrow: %d %s", path, w.Code, w.Body)
		}
		w = c.call("GET", "/api/v1"+path+"?from=2026-11-21", "")
		if !strings.Contains(w.Body.String(), "must be a day up to today, 2026-11-20") || fields(t, w) != "query.from" {
			t.Errorf("%s from tomorrow: %d %s", path, w.Code, w.Body)
		}
		if w := c.call("GET", "/api/v1"+path+"?to=2026-11-20", ""); w.Code != http.StatusOK {
			t.Errorf("%s to today: %d %s", path, w.Code, w.Body)
		}
	}
}
