package server_test

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"barometer/surveys"
	"barometer/surveys/hostiletest"
)

// hook makes a webhook by the API and returns its id and secret.
func (c *client) hook(body string) (id, secret string) {
	c.tb.Helper()
	w := c.call("POST", "/api/v1/webhooks", body)
	if w.Code != http.StatusCreated {
		c.tb.Fatalf("%d %s", w.Code, w.Body)
	}
	made := decode(c.tb, w.Body)
	return made["id"].(string), made["secret"].(string)
}

func TestWebhookOverTheAPI(t *testing.T) {
	c := newClient(t)
	id, secret := c.hook(`{"name":"Helpdesk","url":"https://example.com/hook","events":["case.opened"]}`)
	if !strings.HasPrefix(secret, "whsec_") {
		t.Errorf("secret %q", secret)
	}
	list := c.get("/webhooks")["items"].([]any)
	if len(list) != 1 || list[0].(map[string]any)["secret"] != nil {
		t.Errorf("the list shows %v", list)
	}
	w := c.call("PUT", "/api/v1/webhooks/"+id, `{"name":"Helpdesk","url":"https://example.com/other","paused":true}`)
	if w.Code != http.StatusOK || strings.Contains(w.Body.String(), "whsec_") {
		t.Errorf("changed: %d %s", w.Code, w.Body)
	}
	if w := c.call("POST", "/api/v1/webhooks/"+id+"/test", ""); w.Code != http.StatusConflict {
		t.Errorf("a test of a paused webhook: %d", w.Code)
	}
	c.call("PUT", "/api/v1/webhooks/"+id, `{"url":"https://example.com/other"}`)
	if w := c.call("POST", "/api/v1/webhooks/"+id+"/test", ""); w.Code != http.StatusAccepted {
		t.Errorf("a test: %d %s", w.Code, w.Body)
	}
	deliveries := c.get("/webhooks/" + id + "/deliveries")["items"].([]any)
	if len(deliveries) != 1 || deliveries[0].(map[string]any)["event"] != "test" || deliveries[0].(map[string]any)["state"] != "waiting" {
		t.Errorf("deliveries %v", deliveries)
	}
	again := "/api/v1/webhooks/" + id + "/deliveries/" + deliveries[0].(map[string]any)["id"].(string) + "/again"
	if w := c.call("POST", again, ""); w.Code != http.StatusAccepted {
		t.Errorf("again: %d", w.Code)
	}
	if w := c.call("DELETE", "/api/v1/webhooks/"+id, ""); w.Code != http.StatusNoContent {
		t.Errorf("removed: %d", w.Code)
	}
	for _, path := range []string{"", "/test", "/deliveries", "/deliveries/msg_x/again"} {
		method := map[string]string{"": "PUT", "/deliveries": "GET"}[path]
		if method == "" {
			method = "POST"
		}
		body := ""
		if method == "PUT" {
			body = `{"url":"https://example.com/"}`
		}
		if w := c.call(method, "/api/v1/webhooks/"+id+path, body); w.Code != http.StatusNotFound {
			t.Errorf("%s %s of a removed webhook: %d", method, path, w.Code)
		}
	}
	if w := c.call("GET", "/api/v1/webhooks", "", "Authorization", "Bearer "+c.tokens[surveys.Read]); w.Code != http.StatusForbidden {
		t.Errorf("a reader sees webhooks: %d", w.Code)
	}
}

// The public corpus of addresses that a webhook must not be talked into: those
// that are harmless by themselves are refused when they are dialled.
func TestWebhookAddressesOfTheCorpus(t *testing.T) {
	c := newClient(t)
	dialled := map[string]bool{"WU14": true, "WU24": true} // a name that leads inside, and a redirect
	seen := 0
	for _, bad := range hostiletest.Inputs(t, "webhook.url") {
		if dialled[bad.ID] {
			continue
		}
		seen++
		body, _ := json.Marshal(map[string]string{"url": bad.Text(t)})
		if w := c.call("POST", "/api/v1/webhooks", string(body)); w.Code != http.StatusUnprocessableEntity || fields(t, w) != "body.url" {
			t.Errorf("%s %s: %d %s", bad.ID, bad.Text(t), w.Code, w.Body)
		}
	}
	if seen < 10 {
		t.Errorf("%d cases", seen)
	}
	if all, _ := c.store.Webhooks(context.Background()); len(all) != 0 {
		t.Errorf("kept %v", all)
	}
}

func TestWebhooksOnTheirPage(t *testing.T) {
	o := openOffice(t, "https://ask.example")
	marta := o.signedIn(martaEmail)
	page := marta.post("/settings/webhooks", "name", "<b>Desk</b>", "url", "http://127.0.0.1/")
	if page.Code != http.StatusUnprocessableEntity || !strings.Contains(page.Body.String(), "https address") && !strings.Contains(page.Body.String(), "private network") {
		t.Errorf("a bad address: %d", page.Code)
	}
	page = marta.post("/settings/webhooks", "name", "<b>Desk</b>", "url", "https://example.com/hook", "event", "case.opened")
	if page.Code != http.StatusCreated || !strings.Contains(page.Body.String(), "whsec_") || strings.Contains(page.Body.String(), "<b>Desk") {
		t.Fatalf("made: %d", page.Code)
	}
	all, err := o.store.Webhooks(context.Background())
	if err != nil || len(all) != 1 {
		t.Fatalf("%v %v", all, err)
	}
	at := "/settings/webhooks/" + string(all[0].ID)
	for _, do := range []string{"test", "pause", "resume"} {
		if page := marta.post(at, "do", do); page.Code != http.StatusSeeOther {
			t.Errorf("%s: %d", do, page.Code)
		}
	}
	if body := marta.get(at).Body.String(); !strings.Contains(body, "waiting") || strings.Contains(body, "whsec_") {
		t.Errorf("the page of the webhook shows no delivery, or the secret")
	}
	if page := marta.post(at, "do", "remove"); page.Code != http.StatusSeeOther {
		t.Errorf("remove: %d", page.Code)
	}
	o.hire("mia@house.example", "Mia", surveys.Member)
	if page := o.signedIn("mia@house.example").get("/settings/webhooks"); page.Code != http.StatusForbidden {
		t.Errorf("a member sees webhooks: %d", page.Code)
	}
}
