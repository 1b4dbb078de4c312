package server_test

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"barometer/surveys"
)

// newBooksClient is an API client that may also read money.
func newBooksClient(t *testing.T) *client {
	t.Helper()
	c := newClient(t)
	c.tokens[surveys.Money] = "bmt_money"
	if err := c.store.AddToken(context.Background(), "bmt_money", surveys.Token{Name: "books", Scope: surveys.Money, CreatedAt: c.clock.Now()}); err != nil {
		t.Fatal(err)
	}
	return c
}

// read calls a path with the token that may see money.
func (c *client) read(t *testing.T, path string) map[string]any {
	t.Helper()
	w := c.call("GET", "/api/v1"+path, "", "Authorization", "Bearer bmt_money")
	if w.Code != http.StatusOK {
		t.Fatalf("GET %s: %d %s", path, w.Code, w.Body)
	}
	return decode(t, w.Body)
}

// write posts and expects a status; results are those of the items, by blanks.
func (c *client) write(t *testing.T, method, path, body string, want int) (results string) {
	t.Helper()
	w := c.call(method, "/api/v1"+path, body)
	if w.Code != want {
		t.Fatalf("%s %s: %d %s", method, path, w.Code, w.Body)
	}
	if want >= 300 || w.Body.Len() == 0 {
		return w.Body.String()
	}
	items, _ := decode(t, w.Body)["items"].([]any)
	var out []string
	for _, i := range items {
		item, _ := i.(map[string]any)
		text := fmt.Sprint(item["result"])
		if errs, _ := item["errors"].([]any); len(errs) > 0 {
			text += ":" + fmt.Sprint(errs[0].(map[string]any)["field"])
		}
		out = append(out, text)
	}
	return strings.Join(out, " ")
}

func TestWhatACustomerEarnsAndCostsComesInByTheAPI(t *testing.T) {
	c := newBooksClient(t)
	c.write(t, "PUT", "/rates", `{"items":[{"kind":"role","name":"engineer","from":"2026-01-01","per_hour":"50.00"}]}`, 204)
	first := `{"items":[
		{"id":"i-1","customer":"acme/1","project":"web","day":"2026-03-02","amount":"1250.50","kind":"recurring","note":"R-17"},
		{"id":"i-2","customer":"acme/1","from":"2026-03-01","to":"2026-04-30","amount":610},
		{"id":"i-3","customer":"acme/1","day":"2026-03-05","amount":"60.5","kind":"refund"}]}`
	if got := c.write(t, "POST", "/revenue", first, 201); got != "created created created" {
		t.Error(got)
	}
	if got := c.write(t, "POST", "/revenue", first, 200); got != "unchanged unchanged unchanged" {
		t.Error("a repeat:", got)
	}
	if got := c.write(t, "POST", "/time-entries", `{"items":[
		{"id":"t-1","customer":"acme/1","project":"web","person":"Aisha","role":"engineer","day":"2026-03-03","minutes":90},
		{"id":"t-2","customer":"acme/1","project":"web","person":"Tomas","day":"2026-03-03","minutes":30}]}`, 201); got != "created created" {
		t.Error(got)
	}
	c.write(t, "POST", "/costs", `{"items":[{"id":"c-1","customer":"acme/1","project":"web","day":"2026-03-03","amount":25,"what":"A licence"}]}`, 201)
	c.write(t, "POST", "/worth", `{"items":[{"id":"b-1","customer":"acme/1","kind":"referral","day":"2026-03-09","estimate":"3000","estimated_by":"Jonas","why":"a year of theirs"}]}`, 201)

	answer := c.read(t, "/worth?from=2026-03-01&to=2026-03-31")
	item := answer["items"].([]any)[0].(map[string]any)
	// 1,250.50 + 31 of 61 days of 610 - 60.50; 1.5 hours at 50, 25 bought.
	for field, want := range map[string]any{"id": "acme/1", "revenue": "1500.00", "recurring": "1250.50", "cost": "100.00", "cost_of_time": "75.00",
		"cost_of_purchases": "25.00", "minutes": 120.0, "minutes_without_rate": 30.0, "beyond_sales": "3000.00", "margin": 93.33, "field": nil, "csat": nil} {
		if item[field] != want {
			t.Errorf("%s: %v, want %v", field, item[field], want)
		}
	}
	if answer["currency"] != "EUR" || answer["total"].(map[string]any)["revenue"] != "1500.00" || answer["revenue_at_risk"] != "0.00" {
		t.Errorf("%v", answer)
	}
	if web := c.read(t, "/worth?from=2026-03-01&to=2026-03-31&project=web")["total"].(map[string]any); web["revenue"] != "1250.50" || web["margin"] != 92.0 {
		t.Errorf("in one project: %v", web)
	}
	entry := c.read(t, "/revenue?customer=acme%2F1&project=web")["items"].([]any)[0].(map[string]any)
	if entry["id"] != "i-1" || entry["amount"] != "1250.50" || entry["day"] != "2026-03-02" || entry["kind"] != "recurring" {
		t.Errorf("%v", entry)
	}
	beyond := c.read(t, "/worth/entries")["items"].([]any)[0].(map[string]any)
	if beyond["estimated_by"] != "Jonas" || beyond["estimate"] != "3000.00" {
		t.Errorf("%v", beyond)
	}
	// Who got more back than it paid counts in the sum of the year, as in all others.
	c.write(t, "POST", "/revenue", `{"items":[{"id":"i-back","customer":"other","day":"2026-03-05","amount":"100","kind":"refund"}]}`, 201)
	if year := c.read(t, "/worth"); year["revenue_of_year"] != "1700.00" || year["total"].(map[string]any)["revenue"] != "1700.00" {
		t.Errorf("with a refund to another: %v of %v", year["revenue_of_year"], year["total"])
	}
	c.write(t, "DELETE", "/revenue/i-back", "", 204)
	c.write(t, "DELETE", "/revenue/i-1", "", 204)
	c.write(t, "DELETE", "/revenue/i-1", "", 404)
	if total := c.read(t, "/worth?from=2026-03-01&to=2026-03-31")["total"].(map[string]any); total["revenue"] != "249.50" {
		t.Errorf("after a removal: %v", total)
	}
}

func TestAWrongEntryIsRefusedByItself(t *testing.T) {
	c := newBooksClient(t)
	if got := c.write(t, "POST", "/revenue", `{"items":[
		{"id":"i-1","customer":"acme","day":"2026-03-02","amount":"1,250.50"},
		{"id":"i-2","customer":"acme","day":"2026-03-02","amount":12.345},
		{"id":"i-3","customer":"acme","day":"2026-03-02","amount":"5","currency":"CHF"},
		{"id":"i-4","day":"2026-03-02","amount":"5"},
		{"id":"i-5","customer":"acme","day":"2026-02-30","amount":"5"},
		{"id":"i-6","customer":"acme","day":"2026-03-02","from":"2026-03-02","to":"2026-03-04","amount":"5"},
		{"id":"i-7","customer":"acme","day":"2026-03-02","amount":"5","kind":"gift"},
		{"id":"i-8","customer":"acme","day":"2026-03-02"},
		{"id":"i-9","customer":"acme","day":"2026-03-02","amount":1e3},
		{"id":"i-10","customer":"acme","day":"2026-03-02","amount":-5},
		{"id":"i-11","customer":"acme","day":"2026-03-02","amount":"5.00","currency":"EUR"}]}`, 201); got !=
		"refused:amount refused:amount refused:currency refused:customer refused:day refused:day refused:kind refused:amount refused:amount refused:amount created" {
		t.Error(got)
	}
	// What is said of a day to come has not happened; a contract may reach there.
	for _, ahead := range []struct{ path, rest, want string }{
		{"/time-entries", `"person":"Aisha","minutes":5`, "refused:day created"},
		{"/costs", `"amount":5`, "refused:day created"},
		{"/worth", `"kind":"other","estimate":5,"estimated_by":"Jonas","why":"?"`, "refused:day created"},
		{"/revenue", `"amount":5`, "refused:day created"},
	} {
		body := `{"items":[{"id":"a-1","customer":"acme","day":"2026-11-23",` + ahead.rest + `},{"id":"a-2","customer":"acme","day":"2026-11-20",` + ahead.rest + `}]}`
		if got := c.write(t, "POST", ahead.path, body, 201); got != ahead.want {
			t.Errorf("%s: %s", ahead.path, got)
		}
	}
	if got := c.write(t, "POST", "/revenue", `{"items":[{"id":"a-3","customer":"acme","from":"2026-12-01","to":"2027-11-30","amount":5}]}`, 201); got != "created" {
		t.Error("a contract of next year:", got)
	}
	if got := c.write(t, "POST", "/time-entries", `{"items":[{"id":"t-1","customer":"acme","day":"2026-03-02","minutes":0}]}`, 422); !strings.Contains(got, "items[0].person") || !strings.Contains(got, "items[0].minutes") {
		t.Error("all wrong:", got)
	}
	if got := c.write(t, "POST", "/revenue", `{"items":[{"id":"i-1","amout":"5"}]}`, 422); !strings.Contains(got, "amout") {
		t.Error("a misspelt field:", got)
	}
	if got := c.write(t, "PUT", "/money", `{"currency":"CHF","satisfied":80,"margin":30}`, 409); !strings.Contains(got, "another currency") {
		t.Error(got)
	}
	c.write(t, "PUT", "/money", `{"currency":"XAU","satisfied":80,"margin":30}`, 422)
}

// amountsIn finds what looks like money in a page.
func amountsIn(page string) []string {
	return regexp.MustCompile(`€\s?[\d,.]+|\d margin`).FindAllString(page, -1)
}

// TestMoneyIsForThoseWhoMaySeeItOnly: no page and no answer of the API shows an
// amount without the right.
func TestMoneyIsForThoseWhoMaySeeItOnly(t *testing.T) {
	c := newBooksClient(t)
	day := c.store.Today() - 10
	for i := range 6 {
		c.bring("acme", "web", (day + surveys.Day(i)).String(), 1+i%2, 1)
	}
	c.follow()
	c.write(t, "POST", "/revenue", fmt.Sprintf(`{"items":[{"id":"i-1","customer":"acme","project":"web","day":"%s","amount":"86000"},{"id":"i-2","customer":"other","project":"web","day":"%s","amount":"10"}]}`, day, day), 201)
	c.write(t, "POST", "/worth", fmt.Sprintf(`{"items":[{"id":"b-1","customer":"acme","kind":"referral","day":"%s","estimate":"3000","estimated_by":"Jonas","why":"a year of theirs"}]}`, day), 201)

	for _, path := range []string{"/worth", "/worth/entries", "/revenue", "/costs", "/time-entries", "/rates", "/money"} {
		for scope, want := range map[surveys.Right]int{surveys.Money: 200, surveys.Read: 403, surveys.Admin: 403, surveys.Send: 403} {
			if w := c.call("GET", "/api/v1"+path, "", "Authorization", "Bearer "+c.tokens[scope]); w.Code != want {
				t.Errorf("GET %s with scope %s: %d", path, scope, w.Code)
			}
		}
	}
	for _, path := range []string{"/worth", "/revenue", "/costs", "/time-entries"} {
		if w := c.call("POST", "/api/v1"+path, `{"items":[{}]}`, "Authorization", "Bearer bmt_money"); w.Code != http.StatusForbidden {
			t.Errorf("POST %s with scope money: %d", path, w.Code)
		}
	}
	weight := func(token string) any {
		w := c.call("GET", "/api/v1/attention", "", "Authorization", "Bearer "+token)
		return decode(t, w.Body)["items"].([]any)[0].(map[string]any)["worth"]
	}
	if weight("bmt_money") == nil || weight(c.tokens[surveys.Read]) != nil {
		t.Errorf("weight by revenue: %v with money, %v without", weight("bmt_money"), weight(c.tokens[surveys.Read]))
	}

	pages := []string{"/", "/customers", "/customers/acme", "/projects/web", "/settings", "/complaints", "/retention", "/founders"}
	without := c.signedIn(martaEmail)
	for _, path := range append(pages, "/worth", "/worth.csv", "/customers/acme/worth.csv", "/settings/money") {
		answer := without.get(path)
		if forbidden := strings.Contains(path, "worth") || strings.HasSuffix(path, "money"); forbidden != (answer.Code == http.StatusForbidden) {
			t.Errorf("%s without the right: %d", path, answer.Code)
		}
		if found := amountsIn(answer.Body.String()); len(found) > 0 {
			t.Errorf("%s shows %v without the right", path, found)
		}
	}
	if err := c.store.ChangeUser(context.Background(), c.marta.ID, surveys.Admin, true); err != nil {
		t.Fatal(err)
	}
	with := c.signedIn(martaEmail)
	for path, want := range map[string]string{"/worth": "€86k of €86k a year", "/customers/acme": "€86,000", "/projects/web": "€86,010",
		"/worth.csv": "86000.00", "/customers/acme/worth.csv": "a year of theirs", "/settings/money": "EUR"} {
		if body := regexp.MustCompile(`</?b>`).ReplaceAllString(with.get(path).Body.String(), ""); !strings.Contains(body, want) {
			t.Errorf("%s does not say %s", path, want)
		}
	}
}

func TestTheOwnerSetsLinesAndRates(t *testing.T) {
	o := openOffice(t, "https://ask.example")
	if err := o.store.ChangeUser(context.Background(), o.marta.ID, surveys.Admin, true); err != nil {
		t.Fatal(err)
	}
	b := o.signedIn(martaEmail)
	for _, step := range []struct {
		path   string
		fields []string
		status int
		says   string
	}{
		{"/settings/money", []string{"currency", "gbp", "margin", "25", "satisfied", "82.5"}, 200, `value="82.5"`},
		{"/settings/money", []string{"currency", "GBP", "margin", "75", "satisfied", "80"}, 422, "between 0 and 60"},
		{"/settings/money", []string{"currency", "GBX", "margin", "25", "satisfied", "80"}, 422, "three letters"},
		{"/settings/money", []string{"currency", "GBX", "margin", "75", "satisfied", "x"}, 422, "between 0 and 60"},
		{"/settings/money", []string{"currency", "GBX", "margin", "75", "satisfied", "x"}, 422, "must be a number"},
		{"/settings/money/rates", []string{"do", "keep", "kind", "person", "name", "Aisha", "from", "2026-01-01", "per_hour", "61.5"}, 200, "£61.50"},
		{"/settings/money/rates", []string{"do", "keep", "kind", "person", "name", "Dev", "from", "2026-01-01", "per_hour", "much"}, 422, "with a point"},
		{"/settings/money", []string{"currency", "EUR", "margin", "25", "satisfied", "80"}, 422, "stays"},
		{"/settings/money/rates", []string{"do", "remove", "kind", "person", "name", "Aisha", "from", "2026-01-01"}, 200, "The rate is removed."},
	} {
		answer := b.post(step.path, step.fields...)
		if answer.Code != step.status || !strings.Contains(answer.Body.String(), step.says) {
			t.Errorf("%v: %d, and it does not say %q", step.fields, answer.Code, step.says)
		}
	}
	o.hire("mia@house.example", "Mia", surveys.Admin)
	if err := o.store.ChangeUser(context.Background(), o.marta.ID, surveys.Member, true); err != nil {
		t.Fatal(err)
	}
	if answer := o.signedIn(martaEmail).get("/settings/money"); answer.Code != http.StatusOK || strings.Contains(answer.Body.String(), "<form class=\"f\"") {
		t.Errorf("a member who may see money looks only: %d", answer.Code)
	}
}
