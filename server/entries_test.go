package server_test

import (
	"fmt"
	"html"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"barometer/surveys"
)

// entriesLinks finds amounts that lead to what they are made of.
var entriesLinks = regexp.MustCompile(`href="(/worth/entries\?[^"]*)">([^<]*)</a>`)

// wholeEuros finds amounts that are not shortened: €57k is.
var wholeEuros = regexp.MustCompile(`^€[\d,]*\d`)

// Every amount leads to its entries, whose sum is the amount; and revenue
// retention to who paid.
func TestEveryAmountLeadsToWhatItIsMadeOf(t *testing.T) {
	o := openOffice(t, localOffice)
	o.openFirm()
	jonas := o.hire("jonas@lindqvist.example", "Jonas", surveys.Admin)
	if err := o.store.ChangeUser(t.Context(), jonas.ID, surveys.Admin, true); err != nil {
		t.Fatal(err)
	}
	b := o.signedIn(jonas.Email)
	today := o.store.Today()
	var entries []surveys.WorthEntry
	for i := range 60 {
		day := today - surveys.Day(7*i)
		entries = append(entries, surveys.WorthEntry{Kind: surveys.WorthRevenue, ID: fmt.Sprint("r-", i), Customer: "bergmann/de", Project: "erp", From: day, To: day, Amount: 1_000_00, Sort: surveys.RevenueSale},
			surveys.WorthEntry{Kind: surveys.WorthTime, ID: fmt.Sprint("t-", i), Customer: "bergmann/de", Project: "erp", From: day, To: day, Minutes: 45, Person: "Aisha", Role: "engineer"})
	}
	entries = append(entries, surveys.WorthEntry{Kind: surveys.WorthRevenue, ID: "spread", Customer: "northgate", Project: "support", From: today - 729, To: today, Amount: 7300_00, Sort: surveys.RevenueRecurring})
	for i := range 13 { // each alone costs a third of a cent less than it is rounded to
		entries = append(entries, surveys.WorthEntry{Kind: surveys.WorthTime, ID: fmt.Sprint("odd-", i), Customer: "never-paid", Project: "erp", From: today, To: today, Minutes: 4, Person: "Odd"})
	}
	must(t, o.store.PutRates(t.Context(), "EUR", surveys.Rate{Kind: surveys.RateOfPerson, Name: "Odd", From: today, PerHour: 187_45}))
	if _, err := o.store.KeepWorth(t.Context(), entries, "EUR"); err != nil {
		t.Fatal(err)
	}
	o.live("bergmann/de", "2020-02-29", "", "")
	o.live("northgate", "2020-02-29", "", "")
	o.live("never-paid", "2020-02-29", "", "")
	seen := 0
	for _, page := range []string{"/customers/bergmann%2Fde", "/customers/northgate", "/retention?list=paid"} {
		for _, link := range entriesLinks.FindAllStringSubmatch(b.get(page).Body.String(), -1) {
			text := b.get(html.UnescapeString(link[1])).Body.String()
			seen++
			sum := wholeEuros.FindString(link[2])
			if head := text[strings.Index(text, "<h1"):][:80]; !strings.Contains(head, sum) {
				t.Errorf("%s: %s leads to %s", page, link[2], head)
			}
		}
	}
	if seen < 20 {
		t.Errorf("only %d amounts lead to their entries", seen)
	}
	from, to := (today - 364).String(), today.String()
	says(t, b.get("/worth/entries?of=revenue&from="+from+"&to="+to), "Revenue: €56,650.00", "54 entries", "All customers")
	says(t, b.get("/worth/entries?of=revenue"), "All customers", "entries") // of the last twelve months
	says(t, b.get("/worth/entries?of=revenue&page=2&from="+from+"&to="+to), "of €7,300.00", "€3,650.00", "r-51")
	says(t, b.get("/worth/entries?of=margin&customer=bergmann%2Fde&from="+from+"&to="+to), "Revenue less cost: €53,000.00", "106 entries", "no rate")
	says(t, b.get("/retention?list=paid"), "Revenue of the start: 2 customers", "€10,650", "See who paid what", "2 of the customers at the start paid")
	shown, parts := b.get("/worth/entries?of=time&customer=never-paid").Body.String(), 0
	for _, sum := range regexp.MustCompile(`</td><td>€12\.(49|50)</td></tr>`).FindAllStringSubmatch(shown, -1) {
		cents, _ := strconv.Atoi(sum[1])
		parts += 12_00 + cents
	}
	if want := int(surveys.CostOf(13*4, 187_45)); parts != want || !strings.Contains(shown, "<b>€162.46</b>") {
		t.Errorf("13 entries of one day are shown with %d cents, the day with %d", parts, want)
	}
	for _, wrong := range []string{"/worth/entries?of=joy", "/worth/entries?page=9", "/worth/entries?from=2026-02-30&to=2026-03-01"} {
		if answer := b.get(wrong); answer.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", wrong, answer.Code)
		}
	}
	if answer := o.signedIn(martaEmail).get("/retention?list=paid"); answer.Code != http.StatusUnprocessableEntity || strings.Contains(answer.Body.String(), "€") {
		t.Errorf("without the right to money: %d", answer.Code)
	}
}

// The audit of leavers is the same by the API as on the page.
func TestLeaversByTheAPI(t *testing.T) {
	c := newClient(t)
	for i := range 12 {
		body := `{"name":"Firm %d","won_on":"2024-01-05","attributes":{"industry":"food"}}`
		if i < 6 {
			body = `{"name":"Firm %d","won_on":"2024-01-05","lost_on":"2026-02-11","attributes":{"industry":"retail"}}`
		}
		if w := c.call("PUT", fmt.Sprint("/api/v1/customers/f", i), fmt.Sprintf(body, i)); w.Code != http.StatusOK {
			t.Fatal(w.Body)
		}
	}
	out := c.get("/leavers?from=2026-01-01&to=2026-03-31")
	first := out["contrasts"].([]any)[0].(map[string]any)
	left, stayed := first["left"].(map[string]any), first["stayed"].(map[string]any)
	if out["left"] != 6.0 || out["stayed"] != 6.0 || first["verdict"] != "clear" || first["difference"] != 100.0 || first["trait"] != "attribute:industry" ||
		first["value"] != "retail" || left["count"] != 6.0 || left["known"] != 6.0 || left["percent"] != 100.0 || stayed["count"] != 0.0 || len(stayed["interval"].([]any)) != 2 {
		t.Errorf("%v", out)
	}
	out = c.get("/leavers?from=2026-01-01&to=2026-03-31&side=left&trait=attribute:industry&value=retail&limit=4")
	if out["total"] != 6.0 || len(out["items"].([]any)) != 4 || out["items"].([]any)[0].(map[string]any)["day"] != "2026-02-11" {
		t.Errorf("%v", out["items"])
	}
	if rest := c.get("/leavers?from=2026-01-01&to=2026-03-31&side=left&limit=4&cursor=" + out["next"].(string)); len(rest["items"].([]any)) != 2 || rest["next"] != nil {
		t.Errorf("%v", rest["items"])
	}
	if out := c.get("/leavers?from=2025-01-01&to=2025-03-31"); out["left"] != 0.0 || len(out["contrasts"].([]any)) == 0 {
		t.Errorf("nobody left: %v", out)
	}
	for path, field := range map[string]string{"/leavers?from=2026-02-30": "query.from", "/leavers?side=right": "query.side", "/leavers?trait=said": "query.side", "/leavers?side=left&value=x": "query.trait"} {
		if w := c.call("GET", "/api/v1"+path, ""); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), strings.TrimPrefix(field, "query.")) {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
}
