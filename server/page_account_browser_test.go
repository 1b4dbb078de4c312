package server_test

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"barometer/server/browsertest"
	"barometer/surveys"

	"github.com/chromedp/chromedp"
)

// A second factor is turned on and asked for; the pages about people on the way.
func TestASecondFactorInABrowser(t *testing.T) {
	o := openOffice(t, localOffice)
	o.hire(alfEmail, "Alf Berg", surveys.Member)
	web := httptest.NewServer(o.server.Handler())
	t.Cleanup(web.Close)
	tab := browsertest.Tab(t)
	signIn := []chromedp.Action[chromedp.Void]{chromedp.SendKeys(`input[name=email]`, martaEmail),
		chromedp.SendKeys(`input[name=password]`, martaPassword), chromedp.Click(`main form button`)}
	look := func(name string) {
		t.Helper()
		for _, width := range []int64{320, 1280} {
			screen(t, tab, width)
			lookAt(t, tab, name, width)
		}
		if found := browsertest.Barriers(t, tab); found != "" {
			t.Errorf("%s: %s", name, found)
		}
		pictures(t, tab, "way-"+name)
	}

	browsertest.Do(t, tab, append([]chromedp.Action[chromedp.Void]{chromedp.Navigate(web.URL + "/account")}, signIn...)...)
	browsertest.Do(t, tab, chromedp.WaitVisible(`#factor`))
	browsertest.Do(t, tab, chromedp.SendKeys(`#factor input[name=password]`, martaPassword), chromedp.Click(`#factor button`), chromedp.WaitVisible(`svg.qr`))
	look("factor")
	secret := strings.ReplaceAll(browsertest.Get(t, tab, chromedp.Evaluate[string](`document.querySelector("code.secret").textContent`)), " ", "")
	browsertest.Do(t, tab, chromedp.SendKeys(`input[name=code]`, codeAt(t, secret, o.clock.Now())), chromedp.Click(`main form button`), chromedp.WaitVisible(`ul.codes`))
	look("factor-codes")

	browsertest.Do(t, tab, chromedp.Navigate(web.URL+"/settings/people"))
	browsertest.Do(t, tab, chromedp.Click(`a[href$="`+string(surveys.NewUserID(alfEmail))+`"]`), chromedp.WaitVisible(`details.act`))

	o.clock.Advance(13 * time.Hour) // the session has ended
	browsertest.Do(t, tab, chromedp.Navigate(web.URL+"/account"))
	browsertest.Do(t, tab, signIn...)
	browsertest.Do(t, tab, chromedp.WaitVisible(`input[name=code]`))
	look("login-code")
	browsertest.Do(t, tab, chromedp.SendKeys(`input[name=code]`, codeAt(t, secret, o.clock.Now())), chromedp.Click(`main form button`), chromedp.WaitVisible(`#factor`))
	if text := browsertest.Body(t, tab); !strings.Contains(text, "10 recovery codes are left.") {
		t.Errorf("after the code:\n%s", text)
	}
}
