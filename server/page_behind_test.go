package server_test

import (
	"fmt"
	"html"
	"regexp"
	"strings"
	"testing"

	"barometer/surveys"
)

// listLinks finds links to lists: their text is the figure that they stand
// behind, alone or before " of ".
var listLinks = regexp.MustCompile(`<a class="[^"]*" href="([^"]*#list)">(?:<b>)?(\d+)(?:</b>|\x{a0}of\x{a0}\d+)?</a>`)

// behind walks all pages of the list that an address asks for and counts.
func (b *colleague) behind(address string) int {
	n := 0
	for address != "" {
		address, _, _ = strings.Cut(html.UnescapeString(address), "#")
		text := b.get(address).Body.String()
		_, list, _ := strings.Cut(text, `id="list"`)
		list, _, _ = strings.Cut(list, "</section>")
		n += strings.Count(list, `<tr><th scope="row">`) - strings.Count(list, `<tfoot>`)
		address = ""
		if more := regexp.MustCompile(`<p><a class="t s" href="([^"]*)">Next page`).FindStringSubmatch(list); more != nil {
			address = more[1]
		}
	}
	return n
}

// Every number of retention and of leavers leads to a list that is as long as
// the number, over all its pages.
func TestEveryNumberAboutWhoStaysLeadsToItsCustomers(t *testing.T) {
	t.Parallel()
	o := openOffice(t, localOffice)
	o.openFirm()
	year, _, _ := o.store.Today().Date()
	for i := range 205 {
		o.live(surveys.CustomerID(fmt.Sprintf("stays-%d", i)), "2020-02-29", "", "food")
	}
	for i := range 6 {
		o.live(surveys.CustomerID(fmt.Sprintf("goes-%d", i)), "2020-02-29", fmt.Sprintf("%d-06-0%d", year-1, i+1), "retail")
	}
	b := o.signedIn(martaEmail)
	for page, least := range map[string]int{"/retention?of=last_year&by=attribute:industry": 20, "/leavers?of=last_year": 3} {
		found := listLinks.FindAllStringSubmatch(b.get(page).Body.String(), -1)
		if len(found) < least {
			t.Errorf("%s: %d numbers lead to a list, want %d at least", page, len(found), least)
		}
		seen := map[string]bool{}
		for _, link := range found {
			if seen[link[1]] {
				continue
			}
			seen[link[1]] = true
			if n := b.behind(link[1]); fmt.Sprint(n) != link[2] {
				t.Errorf("%s: %s leads to %d customers: %s", page, link[2], n, link[1])
			}
		}
	}
	says(t, b.get("/leavers?of=last_year"), "6 left, 205 stayed", "See who left", "See who stayed")
	for side, want := range map[string]int{"left": 6, "stayed": 205} {
		if n := b.behind("/leavers?of=last_year&side=" + side); n != want {
			t.Errorf("%d %s, want %d", n, side, want)
		}
	}
}

// On the page of worth the fields, and revenue at risk, lead to their rows, and
// each row's n to its answers.
func TestEveryNumberOfWorthLeadsToItsCustomers(t *testing.T) {
	c := newBooksClient(t)
	day := c.store.Today() - 10
	for i := range 6 {
		c.bring("sad", "web", (day + surveys.Day(i)).String(), 1, 1)
		c.bring("glad", "web", (day + surveys.Day(i)).String(), 5, 1)
	}
	c.follow()
	c.write(t, "POST", "/revenue", fmt.Sprintf(`{"items":[{"id":"1","customer":"sad","day":"%[1]s","amount":"300"},{"id":"2","customer":"glad","day":"%[1]s","amount":"200"},{"id":"3","customer":"unheard","day":"%[1]s","amount":"100"}]}`, day), 201)
	if err := c.store.ChangeUser(t.Context(), c.marta.ID, surveys.Admin, true); err != nil {
		t.Fatal(err)
	}
	b := c.signedIn(martaEmail)
	page := b.get("/worth").Body.String()
	for link, want := range map[string]string{
		`<a class="t" href="/worth?list=risk#list">These are 1 of 3 customers with revenue</a>`: "/worth?list=risk",
		`<a class="t sm" href="/worth?list=save#list">1 customer</a>`:                           "/worth?list=save",
		`<a class="t sm" href="/worth?list=cherish#list">1 customer</a>`:                        "/worth?list=cherish",
	} {
		if !strings.Contains(page, link) {
			t.Errorf("no %s", link)
		}
		if n := b.behind(want); n != 1 {
			t.Errorf("%s lists %d", want, n)
		}
	}
	if n := b.behind("/worth"); n != 3 {
		t.Errorf("%d rows", n)
	}
	says(t, b.get("/worth?list=save&months=3"), "Save: 1 customer", "Show all")
	answers := regexp.MustCompile(`<small><a class="t" href="([^"]*)">[^<]*n\x{a0}=\x{a0}6</a>`).FindStringSubmatch(page)
	if answers == nil || !strings.Contains(b.get(html.UnescapeString(answers[1])).Body.String(), "n\u00a0=\u00a06") {
		t.Errorf("no way from n to the answers: %q", answers)
	}
	if lines := strings.Count(b.get("/worth.csv?list=risk").Body.String(), "\n"); lines != 2 {
		t.Errorf("the file of what is at risk has %d lines", lines)
	}
	if answer := b.get("/worth?list=all"); answer.Code != 422 {
		t.Errorf("a list that there is not: %d", answer.Code)
	}
}
