package server_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"barometer/surveys"
)

// client calls the API of an office with tokens of all scopes.
type client struct {
	*office
	tokens map[surveys.Right]string
}

func newClient(tb testing.TB) *client {
	tb.Helper()
	c := &client{office: openOffice(tb, "https://ask.example"), tokens: map[surveys.Right]string{}}
	c.clock.Set(time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC))
	for _, scope := range []surveys.Right{surveys.Send, surveys.Read, surveys.Admin} {
		c.tokens[scope] = "bmt_" + string(scope)
		token := surveys.Token{Name: string(scope), Scope: scope, CreatedAt: c.clock.Now()}
		if err := c.store.AddToken(context.Background(), c.tokens[scope], token); err != nil {
			tb.Fatal(err)
		}
	}
	return c
}

// call sends a request with the admin's token; headers come as name, value.
// Every answer must be as the description says.
func (c *client) call(method, path, body string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	r.Header.Set("Authorization", "Bearer "+c.tokens[surveys.Admin])
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	c.server.Handler().ServeHTTP(w, r)
	c.checkDescribed(method, path, w)
	return w
}

// get calls a path of the API and returns its answer.
func (c *client) get(path string) map[string]any {
	c.tb.Helper()
	w := c.call("GET", "/api/v1"+path, "")
	if w.Code != http.StatusOK {
		c.tb.Fatalf("GET %s: %d %s", path, w.Code, w.Body)
	}
	return decode(c.tb, w.Body)
}

func decode(tb testing.TB, r io.Reader) map[string]any {
	tb.Helper()
	var out map[string]any
	if err := json.NewDecoder(r).Decode(&out); err != nil {
		tb.Fatal(err)
	}
	return out
}

// fields returns the places that a problem names, separated by blanks.
func fields(tb testing.TB, w *httptest.ResponseRecorder) string {
	tb.Helper()
	var problem struct {
		Errors []struct{ Location string }
	}
	if err := json.Unmarshal(w.Body.Bytes(), &problem); err != nil {
		tb.Fatalf("%d %s: %v", w.Code, w.Body, err)
	}
	var all []string
	for _, e := range problem.Errors {
		all = append(all, e.Location)
	}
	return strings.Join(all, " ")
}

const ticket = `{"id":"t-1","type":"ticket","occurred_at":"2026-11-20T11:00:00Z",
	"project":{"id":"web","name":"Website"},"customer":{"id":"acme/1","name":"Acme & Söhne"},
	"contact":{"email":"Ana@Acme.Example","name":"Ana","language":"pt-BR","role":"champion"},"delay":"2h",
	"properties":{"subject":"Printer","queue":"second line"}}`

func TestAnInteractionBecomesAnInvitation(t *testing.T) {
	c := newClient(t)
	first := c.call("POST", "/api/v1/interactions", ticket)
	if first.Code != http.StatusCreated {
		t.Fatalf("%d %s", first.Code, first.Body)
	}
	repeat := c.call("POST", "/api/v1/interactions", ticket)
	if repeat.Code != http.StatusOK || repeat.Body.String() != first.Body.String() {
		t.Errorf("repeat: %d %s, first: %s", repeat.Code, repeat.Body, first.Body)
	}
	inv := decode(t, first.Body)["invitation"].(map[string]any)
	if inv["mail"] != "scheduled" || inv["answer"] != "none" || inv["reason"] != "" || inv["send_at"] != "2026-11-20T13:00:00Z" {
		t.Errorf("invitation: %v", inv)
	}
	detail := c.get("/invitations/" + inv["id"].(string))
	if detail["interaction"] != "t-1" || detail["project"] != "web" || detail["customer"] != "acme/1" || detail["response"] != nil {
		t.Errorf("detail: %v", detail)
	}
	if said, _ := detail["properties"].(map[string]any); len(said) != 2 || said["queue"] != "second line" {
		t.Errorf("the caller's own words: %v", detail["properties"])
	}
	c.follow()
	if name := c.get("/customers/acme%2F1")["name"]; name != "Acme & Söhne" {
		t.Errorf("customer's name: %v", name)
	}
}

func TestNobodyToAskIsASkipWithItsReason(t *testing.T) {
	c := newClient(t)
	for i, contact := range []string{``, `,"contact":{}`, `,"contact":{"email":"  ","name":"Ana"}`} {
		body := fmt.Sprintf(`{"id":"s-%d","customer":{"id":"acme"}%s}`, i, contact)
		w := c.call("POST", "/api/v1/interactions", body)
		inv, _ := decode(t, w.Body)["invitation"].(map[string]any)
		if w.Code != http.StatusCreated || inv["mail"] != "skipped" || inv["reason"] != "no_usable_address" || inv["send_at"] != nil {
			t.Errorf("%s: %d %v", body, w.Code, inv)
		}
	}
}

func TestWrongInteractionsNameEveryField(t *testing.T) {
	c := newClient(t)
	tests := []struct {
		name, body string
		status     int
		wrong      string
	}{
		{"no id", `{}`, 422, "body"},
		{"an empty id", `{"id":""}`, 422, "body.id"},
		{"an address without domain", `{"id":"1","contact":{"email":"bob@localhost"}}`, 422, "body.contact.email"},
		{"several", `{"id":"1","delay":"soon","contact":{"email":"bob","role":"boss"},"survey":"x","occurred_at":"2027-01-01T00:00:00Z"}`,
			422, "body.occurred_at body.contact.email body.delay body.contact.role body.survey"},
		{"several that have no shape", `{"id":"1","delay":"soon","contact":{"email":"bob@acme.example","role":"boss","time_zone":"Mars","language":"?"},"occurred_at":"yesterday"}`,
			422, "body.occurred_at body.delay body.contact.language body.contact.role body.contact.time_zone"},
		{"a day for a time", `{"id":"1","occurred_at":"2026-11-20"}`, 422, "body.occurred_at"},
		{"a number for a time", `{"id":"1","occurred_at":1795176000}`, 422, "body.occurred_at"},
		{"a customer without id", `{"id":"1","customer":{"id":"","name":"x"}}`, 422, "body.customer.id"},
		{"another case of a name", `{"id":"1","ID":"2"}`, 422, "body.ID"},
		{"a field that is not known", `{"id":"1","rating":5}`, 422, "body.rating"},
		{"a number for an id", `{"id":1}`, 422, "body.id"},
		{"a list of addresses", `{"id":"1","contact":{"email":["bob@acme.example"]}}`, 422, "body.contact.email"},
		{"deep nesting", `{"id":` + strings.Repeat("[", 20) + strings.Repeat("]", 20) + `}`, 400, "body"},
		{"invalid UTF-8", "{\"id\":\"a\xff\"}", 400, "body"},
		{"broken JSON", `{"id":`, 400, "body"},
		{"a field twice", `{"id":"1","id":"2"}`, 400, "body"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := c.call("POST", "/api/v1/interactions", tt.body)
			if w.Code != tt.status || fields(t, w) != tt.wrong {
				t.Errorf("%d %s, want %d %s", w.Code, w.Body, tt.status, tt.wrong)
			}
			if got := w.Header().Get("Content-Type"); got != "application/problem+json" {
				t.Errorf("content type %s", got)
			}
			if strings.Contains(w.Body.String(), "bob") {
				t.Errorf("the answer repeats a value: %s", w.Body)
			}
		})
	}
}

func TestTokensOpenWhatTheirScopeSays(t *testing.T) {
	c := newClient(t)
	const send, read, admin = surveys.Send, surveys.Read, surveys.Admin
	tests := []struct {
		method, path string
		allowed      []surveys.Right
	}{
		{"POST", "/interactions", []surveys.Right{send, admin}},
		{"POST", "/responses", []surveys.Right{send, admin}},
		{"GET", "/invitations/x", []surveys.Right{read, admin}},
		{"GET", "/responses", []surveys.Right{read, admin}},
		{"GET", "/projects", []surveys.Right{read, admin}},
		{"GET", "/projects/x", []surveys.Right{read, admin}},
		{"GET", "/projects/x/trend", []surveys.Right{read, admin}},
		{"GET", "/customers", []surveys.Right{read, admin}},
		{"GET", "/customers/x", []surveys.Right{read, admin}},
		{"GET", "/customers/x/trend", []surveys.Right{read, admin}},
		{"GET", "/customers/x/timeline", []surveys.Right{read, admin}},
		{"GET", "/attention", []surveys.Right{read, admin}},
		{"GET", "/alarms", []surveys.Right{read, admin}},
		{"GET", "/alarms/x", []surveys.Right{read, admin}},
		{"GET", "/alarm-budget", []surveys.Right{read, admin}},
		{"PUT", "/alarm-budget", []surveys.Right{admin}},
		{"GET", "/agents", []surveys.Right{read, admin}},
		{"GET", "/agents/x", []surveys.Right{read, admin}},
		{"GET", "/cases", []surveys.Right{read, admin}},
		{"GET", "/cases/1", []surveys.Right{read, admin}},
		{"PATCH", "/cases/1", []surveys.Right{admin}},
	}
	for _, tt := range tests {
		for _, scope := range []surveys.Right{send, read, admin} {
			w := c.call(tt.method, "/api/v1"+tt.path, "{}", "Authorization", "Bearer "+c.tokens[scope])
			allowed := strings.Contains(fmt.Sprint(tt.allowed), string(scope))
			if (w.Code == http.StatusForbidden) == allowed || w.Code == http.StatusUnauthorized {
				t.Errorf("%s %s with %s: %d", tt.method, tt.path, scope, w.Code)
			}
		}
	}
	for _, authorization := range []string{"", "Bearer", "Bearer ", "Bearer nope", "Basic bmt_admin", "bmt_admin", "Bearer ' OR 1=1 --"} {
		w := c.call("GET", "/api/v1/projects", "", "Authorization", authorization)
		if w.Code != http.StatusUnauthorized || w.Header().Get("WWW-Authenticate") == "" || strings.Contains(w.Body.String(), "OR 1") {
			t.Errorf("%q: %d %s", authorization, w.Code, w.Body)
		}
	}
}

func TestWhatIsNotThereIsAProblem(t *testing.T) {
	c := newClient(t)
	tests := []struct {
		method, path string
		status       int
	}{
		{"GET", "/api/v1/nothing", 404},
		{"GET", "/api", 404},
		{"GET", "/api/", 404},
		{"DELETE", "/api/v1/interactions", 405},
		{"GET", "/api/v1/projects/nobody", 404},
		{"GET", "/api/v1/projects/nobody/trend", 404},
		{"GET", "/api/v1/customers/nobody", 404},
		{"GET", "/api/v1/customers/nobody/trend", 404},
		{"GET", "/api/v1/customers/nobody/timeline", 404},
		{"GET", "/api/v1/invitations/0123456789abcdef", 404},
		{"GET", "/api/v1/invitations/%00", 404},
		{"GET", "/api/v1/cases/-1", 404},
		{"PATCH", "/api/v1/cases/99", 404},
	}
	for _, tt := range tests {
		body := ""
		if tt.method == "PATCH" {
			body = `{"state":"resolved"}`
		}
		w := c.call(tt.method, tt.path, body)
		if w.Code != tt.status || w.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s %s: %d %s %s", tt.method, tt.path, w.Code, w.Header().Get("Content-Type"), w.Body)
		}
	}
}
