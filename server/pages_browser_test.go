package server_test

import (
	"context"
	"strings"
	"testing"

	"barometer/server/browsertest"

	"github.com/chromedp/chromedp"
)

// all opens what is folded, so that it is looked at too.
const all = `(document.querySelectorAll("details").forEach(d => d.open = true), true)`

// Every page of the team, from the routes, and those that customers read: it fits a narrow phone and 400 %
// zoom (320 px wide), keeps nobody out in either scheme, and its scripts and
// policy complain of nothing.
func TestEveryPageInABrowser(t *testing.T) {
	t.Parallel()
	h := openFullHouse(t, plainly)
	site, path := h.online(t)
	tab := browsertest.Tab(t)
	complaints := browsertest.Listen(t, tab)
	for _, door := range append(h.doors(), h.outside()...) {
		walk(t, tab, site, door)
	}
	browsertest.Do(t, tab, chromedp.Navigate(site+path))
	for _, page := range h.pages(t) {
		walk(t, tab, site, page)
		if found := complaints.Taken(); found != "" {
			t.Errorf("%s complains:\n%s", page, found)
		}
	}
}

// walk looks at one page, loaded once, in all widths and both schemes.
func walk(t *testing.T, tab context.Context, site, page string) {
	t.Helper()
	screen(t, tab, 320)
	browsertest.Scheme(t, tab, "light")
	browsertest.Do(t, tab, chromedp.Navigate(site+page))
	browsertest.Get(t, tab, chromedp.Evaluate[bool](all))
	lookAt(t, tab, page, 320)
	screen(t, tab, 390)
	if found := browsertest.Barriers(t, tab); found != "" {
		t.Errorf("%s keeps people out:\n%s", page, found)
	}
	browsertest.Scheme(t, tab, "dark")
	if found := browsertest.Barriers(t, tab, browsertest.Contrast); found != "" {
		t.Errorf("%s in the dark:\n%s", page, found)
	}
	screen(t, tab, 1280)
	lookAt(t, tab, page, 1280)
	pictures(t, tab, "page"+strings.NewReplacer("/", "-", "?", "-", "=", "-", "&", "-", "%", "").Replace(page))
}

// pictures keeps what a page looks like on a phone and on a desk, light and
// dark, where pictures are wished for.
func pictures(t *testing.T, tab context.Context, name string) {
	t.Helper()
	if !browsertest.Pictured() {
		return
	}
	for _, width := range []int64{390, 1280} {
		screen(t, tab, width)
		for _, scheme := range []string{"light", "dark"} {
			browsertest.Scheme(t, tab, scheme)
			browsertest.Picture(t, tab, name+"-"+map[int64]string{390: "390", 1280: "1280"}[width]+"-"+scheme)
		}
	}
}
