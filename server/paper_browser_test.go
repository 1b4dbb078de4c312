package server_test

import (
	"context"
	"fmt"
	"regexp"
	"testing"

	"barometer/server/browsertest"
	"barometer/surveys"

	paper "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// paperSheet is what a PDF calls a page of paper.
var paperSheet = regexp.MustCompile(`/Type\s*/Page\b`)

// However much there is to list, a page of the team prints to one sheet of A4,
// in letters that can be read, and says where the rest is.
func TestABusyPagePrintsToOneSheet(t *testing.T) {
	t.Parallel()
	o := openOffice(t, localOffice)
	o.fill(busyHouse())
	site, path := o.online(t)
	tab := browsertest.Tab(t)
	browsertest.Do(t, tab, chromedp.Navigate(site+path))
	for _, address := range []string{"/", "/customers", "/customers/busy", "/projects", "/projects/busy", "/responses?days=all", "/complaints"} {
		browsertest.Do(t, tab, chromedp.Navigate(site+address))
		if got := sheets(t, tab); got != 1 {
			t.Errorf("%s prints to %d sheets", address, got)
		}
		said := browsertest.Get(t, tab, chromedp.Evaluate[string](`document.querySelector(".whole").textContent`))
		if want := "http://localhost:8080" + address; !regexp.MustCompile(regexp.QuoteMeta(want) + `(;|$)`).MatchString(said) {
			t.Errorf("%s says %q, not where it is", address, said)
		}
		if seen := browsertest.Get(t, tab, chromedp.Evaluate[int](`[...document.querySelectorAll(".paper")].filter(e => e.checkVisibility()).length`)); seen != 0 {
			t.Errorf("%s shows %d lines on the screen that are for paper", address, seen)
		}
	}
}

// busyHouse is a customer with many people and projects, and a project with
// many customers, who all have much to say, and little of it good.
func busyHouse() (out []answered) {
	words := surveys.Words{Comment: "Nobody told us that the line would stand still again, and when we called, nobody knew of it.", Reasons: []string{"untold", "slow"}, ContactWanted: true}
	for i := range 60 {
		who := surveys.Contact{Address: fmt.Sprintf("person-%d@busy.example", i%12), Name: fmt.Sprintf("Person Number %d of Them", i%12)}
		project := surveys.ProjectRef{ID: "busy", Name: "Support desk"}
		customer := surveys.CustomerRef{ID: "busy", Name: "Busy Works of the North"}
		if i%2 == 0 {
			project = surveys.ProjectRef{ID: surveys.ProjectID(fmt.Sprintf("p-%d", i%14)), Name: fmt.Sprintf("Project number %d", i%14)}
		} else if i%3 > 0 {
			customer = surveys.CustomerRef{ID: surveys.CustomerID(fmt.Sprintf("c-%d", i)), Name: fmt.Sprintf("Customer number %d", i)}
		}
		out = append(out, answered{project, customer, who, 1 + i%5, 1 + i, words})
	}
	return out
}

// sheets counts the pages of paper that the page of the tab needs.
func sheets(t *testing.T, tab context.Context) int {
	t.Helper()
	yes := true
	pdf, err := chromedp.Call(tab, paper.PrintToPDF, paper.PrintToPDFParams{PreferCSSPageSize: &yes, PrintBackground: &yes})
	if err != nil {
		t.Fatal(err)
	}
	return len(paperSheet.FindAll(pdf.Data, -1))
}
