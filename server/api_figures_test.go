package server_test

import (
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
)

// bring imports n answers of a choice by a customer in a project.
func (c *client) bring(customer, project, day string, choice, n int) {
	c.tb.Helper()
	var items []string
	for i := range n {
		items = append(items, fmt.Sprintf(`{"id":"%s-%s-%d-%d","choice":%d,"responded_at":"%sT10:%02d:00Z",
			"customer":{"id":%q},"project":{"id":%q},"comment":"c%d"}`, customer, day, choice, i, choice, day, i, customer, project, choice))
	}
	body := `{"open_cases":true,"items":[` + strings.Join(items, ",") + `]}`
	w := c.call("POST", "/api/v1/responses", body)
	if w.Code != http.StatusCreated {
		c.tb.Fatalf("%d %s", w.Code, w.Body)
	}
	again := c.call("POST", "/api/v1/responses", body)
	if want := fmt.Sprintf(`{"added":0,"already_there":%d}`, n); again.Code != http.StatusOK || strings.TrimSpace(again.Body.String()) != want {
		c.tb.Fatalf("again: %d %s", again.Code, again.Body)
	}
}

// Eight of ten are satisfied: the share is 80 %, its interval after Wilson
// 49.02 to 94.33.
func TestProjectsAndCustomersAgreeWithTheResponses(t *testing.T) {
	c := newClient(t)
	c.bring("acme", "web", "2026-11-01", 5, 8)
	c.bring("acme", "web", "2026-11-02", 1, 2)
	c.bring("beta", "web", "2026-06-01", 4, 3)
	c.follow()

	acme := c.get("/customers/acme")
	for field, want := range map[string]any{
		"id": "acme", "responses": 10.0, "satisfied": 8.0, "csat": 80.0, "forecast": "change",
		"interval": []any{49.02, 94.33}, "period": nil, "first_answer": "2026-11-01", "last_answer": "2026-11-02",
	} {
		if !reflect.DeepEqual(acme[field], want) {
			t.Errorf("acme: %s is %v, want %v", field, acme[field], want)
		}
	}
	if risk, ok := acme["risk"].(float64); !ok || risk <= 0 || risk >= 1 {
		t.Errorf("risk: %v", acme["risk"])
	}
	if parts := acme["projects"].([]any); len(parts) != 1 || parts[0].(map[string]any)["responses"] != 10.0 {
		t.Errorf("projects of acme: %v", acme["projects"])
	}
	if beta := c.get("/customers/beta"); beta["csat"] != nil || beta["interval"] != nil || beta["forecast"] != "no reading" || beta["responses"] != 3.0 {
		t.Errorf("three answers are no reading: %v", beta)
	}
	web := c.get("/projects/web")
	if web["responses"] != 13.0 || web["satisfied"] != 11.0 {
		t.Errorf("web: %v", web)
	}
	november := c.get("/projects/web?from=2026-11-01&to=2026-11-20")
	if november["responses"] != 10.0 || !reflect.DeepEqual(november["period"], map[string]any{"from": "2026-11-01", "to": "2026-11-20"}) {
		t.Errorf("web in November: %v", november)
	}
}

func TestATrendIsReadingsOneAfterTheOther(t *testing.T) {
	c := newClient(t)
	c.bring("acme", "web", "2026-11-01", 5, 6)
	c.bring("acme", "web", "2026-11-10", 2, 2)
	c.follow()
	for _, path := range []string{"/projects/web", "/customers/acme"} {
		trend := c.get(path + "/trend?from=2026-11-01&to=2026-11-14&step=7")
		points := trend["points"].([]any)
		if len(points) != 2 {
			t.Fatalf("%s: %v", path, trend)
		}
		first, second := points[0].(map[string]any), points[1].(map[string]any)
		if first["from"] != "2026-11-01" || first["csat"] != 100.0 || second["to"] != "2026-11-14" || second["responses"] != 2.0 || second["csat"] != nil {
			t.Errorf("%s: %v", path, points)
		}
	}
}

func TestListsGoOnWithTheirCursor(t *testing.T) {
	c := newClient(t)
	for _, customer := range []string{"a", "b", "c", "d", "e"} {
		c.bring(customer, "p-"+customer, "2026-11-01", 4, 2)
	}
	c.follow()
	for path, want := range map[string]int{
		"/projects?limit=2": 5, "/customers?limit=2&order=name": 5, "/responses?limit=3": 10,
		"/responses?limit=1&customer=b": 2, "/responses?limit=1&project=p-c": 2, "/customers/a/timeline?limit=1": 2,
	} {
		seen, pages := map[string]bool{}, 0
		for next := ""; ; pages++ {
			page := c.get(path + next)
			for _, item := range page["items"].([]any) {
				seen[fmt.Sprint(item)] = true
			}
			cursor, ok := page["next"].(string)
			if !ok {
				break
			}
			next = "&cursor=" + cursor
		}
		if len(seen) != want || pages < 1 {
			t.Errorf("%s: %d items on %d pages, want %d", path, len(seen), pages+1, want)
		}
	}
}

func TestAPageHasAnEnd(t *testing.T) {
	c := newClient(t)
	for i := range 5 {
		c.bring(fmt.Sprintf("c-%d", i), "web", "2026-11-01", 4, 50)
	}
	c.follow()
	if page := c.get("/responses?limit=100000000"); len(page["items"].([]any)) != 200 || page["next"] == nil {
		t.Errorf("%d items, next %v", len(page["items"].([]any)), page["next"])
	}
}

func TestACaseIsFollowedUp(t *testing.T) {
	c := newClient(t)
	c.bring("acme", "web", "2026-11-19", 1, 1)
	c.bring("acme", "web", "2026-10-01", 1, 1) // too old for a case
	c.follow()
	open := c.get("/cases")
	items := open["items"].([]any)
	if len(items) != 1 || open["total"] != 1.0 {
		t.Fatalf("open cases: %v", open)
	}
	path := fmt.Sprintf("/cases/%v", items[0].(map[string]any)["id"])
	if who := c.get("/attention")["items"].([]any); len(who) != 1 || who[0].(map[string]any)["why"] == "" {
		t.Errorf("who needs us: %v", who)
	}

	w := c.call("PATCH", "/api/v1"+path, `{"state":"contacted","owner":"Marta","cause":"two\nlines"}`)
	if w.Code != http.StatusOK {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	got := c.get(path)
	if got["state"] != "contacted" || got["owner"] != "Marta" || got["cause"] != "two\nlines" || got["alerted_at"] != nil {
		t.Errorf("case: %v", got)
	}
	if n := len(c.get("/cases?state=contacted")["items"].([]any)); n != 1 {
		t.Errorf("%d contacted cases", n)
	}
	for _, tt := range []struct{ body, wrong string }{
		{`{"state":"done"}`, "body.state"},
		{`{"owner":"a\u0000b"}`, "body.owner"},
		{`{"lesson":"a\u001b[2J"}`, "body.lesson"},
		{`{"customer":"x"}`, "body.customer"},
	} {
		if w := c.call("PATCH", "/api/v1"+path, tt.body); w.Code != 422 || fields(t, w) != tt.wrong {
			t.Errorf("%s: %d %s", tt.body, w.Code, w.Body)
		}
	}
}

func TestWrongResponsesAreRefusedTogether(t *testing.T) {
	c := newClient(t)
	w := c.call("POST", "/api/v1/responses", `{"items":[
		{"id":"ok","choice":5,"responded_at":"2026-11-01T10:00:00Z"},
		{"id":"a","choice":6,"responded_at":"2026-11-01T10:00:00Z"},
		{"id":"b","choice":10,"scale":"nps11","responded_at":"2027-11-01T10:00:00Z"},
		{"id":"","choice":1,"responded_at":"2026-11-01T10:00:00Z"},
		{"id":"c"}]}`)
	want := "body.items[1].choice body.items[2].responded_at body.items[3].id body.items[4].responded_at body.items[4].choice"
	if w.Code != 422 || fields(t, w) != want {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	c.follow()
	if n := len(c.get("/responses")["items"].([]any)); n != 0 {
		t.Errorf("%d responses were kept", n)
	}
	w = c.call("POST", "/api/v1/responses", `{"id":"one","choice":3,"responded_at":"2026-11-01T10:00:00Z","contact":{"email":"ana@acme.example"}}`)
	if w.Code != http.StatusCreated {
		t.Errorf("a single one: %d %s", w.Code, w.Body)
	}
}
