package server_test

import (
	"fmt"
	"net/http"
	"testing"

	"barometer/surveys"
)

// items returns the list of an answer.
func items(answer map[string]any, name string) []map[string]any {
	var out []map[string]any
	list, _ := answer[name].([]any)
	for _, v := range list {
		out = append(out, v.(map[string]any))
	}
	return out
}

// The whole loop by the API: opened, owned, noted, answered, resolved, learnt.
func TestACaseByTheAPI(t *testing.T) {
	c := newClient(t)
	c.fill([]answered{{portal(), northgate(), priya(), 2, 0, surveys.Words{Comment: "Down again."}}})
	must := func(method, path, body string, want int) map[string]any {
		t.Helper()
		w := c.call(method, "/api/v1"+path, body)
		if w.Code != want {
			t.Fatalf("%s %s: %d, want %d\n%s", method, path, w.Code, want, w.Body)
		}
		return decode(t, w.Body)
	}
	owners := must("PUT", "/owners", fmt.Sprintf(`{"customers":{"bergmann/de":%q},"founders":[%q],"after_hours":8,"worth":2500.5}`, martaEmail, martaEmail), 200)
	if owners["after_hours"] != 8.0 || owners["worth"] != 2500.5 || fmt.Sprint(owners["founders"]) != "["+martaEmail+"]" {
		t.Errorf("owners %v", owners)
	}
	must("PUT", "/owners", `{"rota":["nobody@house.example"]}`, 422)
	must("PUT", "/owners", `{"worth":-1}`, 422)
	list := c.get("/cases")
	first := items(list, "items")[0]
	path := fmt.Sprintf("/cases/%v", first["id"])
	must("POST", path+"/replies", `{"text":"Sorry."}`, 422) // nobody follows it up
	must("PATCH", path, fmt.Sprintf(`{"owner":%q}`, martaEmail), 200)
	must("POST", path+"/notes", `{"text":"Say sorry first."}`, 201)
	must("POST", path+"/notes", `{"text":" "}`, 422)
	if wrong := must("POST", path+"/notes", `{"text":"a\u0000b"}`, 422); items(wrong, "errors")[0]["location"] != "body.text" {
		t.Errorf("a bad note: %v", wrong)
	}
	must("POST", path+"/replies", `{"text":"Sorry."}`, 201)
	must("POST", path+"/replies", `{"text":"Sorry."}`, 200) // a repeat
	file := must("PATCH", path, `{"state":"resolved","cause":"Told too late","lesson":"Tell first."}`, 200)
	var said []any
	for _, l := range items(file, "log") {
		said = append(said, l["kind"])
	}
	want := []any{"opened", "owner", "note", "reply", "state", "cause", "lesson", "state"}
	if fmt.Sprint(said) != fmt.Sprint(want) || file["owner"] != "Marta Lindqvist" || file["state"] != "resolved" || len(items(file, "replies")) != 1 {
		t.Errorf("the log says %v, want %v\n%v", said, want, file)
	}
	lessons := items(must("GET", "/lessons?project=portal", "", 200), "items")
	if len(lessons) != 1 || lessons[0]["cause"] != "Told too late" || lessons[0]["cases"] != 1.0 {
		t.Errorf("lessons %v", lessons)
	}
	hand := must("POST", "/cases", `{"project":"portal","customer":"northgate","text":"Priya called."}`, 201)
	again := must("POST", "/cases", `{"project":"portal","customer":"northgate","text":"And again."}`, 200)
	if hand["source"] != "hand" || hand["id"] != again["id"] || hand["id"] == first["id"] {
		t.Errorf("opened %v, then %v", hand, again)
	}
	must("POST", "/cases", `{"project":"portal","customer":"nobody","text":"x"}`, 404)
}

func TestPagesOfCasesByTheAPI(t *testing.T) {
	c := newClient(t)
	var all []answered
	for n := range 7 {
		customer := surveys.CustomerRef{ID: surveys.CustomerID(fmt.Sprint("c", n)), Name: "C"}
		all = append(all, answered{helpdesk(), customer, karl(), 1, 0, surveys.Words{}})
	}
	c.fill(all)
	seen, cursor := map[any]bool{}, ""
	for range 4 {
		answer := c.get("/cases?limit=3" + cursor)
		for _, k := range items(answer, "items") {
			seen[k["id"]] = true
		}
		if answer["next"] == nil {
			cursor = ""
			break
		}
		cursor = "&cursor=" + answer["next"].(string)
	}
	if len(seen) != 7 || cursor != "" {
		t.Errorf("%d cases on the pages, want 7 and an end", len(seen))
	}
	if n := len(items(c.get("/cases?owner="+martaEmail), "items")); n != 0 {
		t.Errorf("Marta has %d cases", n)
	}
	if n := len(items(c.get("/cases?owner=nobody"), "items")); n != 7 {
		t.Errorf("nobody has %d cases, want 7", n)
	}
	for _, wrong := range []string{"/cases?owner=stranger", "/cases?cursor=yesterday"} {
		if w := c.call("GET", "/api/v1"+wrong, ""); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", wrong, w.Code)
		}
	}
}
