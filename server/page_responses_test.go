package server_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"barometer/surveys"
)

func TestResponsesWithTheirFilters(t *testing.T) {
	o := openOffice(t, localOffice)
	o.openFirm()
	b := o.signedIn(martaEmail)
	const unfigured = "Listed without a figure"
	tests := []struct {
		query string
		says  []string
		not   string
	}{
		{"", []string{"% of 37 satisfied", "Everybody · 90 days", "What was counted", "Who answers", "The portal was down again", "Priya Nair", "Northgate Logistics", "Warehouse portal"}, unfigured},
		{"?days=all", []string{"% of 157 satisfied", "Everybody · all time", "Older"}, unfigured},
		{"?project=portal", []string{"Warehouse portal · 90 days", "Project: Warehouse portal", "What they chose"}, "Karl Bergmann"},
		{"?customer=bergmann%2Fde&days=365", []string{"Bergmann Maschinenbau · a year", "100 % of 51 satisfied"}, "Priya Nair"},
		{"?customer=northgate&project=portal&days=all", []string{"Northgate Logistics in Warehouse portal"}, "Tom Whitlock"},
		{"?survey=csat5", []string{"% of 37 satisfied", "Survey: Satisfaction, 1 to 5"}, unfigured},
		{"?survey=nps11", []string{"0 responses", "No response fits"}, unfigured},
		{"?choice=complaints", []string{unfigured, "Choice: complaints", "2 of 5"}, "What was counted"},
		{"?choice=4&choice=5", []string{unfigured, "Choice: 4,5"}, "2 of 5 , bad"},
		{"?words=yes", []string{unfigured, "Words: with a comment", "The portal was down again"}, "Karl Bergmann"},
		{"?q=PORTAL+busiest&days=all", []string{unfigured, "Saying: PORTAL busiest", "The portal was down again"}, "Tom Whitlock ·"},
		{"?by=gesture", []string{unfigured, "No response fits"}, "Priya Nair"},
		{"?by=imported", []string{unfigured, "Evidence: brought in", "Priya Nair"}, ""},
		{"?language=de", []string{unfigured, "Language: German", "No response fits"}, ""},
		{"?counted=no&days=all", []string{unfigured, "Counted: those set aside", "No response fits"}, ""},
		{"?from=2026-02-01&to=2026-03-02", []string{"1 Feb to 2 Mar"}, unfigured},
		{"?agent=nobody", []string{"0 responses"}, unfigured},
	}
	for _, c := range tests {
		answer := b.get("/responses" + c.query)
		says(t, answer, c.says...)
		if read := readable(answer.Body.String()); c.not != "" && strings.Contains(listOf(read), c.not) {
			t.Errorf("/responses%s says %q:\n%s", c.query, c.not, read)
		}
	}
}

// listOf is a page behind its filter form.
func listOf(read string) string {
	_, list, _ := strings.Cut(read, "Take all out")
	if list == "" {
		_, list, _ = strings.Cut(read, "Show")
	}
	return list
}

func TestWhatIsWrongWithAFilterIsNamed(t *testing.T) {
	o := openOffice(t, localOffice)
	b := o.signedIn(martaEmail)
	for query, field := range map[string]string{
		"choice=6,x": "choice", "choice=11": "choice", "words=maybe": "words", "by=magic": "by", "language=xx": "language", "counted=perhaps": "counted",
		"from=2026-02-30": "from", "from=2026-03-02&to=2026-03-01": "from", "to=yesterday": "to", "days=27": "days", "before=abc": "cursor",
		"customer=" + strings.Repeat("x", 600): "customer",
	} {
		answer := b.get("/responses?" + query)
		if answer.Code != http.StatusUnprocessableEntity || !strings.Contains(answer.Body.String(), "<dt>"+field+"</dt>") {
			t.Errorf("%.60s: %d, want 422 naming %s", query, answer.Code, field)
		}
	}
	for _, query := range []string{"project=none", "customer=nobody", "contact=0000000000000000"} {
		if answer := b.get("/responses?" + query); answer.Code != http.StatusNotFound {
			t.Errorf("%s: %d, want 404", query, answer.Code)
		}
	}
}

// A form sends fields that say nothing, and people type names: the address that
// stays is the one to keep.
func TestTheAddressIsTidied(t *testing.T) {
	o := openOffice(t, localOffice)
	o.openFirm()
	b := o.signedIn(martaEmail)
	for from, to := range map[string]string{
		"/responses?project=&customer=&choice=complaints&from=&q=": "/responses?choice=complaints",
		"/responses?project=":           "/responses",
		"/responses?customer=Northgate": "/responses?customer=northgate",
	} {
		answer := b.get(from)
		if answer.Code != http.StatusSeeOther || answer.Header().Get("Location") != to {
			t.Errorf("%s leads to %d %s, want %s", from, answer.Code, answer.Header().Get("Location"), to)
		}
	}
}

// All pages together hold each response once.
func TestPagesOfResponsesFollowOneAnother(t *testing.T) {
	o := openOffice(t, localOffice)
	o.fill(firmYear())
	b := o.signedIn(martaEmail)
	seen := map[string]int{}
	for path := "/responses?days=all"; path != ""; {
		body := b.get(path).Body.String()
		for _, m := range regexp.MustCompile(`href="(/outbox/[0-9a-z]{16})"`).FindAllStringSubmatch(body, -1) {
			seen[m[1]]++
		}
		older := regexp.MustCompile(`<a href="([^"]+)">(Older|Look further back)`).FindStringSubmatch(body)
		if path = ""; older != nil {
			path = strings.ReplaceAll(older[1], "&amp;", "&")
		}
	}
	for way, n := range seen {
		if n != 1 {
			t.Errorf("%s is listed %d times", way, n)
		}
	}
	if len(seen) != 157 {
		t.Errorf("%d responses, want 157", len(seen))
	}
}

func TestSearchPage(t *testing.T) {
	o := openOffice(t, localOffice)
	o.openFirm()
	b := o.signedIn(martaEmail)
	says(t, b.get("/search"), "Two or three letters are enough")
	says(t, b.get("/search?q=north"), "Found for “north”", "Customers", "Northgate Logistics", "People", "Priya Nair", "priya@northgate.example", "their responses")
	says(t, b.get("/search?q=PRIYA+na"), "Priya Nair")
	says(t, b.get("/search?q=wareh"), "Projects", "Warehouse portal")
	says(t, b.get("/search?q=busiest+down"), "What people said", "The portal was down again")
	says(t, b.get("/search?q="+url.QueryEscape("*?[a-")), "Found for “*?[a-”")
	says(t, b.get("/search?q=zzzz"), "Nobody is called so")
	if body := b.get("/").Body.String(); !strings.Contains(body, `<form action="/search">`) {
		t.Error("no search field in the head of the page")
	}
}

func TestSavedViews(t *testing.T) {
	o := openOffice(t, localOffice)
	o.fill(firmYear())
	o.hire("kim@house.example", "Kim", surveys.Viewer)
	marta, kim := o.signedIn(martaEmail), o.signedIn("kim@house.example")
	save := func(b *colleague, name, address, shared string) int {
		return b.post("/views", "name", name, "address", address, "shared", shared).Code
	}
	if save(kim, "Mine", "/responses?words=yes&choice=complaints", "") != http.StatusSeeOther || save(kim, "Ours", "/customers?order=name", "yes") != http.StatusSeeOther {
		t.Fatal("a viewer cannot save a view")
	}
	for _, address := range []string{"https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "/logout", "/api/v1/customers", "/responses/../logout", "customers", "", "/setup/secret", "/static/x"} {
		if got := save(kim, "Bad", address, ""); got != http.StatusUnprocessableEntity {
			t.Errorf("a view of %q: %d", address, got)
		}
	}
	if got := save(kim, "", "/responses", ""); got != http.StatusUnprocessableEntity {
		t.Errorf("a view without a name: %d", got)
	}
	says(t, kim.get("/views"), "Mine", "Ours", "/responses?choice=complaints&words=yes")
	says(t, kim.get("/responses?words=yes&choice=complaints"), "Mine", "Ours")
	if page := marta.get("/views"); strings.Contains(page.Body.String(), "Mine") || !strings.Contains(readable(page.Body.String()), "Ours for everybody /customers?order=name · by Kim") {
		t.Errorf("Marta sees\n%s", readable(page.Body.String()))
	}
	ids := regexp.MustCompile(`action="(/views/[0-9a-z]+)"`).FindAllStringSubmatch(kim.get("/views").Body.String(), -1)
	if len(ids) != 2 {
		t.Fatalf("Kim may change %d", len(ids))
	}
	mine, ours := ids[0][1], ids[1][1]
	if got := marta.post(mine, "do", "remove").Code; got != http.StatusNotFound {
		t.Errorf("somebody else's own view is answered with %d", got)
	}
	if got := marta.post(ours, "do", "change", "name", "All by name", "shared", "yes").Code; got != http.StatusSeeOther {
		t.Errorf("an admin keeps order among shared ones: %d", got)
	}
	says(t, kim.get("/views"), "All by name")
	if got := kim.post(mine, "do", "remove").Code; got != http.StatusSeeOther || strings.Contains(kim.get("/views").Body.String(), "Mine") {
		t.Errorf("removing: %d", got)
	}
	if got := kim.post(ours, "do", "burn").Code; got != http.StatusUnprocessableEntity {
		t.Errorf("an unknown act: %d", got)
	}
}
