package server_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"barometer/server/browsertest"
	"barometer/surveys"

	"github.com/chromedp/chromedp"
)

func TestNamesWithoutABlankStayOnTheirPages(t *testing.T) {
	o, long := openOffice(t, localOffice), strings.Repeat("Donaudampfschiff", 6)
	contact := surveys.Contact{Address: "ana@acme.example", Name: long}
	var all []answered
	for day := range 120 {
		all = append(all, answered{surveys.ProjectRef{ID: "long", Name: long}, surveys.CustomerRef{ID: "long", Name: long}, contact,
			[]int{1, 5}[day/60], day + 1, surveys.Words{Comment: long}})
	}
	o.fill(all)
	web := httptest.NewServer(o.server.Handler())
	t.Cleanup(web.Close)
	tab := browsertest.Tab(t)
	browsertest.Do(t, tab, chromedp.Navigate(web.URL+"/login"),
		chromedp.SendKeys(`input[name=email]`, martaEmail), chromedp.SendKeys(`input[name=password]`, martaPassword),
		chromedp.Click(`main button`), chromedp.WaitVisible(`.who`))
	for _, path := range []string{"/", "/customers", "/customers/long", "/projects", "/projects/long", "/outbox", "/complaints"} {
		for _, width := range []int64{390, 1280} {
			screen(t, tab, width)
			browsertest.Do(t, tab, chromedp.Navigate(web.URL+path))
			lookAt(t, tab, path, width)
		}
	}
}
