package server_test

import (
	"fmt"
	"net/http"
	"testing"

	"barometer/surveys"
)

// decline brings in a customer of one project that is glad for three months and
// angry for a week, and somebody who stays glad.
func (c *client) decline() {
	c.tb.Helper()
	for i := range 12 {
		c.bring("acme", "web", fmt.Sprintf("2026-08-%02d", 2+2*i), 5, 3)
		c.bring("glad", "web", fmt.Sprintf("2026-08-%02d", 3+2*i), 5, 2)
	}
	for i := range 5 {
		c.bring("acme", "web", fmt.Sprintf("2026-11-%02d", 13+i), 1, 2)
	}
	c.follow()
}

func TestADeclineIsToldWithWhatIsBehindIt(t *testing.T) {
	c := newClient(t)
	c.decline()
	items := c.get("/alarms")["items"].([]any)
	if len(items) != 1 {
		t.Fatalf("alarms: %v", items)
	}
	alarm := items[0].(map[string]any)
	if alarm["project"] != "web" || alarm["customer"] != "acme" || alarm["ended"] != nil || alarm["responses"] != nil ||
		alarm["sentence"] != "0 of 10 satisfied since 13 Nov, 15 of 15 before" {
		t.Errorf("alarm %v", alarm)
	}
	full := c.get("/alarms/" + alarm["id"].(string))
	if behind := full["responses"].([]any); len(behind) != 10 {
		t.Errorf("%d responses behind it: %v", len(behind), behind)
	}
	for _, path := range []string{"/customers/acme", "/projects/web"} {
		if found := c.get(path)["declines"].([]any); len(found) == 0 {
			t.Errorf("%s names no decline", path)
		}
	}
	if loudest := c.get("/projects/web")["loudest"]; fmt.Sprint(loudest) != "map[customer:acme share:65.71]" {
		t.Errorf("46 of 70 answers come from acme: %v", loudest)
	}
	if c.get("/customers/glad")["declines"] != nil {
		t.Error("a glad customer has a decline")
	}
	if len(c.get("/alarms?project=web")["items"].([]any)) < 1 || len(c.get("/alarms?customer=glad")["items"].([]any)) != 0 {
		t.Error("the filters do not hold")
	}
	for path, status := range map[string]int{"/alarms/1-1-1-1": 404, "/alarms/x": 404, "/alarms?cursor=x": 422, "/alarms?project=none": 404, "/agents/nobody": 404} {
		if w := c.call("GET", "/api/v1"+path, ""); w.Code != status {
			t.Errorf("%s: %d, want %d", path, w.Code, status)
		}
	}
	needs := c.get("/attention")["items"].([]any)
	first := needs[0].(map[string]any)
	if first["kind"] != "customer" || first["id"] != "acme" || first["worst"] == nil || first["next_step"] == "" || first["worth"] != 1.0 {
		t.Errorf("who needs us first: %v", first)
	}
	if p := first["worse"].(float64); p < .99 {
		t.Errorf("probability that it got worse: %v", p)
	}
}

func TestTheAlarmBudget(t *testing.T) {
	c := newClient(t)
	c.decline()
	if b := c.get("/alarm-budget"); b["a_month"] != nil || b["alpha"] != .5 || b["streams"] != 3.0 || b["next_from"] != nil || len(b["finds"].([]any)) != 4 {
		t.Errorf("before anything was promised: %v", b)
	}
	for _, tt := range []struct {
		body   string
		status int
	}{{`{"a_month":0.1}`, 200}, {`{"a_month":0}`, 422}, {`{"a_month":-1}`, 422}, {`{"a_month":"2"}`, 422}, {`{}`, 422}, {`{"a_month":5000}`, 422}} {
		if w := c.call("PUT", "/api/v1/alarm-budget", tt.body); w.Code != tt.status {
			t.Errorf("%s: %d %s", tt.body, w.Code, w.Body)
		}
	}
	b := c.get("/alarm-budget")
	if next := b["next_alpha"].(float64); b["a_month"] != .1 || b["alpha"] != .5 || next < .39 || next > .41 || b["next_from"] == nil {
		t.Errorf("a tenth of one a month over 3 streams: %v", b)
	}
	if w := c.call("PUT", "/api/v1/alarm-budget", `{"a_month":null}`); w.Code != http.StatusOK || c.get("/alarm-budget")["a_month"] != nil {
		t.Errorf("back to the default: %d %s", w.Code, w.Body)
	}
	if w := c.call("PUT", "/api/v1/alarm-budget", `{"a_month":1}`, "Authorization", "Bearer "+c.tokens[surveys.Read]); w.Code != http.StatusForbidden {
		t.Errorf("with a token that may read: %d", w.Code)
	}
}

// An answer counts for who served then; agents come by letters, not by figures.
func TestAgentsAreListedAndNotRanked(t *testing.T) {
	c := newClient(t)
	for i, agent := range []string{"zoe", "Adam", "mia"} {
		for n := range 5 + i {
			body := fmt.Sprintf(`{"id":"%s-%d","choice":%d,"responded_at":"2026-11-01T10:00:00Z","agent":%q,"customer":{"id":"c%d"}}`, agent, n, 1+2*i, agent, n)
			if w := c.call("POST", "/api/v1/responses", body); w.Code != http.StatusCreated {
				t.Fatalf("%d %s", w.Code, w.Body)
			}
		}
	}
	c.follow()
	page := c.get("/agents?limit=2")
	names := ""
	for _, item := range page["items"].([]any) {
		names += item.(map[string]any)["id"].(string) + " "
	}
	if names != "Adam mia " || page["total"] != 3.0 || page["next"] == nil {
		t.Errorf("agents: %v", page)
	}
	if zoe := c.get("/agents/zoe"); zoe["responses"] != 5.0 || zoe["satisfied"] != 0.0 || zoe["csat"] != 0.0 {
		t.Errorf("zoe: %v", zoe)
	}
	if none := c.get("/agents/zoe?from=2026-01-01&to=2026-01-31"); none["responses"] != 0.0 || none["csat"] != nil {
		t.Errorf("zoe in January: %v", none)
	}
}
