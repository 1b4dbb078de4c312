package main

import (
	"net"
	"net/http"
	"strings"
	"testing"

	"barometer/server/browsertest"

	"github.com/chromedp/chromedp"
)

// TestPlainHTTP goes the way over plain http at a name that is not localhost,
// where a browser sends no Sec-Fetch headers and keeps no Secure cookie:
// tapping, the button and signing in work, with a warning.
func TestPlainHTTP(t *testing.T) {
	h := newHouse(t, nil, "BAROMETER_SCAN_WINDOW=0")
	_, port, _ := net.SplitHostPort(h.addr)
	plain := "http://" + net.JoinHostPort(browsertest.PlainHost, port)
	h.env = append(h.env, "BAROMETER_PUBLIC_URL="+plain)
	h.serve()
	h.ask(t, "t-1", "priya@northgate.example")
	letter := h.awaitLetter("priya@northgate.example")
	if !strings.HasPrefix(letter.choice(2), plain+"/r/") {
		t.Fatalf("the mail links to %s, want %s", letter.choice(2), plain)
	}

	tab := browsertest.Tab(t)
	tap(t, tab, letter.choice(2), false)
	browsertest.Do(t, tab, chromedp.Click(chromedp.CSS(`.ch button[value="1"]`)))
	await(t, "the button changes the answer to 1", func() bool {
		var list struct {
			Items []struct {
				Choice int
				By     string
			}
		}
		return h.call("GET", "/responses?project=helpdesk", "", &list) == http.StatusOK &&
			len(list.Items) == 1 && list.Items[0].Choice == 1 && list.Items[0].By == "button"
	})

	browsertest.Do(t, tab, chromedp.Navigate(plain+"/login"), chromedp.WaitVisible(chromedp.CSS("input[name=email]")))
	if words := browsertest.Body(t, tab); !strings.Contains(words, "not encrypted") {
		t.Errorf("the page does not warn before the password is typed:\n%s", words)
	}
	browsertest.Do(t, tab,
		chromedp.SendKeys(chromedp.CSS("input[name=email]"), h.email),
		chromedp.SendKeys(chromedp.CSS("input[name=password]"), h.password+"\r"),
		chromedp.WaitVisible(chromedp.CSS(".who")))
	if !strings.Contains(h.log.String(), "plain http") {
		t.Error("the log does not warn of plain http")
	}
}
