package server_test

import (
	"net/http"
	"strings"
	"testing"
)

const askAnna = `{"id":"t-1","project":{"id":"web"},"customer":{"id":"acme","name":"Acme"},
	"contact":{"email":"anna@acme.example","name":"Anna","time_zone":"Asia/Kolkata"}}`

// ask sends an interaction and returns what became of it.
func (c *client) ask(body string) map[string]any {
	c.tb.Helper()
	w := c.call("POST", "/api/v1/interactions", body)
	if w.Code != http.StatusCreated {
		c.tb.Fatalf("%d %s", w.Code, w.Body)
	}
	return decode(c.tb, w.Body)["invitation"].(map[string]any)
}

// A contact is read by id or address, changed field by field, and paused.
func TestContacts(t *testing.T) {
	c := newClient(t)
	c.ask(askAnna)
	anna := c.get("/contacts/anna%40acme.example")
	if anna["time_zone"] != "Asia/Kolkata" || anna["customer"] != "acme" || anna["paused_until"] != nil || anna["active_at"] == nil {
		t.Errorf("Anna is %v", anna)
	}
	id := anna["id"].(string)
	for _, step := range []struct {
		body   string
		status int
		field  string
		want   any
	}{
		{`{"paused_until":"2026-12-24"}`, 200, "paused_until", "2026-12-23T23:00:00Z"},
		{`{"language":"hi"}`, 200, "paused_until", "2026-12-23T23:00:00Z"},
		{`{"role":"champion","time_zone":"Europe/Lisbon","name":"Anna Berg"}`, 200, "time_zone", "Europe/Lisbon"},
		{`{"paused_until":null}`, 200, "paused_until", nil},
		{`{"paused_until":"2026-12-24T08:00:00Z","role":""}`, 200, "paused_until", "2026-12-24T08:00:00Z"},
		{`{"paused_until":"2020-01-01"}`, 422, "", nil},
		{`{"paused_until":"tomorrow"}`, 422, "", nil},
		{`{"paused_until":"2999-01-01"}`, 422, "", nil},
		{`{"paused_until":7}`, 422, "", nil},
		{`{"time_zone":"Mars/Olympus"}`, 422, "", nil},
		{`{"role":"boss"}`, 422, "", nil},
		{`{"language":"a language"}`, 422, "", nil},
		{`{"opted_out_at":null}`, 422, "", nil},
	} {
		w := c.call("PATCH", "/api/v1/contacts/"+id, step.body)
		if w.Code != step.status {
			t.Errorf("%s: %d %s", step.body, w.Code, w.Body)
		} else if step.status == 200 && decode(t, w.Body)[step.field] != step.want {
			t.Errorf("%s: %s", step.body, w.Body)
		}
	}
	if anna = c.get("/contacts/" + id); anna["name"] != "Anna Berg" || anna["language"] != "hi" || anna["role"] != "" {
		t.Errorf("in the end Anna is %v", anna)
	}
	for _, path := range []string{"/contacts/nobody@acme.example", "/contacts/0000000000000000", "/contacts/a@b"} {
		if w := c.call("GET", "/api/v1"+path, ""); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	if w := c.call("POST", "/api/v1/interactions", strings.Replace(askAnna, "Asia/Kolkata", "Asia", 1)); w.Code != 422 || !strings.Contains(w.Body.String(), "contact.time_zone") {
		t.Errorf("no zone: %d %s", w.Code, w.Body)
	}
}

// A paused customer is not asked, and the ledger says so.
func TestPauseOfACustomerStandsInTheLedger(t *testing.T) {
	c := newClient(t)
	c.ask(askAnna)
	w := c.call("PATCH", "/api/v1/customers/acme", `{"paused_until":"2026-12-24"}`)
	if w.Code != 200 || decode(t, w.Body)["paused_until"] != "2026-12-23T23:00:00Z" {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if acme := c.get("/customers/acme"); acme["paused_until"] != "2026-12-23T23:00:00Z" {
		t.Errorf("acme is paused until %v", acme["paused_until"])
	}
	ben := strings.NewReplacer("t-1", "t-2", "anna@", "ben@").Replace(askAnna)
	if inv := c.ask(ben); inv["reason"] != "customer_paused" || inv["mail"] != "skipped" {
		t.Errorf("Ben: %v", inv)
	}
	for path, want := range map[string]int{
		"/invitations": 2, "/invitations?state=skipped": 1, "/invitations?state=skipped&reason=quiet_period": 0,
		"/invitations?state=skipped&reason=customer_paused": 1, "/invitations?state=scheduled": 1,
	} {
		list := c.get(path)
		items := list["items"].([]any)
		if len(items) != want || list["next"] != nil {
			t.Errorf("%s: %v", path, list)
		}
		if want == 1 && strings.Contains(path, "paused") && items[0].(map[string]any)["why"] != "asking this customer is paused" {
			t.Errorf("%s: %v", path, items)
		}
	}
	c.follow()
	if list := c.get("/invitations?contact=ben%40acme.example&state=skipped"); len(list["items"].([]any)) != 1 {
		t.Errorf("of Ben: %v", list)
	}
	first := c.get("/invitations?limit=1")
	if second := c.get("/invitations?limit=1&cursor=" + first["next"].(string)); second["next"] != nil || len(second["items"].([]any)) != 1 {
		t.Errorf("second page: %v", second)
	}
	for path, want := range map[string]int{"/invitations?state=lost": 422, "/invitations?contact=nobody@acme.example": 404, "/invitations?cursor=x": 422} {
		if w := c.call("GET", "/api/v1"+path, ""); w.Code != want {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
	if w := c.call("PATCH", "/api/v1/customers/acme", `{}`); w.Code != 422 {
		t.Errorf("without a date: %d", w.Code)
	}
	if w := c.call("PATCH", "/api/v1/customers/acme", `{"paused_until":null}`); w.Code != 200 || decode(t, w.Body)["paused_until"] != nil {
		t.Errorf("end of the pause: %d %s", w.Code, w.Body)
	}
	if w := c.call("PATCH", "/api/v1/customers/nobody", `{"paused_until":null}`); w.Code != 404 {
		t.Errorf("nobody: %d", w.Code)
	}
}
