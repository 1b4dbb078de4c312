package server_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestResponsesByTheAPIHaveTheFiltersOfThePage(t *testing.T) {
	c := newClient(t)
	const rows = `{"items":[
		{"id":"a","project":{"id":"web"},"customer":{"id":"acme"},"contact":{"email":"ana@acme.example","language":"de"},"agent":"sam","choice":1,"responded_at":"2026-11-01T10:00:00Z","comment":"Zu langsam"},
		{"id":"b","project":{"id":"web"},"customer":{"id":"bolt"},"contact":{"email":"bo@bolt.example"},"agent":"kim","choice":5,"responded_at":"2026-11-02T10:00:00Z"},
		{"id":"c","project":{"id":"app"},"customer":{"id":"acme"},"contact":{"email":"ana@acme.example"},"scale":"nps11","choice":6,"responded_at":"2026-11-03T10:00:00Z","comment":"Naïve"}]}`
	if w := c.call("POST", "/api/v1/responses", rows); w.Code != http.StatusCreated {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	c.follow()
	for query, want := range map[string]string{
		"": "c b a", "project=web": "b a", "customer=acme": "c a", "customer=acme&project=web": "a", "agent=kim": "b", "survey=nps11": "c",
		"language=de": "c a", "choice=complaints": "c a", "choice=satisfied": "b", "choice=1,5": "b a", "by=imported": "c b a", "by=auto": "",
		"words=yes": "c a", "words=no": "b", "q=naive": "c", "q=LANGSAM+zu": "a", "counted=no": "", "from=2026-11-02&to=2026-11-02": "b",
	} {
		var got []string
		for _, item := range c.get("/responses?" + query)["items"].([]any) {
			got = append(got, item.(map[string]any)["interaction"].(string))
		}
		if all := strings.Join(got, " "); all != want {
			t.Errorf("%s: %q, want %q", query, all, want)
		}
	}
	for query, field := range map[string]string{"choice=best": "choice", "by=magic": "by", "words=x": "words", "language=tlh": "language", "counted=x": "counted", "cursor=x": "cursor"} {
		if w := c.call("GET", "/api/v1/responses?"+query, ""); w.Code != http.StatusUnprocessableEntity || fields(t, w) != "query."+field {
			t.Errorf("%s: %d naming %q, want %s", query, w.Code, fields(t, w), field)
		}
	}
}
