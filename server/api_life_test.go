package server_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"barometer/surveys"
)

// tell puts a body to a path of the API and returns the answer.
func (c *client) tell(path, body string) map[string]any {
	c.tb.Helper()
	w := c.call("PUT", "/api/v1"+path, body)
	if w.Code != http.StatusOK {
		c.tb.Fatalf("PUT %s %s: %d %s", path, body, w.Code, w.Body)
	}
	return decode(c.tb, w.Body)
}

// crowd makes n customers with the body.
func (c *client) crowd(name string, n int, body string) {
	c.tb.Helper()
	items := make([]string, n)
	for i := range items {
		items[i] = fmt.Sprintf(`{"id":"%s-%d",%s}`, name, i, body)
	}
	out := c.tell("/customers", `{"items":[`+strings.Join(items, ",")+`]}`)
	if out["changed"] != float64(n) || len(out["failed"].([]any)) > 0 {
		c.tb.Fatalf("crowd: %v", out)
	}
}

// TestRetentionOverTheAPI: the two examples by which the formula is known.
func TestRetentionOverTheAPI(t *testing.T) {
	for _, e := range []struct{ start, won, lost, want string }{
		{"19", "5", "1", `{"start":20,"end":24,"won":5,"lost":1,"rate":95,"kept":19`},
		{"31", "12", "13", `{"start":44,"end":43,"won":12,"lost":13,"rate":70.45,"kept":31`},
	} {
		c := newClient(t)
		number := func(s string) (n int) { fmt.Sscan(s, &n); return n }
		c.crowd("stays", number(e.start), `"won_on":"2024-02-29"`)
		c.crowd("leaves", number(e.lost), `"won_on":"2024-02-29","lost_on":"2026-03-31"`)
		c.crowd("comes", number(e.won), `"won_on":"2026-01-01"`)
		w := c.call("GET", "/api/v1/retention?from=2026-01-01&to=2026-03-31", "")
		if w.Code != http.StatusOK || !strings.HasPrefix(w.Body.String(), e.want) {
			t.Errorf("%d %s, want %s…", w.Code, w.Body, e.want)
		}
	}
}

func TestACustomerIsPutTogetherPieceByPiece(t *testing.T) {
	c := newClient(t) // 20 November 2026
	c.tell("/customers/acme%2F1", `{"name":"Acme & Söhne","stage":"prospect","attributes":{"industry":"retail","size":"40"}}`)
	c.tell("/customers/acme%2F1", `{"won_on":"2026-02-01","reason":"after the fair"}`)
	c.tell("/customers/acme%2F1", `{"stage":"at_risk","since":"2026-10-05","attributes":{"size":null,"region":"north"}}`)
	out := c.tell("/customers/acme%2F1", `{}`)
	if out["name"] != "Acme & Söhne" || out["stage"] != "at_risk" || out["won_on"] != "2026-02-01" || out["lost_on"] != nil ||
		fmt.Sprint(out["attributes"]) != "map[industry:retail region:north]" || len(out["stages"].([]any)) != 3 {
		t.Errorf("%v", out)
	}
	if step := out["stages"].([]any)[2].(map[string]any); step["stage"] != "at_risk" || step["since"] != "2026-10-05" {
		t.Errorf("at risk since: %v", step)
	}
	if again := c.get("/customers/acme%2F1"); fmt.Sprint(again) != fmt.Sprint(out) {
		t.Errorf("GET %v, PUT %v", again, out)
	}
	out = c.tell("/customers/acme%2F1", `{"stage":"lost"}`)
	if out["lost_on"] != "2026-11-20" {
		t.Errorf("lost on %v", out["lost_on"])
	}
	out = c.tell("/customers/acme%2F1", `{"lost_on":null}`)
	if out["lost_on"] != nil || out["stage"] != "active" {
		t.Errorf("not lost after all: %v", out)
	}
	notes := c.get("/customers/acme%2F1/timeline")["items"].([]any)
	if len(notes) != 5 {
		t.Errorf("timeline: %v", notes)
	}
}

// Programs have numbers and yes or no among what they know of a customer.
func TestAttributesMayBeNumbers(t *testing.T) {
	c := newClient(t)
	for _, tt := range []struct{ path, body, want string }{
		{"/customers/x", `{"attributes":{"size":12,"budget":50000,"region":"north"}}`, "map[budget:50000 region:north size:12]"},
		{"/customers/x", `{"attributes":{"budget":1.50,"vip":true,"size":null}}`, "map[budget:1.50 region:north vip:true]"},
		{"/customers", `{"items":[{"id":"x","attributes":{"vip":false,"region":null,"size":1e6}}]}`, "map[budget:1.50 size:1e6 vip:false]"},
	} {
		c.tell(tt.path, tt.body)
		if got := fmt.Sprint(c.get("/customers/x")["attributes"]); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.body, got, tt.want)
		}
	}
	value := decode(t, c.call("GET", "/api/v1/openapi.json", "").Body)["components"].(map[string]any)["schemas"].(map[string]any)["LifeChange"].(map[string]any)["properties"].(map[string]any)["attributes"].(map[string]any)["additionalProperties"]
	if got := fmt.Sprint(value); !strings.Contains(got, "null") || !strings.Contains(got, "number") || !strings.Contains(got, "boolean") {
		t.Errorf("the description says %s", got)
	}
}

func TestWrongCustomersAreRefusedFieldByField(t *testing.T) {
	c := newClient(t)
	c.tell("/customers/acme", `{"won_on":"2026-02-01"}`)
	for _, tt := range []struct{ body, want string }{
		{`{"won_on":"2026-02-30"}`, "body.won_on"},
		{`{"won_on":"tomorrow","lost_on":"x"}`, "body.won_on body.lost_on"},
		{`{"won_on":"2031-01-01"}`, "body.won_on"},
		{`{"lost_on":""}`, "body.lost_on"},
		{`{"won_on":null,"lost_on":null}`, "body.won_on"},
		{`{"name":null,"stage":null,"attributes":null}`, "body.name body.stage body.attributes"},
		{`{"won_on":"1969-12-31"}`, "body.won_on"},
		{`{"lost_on":"2026-01-31"}`, "body.lost_on"},
		{`{"stage":"active","lost_on":"2026-03-01"}`, "body.lost_on"},
		{`{"stage":"prospect"}`, "body.stage"},
		{`{"stage":"happy"}`, "body.stage"},
		{`{"attributes":{"Industry":"x"}}`, "body.attributes"},
		{`{"attributes":{"a":"x\ny"}}`, "body.attributes.a"},
		{`{"attributes":{"a":[3]}}`, "body.attributes.a"},
		{`{"attributes":{"a":{"b":3}}}`, "body.attributes.a"},
		{`{"name":"a\u0000b"}`, "body.name"},
		{`{"color":"red"}`, "body.color"},
		{`{"reason":"` + strings.Repeat("x", 501) + `"}`, "body.reason"},
	} {
		w := c.call("PUT", "/api/v1/customers/acme", tt.body)
		if w.Code != http.StatusUnprocessableEntity || fields(t, w) != tt.want {
			t.Errorf("%s: %d %s, want %s", tt.body, w.Code, w.Body, tt.want)
		}
	}
	if w := c.call("PUT", "/api/v1/customers/"+url.PathEscape(strings.Repeat("x", 129)), `{}`); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("long id: %d", w.Code)
	}
	for path, want := range map[string]string{
		"/retention?from=2026-02-30": "query.from", "/retention?by=color": "query.by", "/customers?attribute=x": "query.attribute",
	} {
		if w := c.call("GET", "/api/v1"+path, ""); w.Code != http.StatusUnprocessableEntity || fields(t, w) != want {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
}

func TestOfManyCustomersTheGoodOnesStay(t *testing.T) {
	c := newClient(t)
	out := c.tell("/customers", `{"items":[{"id":"a","won_on":"2026-01-01","attributes":{"industry":"food"}},{"id":"","name":"x"},{"id":"c","won_on":"2026-02-01","lost_on":"2026-01-01"},{"id":"d","stage":"happy"},{"id":"e","stage":"prospect"}]}`)
	if got := fmt.Sprint(out); got != "map[changed:2 failed:[map[errors:[map[field:id message:is needed]] id: index:1] map[errors:[map[field:lost_on message:lies before won_on, 2026-02-01]] id:c index:2] "+
		"map[errors:[map[field:stage message:must be one of prospect, onboarding, active, paused, at_risk, lost, won_back]] id:d index:3]]]" {
		t.Errorf("%s", got)
	}
	for path, want := range map[string]string{
		"/customers?order=name": "a e", "/customers?stage=prospect": "e", "/customers?attribute=industry:food": "a", "/customers?attribute=industry:food&stage=lost": "",
	} {
		var ids []string
		for _, item := range c.get(path)["items"].([]any) {
			ids = append(ids, item.(map[string]any)["id"].(string))
		}
		if got := strings.Join(ids, " "); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
}

func TestRetentionNamesWhoIsBehindIt(t *testing.T) {
	c := newClient(t)
	c.crowd("food", 6, `"won_on":"2024-03-01","attributes":{"industry":"food"}`)
	c.crowd("shop", 2, `"won_on":"2025-03-01","lost_on":"2026-02-01","attributes":{"industry":"retail"}`)
	c.tell("/customers/who", `{"stage":"active"}`)
	out := c.get("/retention?from=2026-01-01&to=2026-03-31&by=attribute:industry&list=lost&limit=1")
	groups := out["groups"].([]any)
	if len(groups) != 2 || groups[1].(map[string]any)["group"] != "retail" || groups[1].(map[string]any)["rate"] != 0.0 || out["undated"] != 1.0 || out["total"] != 2.0 {
		t.Fatalf("%v", out)
	}
	next := c.get("/retention?from=2026-01-01&to=2026-03-31&list=lost&limit=1&cursor=" + out["next"].(string))
	first, second := out["items"].([]any)[0].(map[string]any), next["items"].([]any)[0].(map[string]any)
	if first["id"] != "shop-0" || second["id"] != "shop-1" || second["day"] != "2026-02-01" || next["next"] != nil {
		t.Errorf("%v %v", first, next)
	}
	for _, path := range []string{"/retention?from=2026-01-01&to=2026-03-31", "/retention?from=2026-01-01&to=2026-03-31&list=", "/retention?from=2020-01-01&to=2020-03-31&list=lost", "/leavers", "/leavers?side=left&from=2020-01-01&to=2020-03-31"} {
		out := c.get(path)
		_, next := out["next"]
		_, total := out["total"]
		if items, ok := out["items"].([]any); !ok || len(items) > 0 || !next || !total {
			t.Errorf("%s: nobody is listed, and the answer has another shape: %v", path, out)
		}
	}
	out = c.get("/retention?from=2020-01-01&to=2020-03-31")
	if out["start"] != 0.0 || out["rate"] != nil || out["interval"] != nil {
		t.Errorf("nobody at the start: %v", out)
	}
}

func TestTwoCustomersBecomeOneOverTheAPI(t *testing.T) {
	c := newClient(t)
	c.tell("/customers/old", `{"won_on":"2024-03-01","lost_on":"2026-02-01"}`)
	c.tell("/customers/new", `{"name":"New","won_on":"2026-02-01"}`)
	for range 2 {
		w := c.call("POST", "/api/v1/customers/old/merge", `{"into":"new"}`)
		if out := decode(t, w.Body); w.Code != http.StatusOK || out["id"] != "new" || out["won_on"] != "2024-03-01" || out["lost_on"] != nil {
			t.Fatalf("%d %v", w.Code, out)
		}
	}
	if got := c.get("/customers/old"); got["id"] != "new" {
		t.Errorf("the old id leads to %v", got["id"])
	}
	if c.tell("/customers/old", `{"name":"Newer"}`)["id"] != "new" || c.get("/customers/new")["name"] != "Newer" {
		t.Error("a change by the old id is lost")
	}
	day := decode(t, c.call("POST", "/api/v1/customers/old/days", `{"kind":"renewal","date":"2027-03-01"}`).Body)
	at := fmt.Sprintf("/customers/old/days/%v", day["id"])
	c.tell(at, `{"kind":"renewal","date":"2027-04-01"}`)
	if got := fmt.Sprint(c.get("/customers/new/days")["items"]); !strings.Contains(got, "2027-04-01") {
		t.Errorf("a special day by the old id: %s", got)
	}
	if w := c.call("DELETE", "/api/v1"+at, ""); w.Code != http.StatusNoContent {
		t.Errorf("removed by the old id: %d", w.Code)
	}
	if w := c.call("POST", "/api/v1/customers/old/merge", `{"into":"nobody"}`); w.Code != http.StatusNotFound {
		t.Errorf("into nobody: %d", w.Code)
	}
	w := c.call("POST", "/api/v1/customers/old/part", "")
	if out := decode(t, w.Body); w.Code != http.StatusOK || out["id"] != "old" || out["lost_on"] != "2026-02-01" || out["stage"] != "lost" {
		t.Errorf("parted: %d %v", w.Code, out)
	}
	if out := c.get("/customers/new"); out["won_on"] != "2026-02-01" || out["name"] != "Newer" {
		t.Errorf("the other: %v", out)
	}
	if w := c.call("POST", "/api/v1/customers/old/part", ""); w.Code != http.StatusNotFound {
		t.Errorf("parted twice: %d", w.Code)
	}
}

func TestWhoMayTellOfCustomers(t *testing.T) {
	c := newClient(t)
	c.tell("/customers/acme", `{}`)
	for _, way := range [][3]string{{"PUT", "/customers/acme", `{}`}, {"PUT", "/customers", `{"items":[{"id":"a"}]}`}, {"POST", "/customers/acme/merge", `{"into":"b"}`}, {"GET", "/retention", ""}} {
		for scope, want := range map[surveys.Right]bool{surveys.Send: false, surveys.Read: way[0] == "GET"} {
			w := c.call(way[0], "/api/v1"+way[1], way[2], "Authorization", "Bearer "+c.tokens[scope])
			if got := w.Code == http.StatusOK; got != want || !want && w.Code != http.StatusForbidden {
				t.Errorf("%s %s with %s: %d", way[0], way[1], scope, w.Code)
			}
		}
	}
	lines, _, err := c.store.Audit(context.Background(), surveys.AuditFilter{Act: "customer"}, "", 10)
	if err != nil || len(lines) != 1 || lines[0].Act != "customer.changed" || lines[0].ByToken != "admin" {
		t.Errorf("record: %+v %v", lines, err)
	}
}

// TestRevenueRetentionNeedsTheRightToMoney: 300 before, 230 in the period.
func TestRevenueRetentionNeedsTheRightToMoney(t *testing.T) {
	c := newClient(t)
	c.tokens[surveys.Money] = "bmt_money"
	must(t, c.store.AddToken(context.Background(), "bmt_money", surveys.Token{Name: "money", Scope: surveys.Money, CreatedAt: c.clock.Now()}))
	c.crowd("paid", 3, `"won_on":"2024-01-01"`)
	for i, amounts := range [][2]surveys.Amount{{10000, 0}, {10000, 8000}, {10000, 15000}} {
		for j, amount := range amounts {
			id := surveys.CustomerID(fmt.Sprintf("paid-%d", i))
			day := c.store.Today() - surveys.Day(100-90*j)
			_, err := c.store.KeepWorth(context.Background(), []surveys.WorthEntry{{Kind: surveys.WorthRevenue, ID: fmt.Sprint(i, j), Customer: id, From: day, To: day, Amount: amount, Sort: "sale"}}, surveys.DefaultCurrency)
			must(t, err)
		}
	}
	path := "/api/v1/retention?from=" + (c.store.Today() - 89).String()
	w := c.call("GET", path, "", "Authorization", "Bearer bmt_money")
	if got := fmt.Sprint(decode(t, w.Body)["revenue"]); got != "map[before:300.00 currency:EUR during:230.00 gross:60 net:76.67]" {
		t.Errorf("revenue: %s", got)
	}
	for _, scope := range []surveys.Right{surveys.Admin, surveys.Read} {
		if w := c.call("GET", path, "", "Authorization", "Bearer "+c.tokens[scope]); w.Code != http.StatusOK || strings.Contains(w.Body.String(), "revenue") {
			t.Errorf("%s sees money: %s", scope, w.Body)
		}
	}
}
