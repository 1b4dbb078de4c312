package server_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"barometer/server/browsertest"
	"barometer/surveys"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// screen makes the tab as wide as a phone or a desk.
func screen(t *testing.T, tab context.Context, width int64) {
	t.Helper()
	_, err := chromedp.Call(tab, emulation.SetDeviceMetricsOverride,
		emulation.SetDeviceMetricsOverrideParams{Width: width, Height: 900, DeviceScaleFactor: 1})
	if err != nil {
		t.Fatal(err)
	}
}

// online puts the office on the net until the test ends, and returns its address
// and the path by which Marta comes in.
func (o *office) online(t *testing.T) (site, welcome string) {
	t.Helper()
	web := httptest.NewServer(o.server.Handler())
	t.Cleanup(web.Close)
	welcome, err := o.server.Welcome(t.Context(), o.marta.ID)
	if err != nil {
		t.Fatal(err)
	}
	return web.URL, welcome
}

func TestTheKeyboardWalksAChart(t *testing.T) {
	o := openOffice(t, localOffice)
	o.fill(firmYear())
	site, path := o.online(t)
	tab := browsertest.Tab(t)
	browsertest.Do(t, tab, chromedp.Navigate(site+path), chromedp.WaitVisible("svg.c .r"))
	readout := func() string {
		return browsertest.Get(t, tab, chromedp.Evaluate[string](`document.querySelector("svg.c .r").textContent`))
	}
	last := readout()
	browsertest.Do(t, tab, chromedp.Focus("svg.c circle.on"), chromedp.KeyEvent(kb.ArrowLeft))
	if before := readout(); before == last || !strings.Contains(before, "n\u00a0=\u00a0") {
		t.Errorf("one reading before %q stands %q", last, before)
	}
	if stops := browsertest.Get(t, tab, chromedp.Evaluate[int](`document.querySelectorAll(".trend svg.c [tabindex='0']").length`)); stops != 1 {
		t.Errorf("the chart has %d tab stops, want 1", stops)
	}
	const day, shown = `[...document.querySelectorAll(".cells rect")].at(-1).ariaLabel`, `document.querySelector(".cal .r").textContent`
	if said, want := browsertest.Get(t, tab, chromedp.Evaluate[string](day)), browsertest.Get(t, tab, chromedp.Evaluate[string](shown)); said != want || !strings.Contains(said, ": no reading, n\u00a0=\u00a01") {
		t.Errorf("the last day of the calendar says %q, and over it stands %q", said, want)
	}
}

func TestALivingPageShowsWhatHasComeIn(t *testing.T) {
	o := openOffice(t, localOffice)
	o.fill(firmYear())
	site, path := o.online(t)
	tab := browsertest.Tab(t)
	browsertest.Do(t, tab, chromedp.Navigate(site+path), chromedp.WaitVisible(".say blockquote"))
	o.fill([]answered{{helpdesk(), surveys.CustomerRef{ID: "new", Name: "New"}, karl(), 5, 0, surveys.Words{Comment: "It came while you looked."}}})
	browsertest.Await(t, tab, "It came while you looked.")
	if walks := browsertest.Get(t, tab, chromedp.Evaluate[int](`document.querySelectorAll(".trend svg.c [tabindex='0']").length`)); walks != 1 {
		t.Errorf("after looking again the chart has %d tab stops, want 1", walks)
	}
	// What would push the page from under the reader's eyes waits for a press.
	const top = `document.querySelector("[data-part=glass]").getBoundingClientRect().top`
	const offered, shown = `document.getElementById("fresh").checkVisibility()`, `document.querySelector("[data-part=who]").innerText.includes("Harbour 3")`
	screen(t, tab, 390)
	before := browsertest.Get(t, tab, chromedp.Evaluate[float64](`document.querySelector("[data-part=who]").scrollIntoView(), `+top))
	if browsertest.Get(t, tab, chromedp.Evaluate[bool](offered)) {
		t.Error("a small change waits for a press")
	}
	o.fill(storm())
	browsertest.Until(t, tab, offered)
	if after := browsertest.Get(t, tab, chromedp.Evaluate[float64](top)); after != before || browsertest.Get(t, tab, chromedp.Evaluate[bool](shown)) {
		t.Errorf("a large change went in by itself: what stood at %.0f px stands at %.0f px", before, after)
	}
	browsertest.Do(t, tab, chromedp.Click("#fresh"))
	browsertest.Until(t, tab, shown+" && !"+offered)
}

// storm is a morning on which many customers complain at once.
func storm() (out []answered) {
	for i := range 6 {
		customer := surveys.CustomerRef{ID: surveys.CustomerID(fmt.Sprint("harbour-", i)), Name: fmt.Sprint("Harbour ", i)}
		out = append(out, answered{helpdesk(), customer, surveys.Contact{Address: fmt.Sprintf("mo@harbour-%d.example", i), Name: "Mo"}, 1, 0, surveys.Words{}})
	}
	return out
}

// lookAt holds every page to what one can see from outside.
func lookAt(t *testing.T, tab context.Context, name string, width int64) {
	t.Helper()
	if wide := browsertest.Get(t, tab, chromedp.Evaluate[int64]("document.documentElement.scrollWidth")); wide > width {
		t.Errorf("%s at %d px scrolls sideways: %d px", name, width, wide)
	}
	if n := browsertest.Get(t, tab, chromedp.Evaluate[int]("document.querySelectorAll('h1').length")); n != 1 {
		t.Errorf("%s has %d h1", name, n)
	}
	const small = `[...document.querySelectorAll("a, button, input:not([type=hidden]):not([hidden]), select, summary")].filter(e => {
		const r = (["checkbox", "radio"].includes(e.type) && e.closest("label") || e).getBoundingClientRect(), in_text = e.closest("p, dd, footer, pre, caption, svg") && !e.matches(".t, [role=button], .all");
		return r.width && !in_text && !e.matches(".all, .skip") && r.height < 44 && !e.closest("details");
	}).map(e => e.outerHTML.slice(0, 80)).join("\n")`
	if found := browsertest.Get(t, tab, chromedp.Evaluate[string](small)); found != "" {
		t.Errorf("%s at %d px has targets under 44 px:\n%s", name, width, found)
	}
	const unnamed = `[...document.querySelectorAll("input:not([type=hidden]):not([hidden]), select, textarea")].filter(e => !e.labels.length && !e.ariaLabel).length`
	if n := browsertest.Get(t, tab, chromedp.Evaluate[int](unnamed)); n != 0 {
		t.Errorf("%s has %d fields without a label", name, n)
	}
	const out = `[...document.querySelectorAll(".plate :not(svg *)")].filter(e => !e.closest(".hide, .mailview") &&
		e.getBoundingClientRect().right > e.closest(".plate").getBoundingClientRect().right).map(e => e.outerHTML.slice(0, 80)).join("\n")`
	if found := browsertest.Get(t, tab, chromedp.Evaluate[string](out)); found != "" {
		t.Errorf("%s at %d px sticks out of its plate:\n%s", name, width, found)
	}
	if text := browsertest.Body(t, tab); strings.Contains(text, "ZgotmplZ") {
		t.Errorf("%s holds a value that its place does not allow", name)
	}
}
