package server_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"barometer/server/browsertest"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// Every page for customers fits a narrow phone and 400 % zoom (320 px wide),
// and everything that is pressed is large enough for a thumb.
func TestBrowserTapPagesFit(t *testing.T) {
	s := newStreet(t, time.Hour)
	s.fits("about", s.url+"/about", "What we keep")
	s.fits("nothing", s.url+"/r/x", "There is nothing here")
	s.fits("stop", s.url+"/u/"+s.signer.Unsubscribe(s.id), "Shall we stop asking?")
	s.aged(time.Second)
	s.fits("confirm", s.link(2), "Please press your choice below")
	s.aged(time.Hour)
	s.fits("thanks", s.link(2), "It is counted.")
	s.answeredElsewhere(5)
	s.fits("change", s.link(2), "Shall we change it")
}

// fits looks at a page in three widths and both schemes.
func (s *street) fits(name, url, ready string) {
	s.tb.Helper()
	browsertest.Do(s.tb, s.tab, chromedp.EmulateViewport(320, 900), chromedp.Navigate(url))
	s.await(ready)
	for _, scheme := range []string{"light", "dark"} {
		browsertest.Scheme(s.tb, s.tab, scheme)
		for _, width := range []int64{320, 390, 1280} {
			browsertest.Do(s.tb, s.tab, chromedp.EmulateViewport(width, 900))
			if wide := browsertest.Get(s.tb, s.tab, chromedp.Evaluate[int64]("document.documentElement.scrollWidth")); wide > width {
				s.tb.Errorf("%s at %d px is %d px wide", name, width, wide)
			}
			if small := browsertest.Get(s.tb, s.tab, chromedp.Evaluate[string](smallTargets)); small != "" {
				s.tb.Errorf("%s at %d px: too small to press: %s", name, width, small)
			}
			if width == 390 {
				rules := map[string][]string{"dark": {browsertest.Contrast}}[scheme]
				if barriers := browsertest.Barriers(s.tb, s.tab, rules...); barriers != "" {
					s.tb.Errorf("%s, %s: %s", name, scheme, barriers)
				}
			}
			browsertest.Picture(s.tb, s.tab, fmt.Sprintf("tap-%s-%d-%s", name, width, scheme))
		}
	}
}

// answeredElsewhere lets another browser change the answer, and this one forget
// that it answered before.
func (s *street) answeredElsewhere(choice int) {
	s.tb.Helper()
	other := &tapper{house: s.tapHouse, addr: "192.0.2.77", agent: "Lynx/2.8.9rel.1"}
	page := other.open(s.id, choice)
	s.clock.Advance(time.Second)
	page.press(fmt.Sprint(choice), nil)
	browsertest.Do(s.tb, s.tab, func(ctx context.Context, _ *chromedp.Target) (chromedp.Void, error) {
		_, err := chromedp.Call(ctx, network.ClearBrowserCookies, cdp.Empty{})
		return chromedp.Void{}, err
	})
}

// smallTargets names what is visible, can be pressed and is lower or narrower
// than 44 px (a check box counts with its label).
const smallTargets = `[...document.querySelectorAll("button,a,label.ck")].filter(e => {
	let r = e.getBoundingClientRect();
	return r.width > 0 && (r.height < 44 || r.width < 44);
}).map(e => e.textContent.trim()).join(", ")`
