package server_test

import (
	"testing"

	"barometer/server/browsertest"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// The key "/" leads to the search field at the desk, and on the phone through
// the menu; what is found, listed and saved fits both.
func TestFindingSomebodyByTheKeyboard(t *testing.T) {
	o := openOffice(t, localOffice)
	o.fill(firmYear())
	site, path := o.online(t)
	tab := browsertest.Tab(t)
	browsertest.Do(t, tab, chromedp.Navigate(site+path), chromedp.WaitVisible("main h1"))
	for _, width := range []int64{390, 1280} {
		screen(t, tab, width)
		browsertest.Do(t, tab, chromedp.Navigate(site+"/views"), chromedp.KeyEvent("/"),
			chromedp.WaitVisible("#nav input[type=search]:focus"))
		// The driver types a key that the page has taken all the same.
		browsertest.Get(t, tab, chromedp.Evaluate[string](`document.activeElement.value = ""`))
		browsertest.Do(t, tab, chromedp.KeyEvent("prIYa"+kb.Enter), chromedp.WaitVisible(`main a[href="/customers/northgate"]`))
		if at := browsertest.Get(t, tab, chromedp.Evaluate[string]("location.pathname + location.search")); at != "/search?q=prIYa" {
			t.Errorf("at %d px the search leads to %s", width, at)
		}
		lookAt(t, tab, "search", width)
	}
	screen(t, tab, 1152) // where the menu just has room
	lookAt(t, tab, "views", 1152)
	browsertest.Do(t, tab, chromedp.Navigate(site+"/responses?choice=complaints"),
		chromedp.Click(".saveview summary"), chromedp.SendKeys(".saveview input[name=name]", "Low ones"), chromedp.Click(".saveview button"), chromedp.WaitVisible(`nav a[aria-current][href="/responses?choice=complaints"]`))
	pictures(t, tab, "way-view")
}
