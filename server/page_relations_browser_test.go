package server_test

import (
	"strings"
	"testing"

	"barometer/server/browsertest"
	"barometer/surveys"

	"github.com/chromedp/chromedp"
)

// A founder reads the story, writes in the own name and finds it among what is
// done.
func TestTheRelationshipInABrowser(t *testing.T) {
	o := openOffice(t, localOffice)
	o.relate()
	site, path := o.online(t)
	tab := browsertest.Tab(t)
	browsertest.Do(t, tab, chromedp.Navigate(site+path))
	browsertest.Do(t, tab, chromedp.Navigate(site+"/founders"), chromedp.Click(".write summary"),
		chromedp.SendKeys(".write textarea", "I read what you told us."), chromedp.Click(`.write button[value=write]`), chromedp.WaitVisible(".done"))
	if body := browsertest.Body(t, tab); !strings.Contains(body, "Your mail is on its way.") || !strings.Contains(body, "Marta Lindqvist wrote") {
		t.Errorf("after writing:\n%s", body)
	}
	letter, err := o.store.FounderLetter(t.Context(), surveys.WeekOf(o.store.Today()), surveys.CustomerID("northgate").Key())
	if err != nil || !strings.Contains(letter.Text, "I read what you told us.") || !strings.Contains(letter.Text, "Hello Priya,") {
		t.Errorf("%q, %v", letter.Text, err)
	}
}
