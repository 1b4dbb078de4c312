package main

import (
	"strings"
	"testing"
	"time"

	"barometer/server/browsertest"

	"github.com/chromedp/chromedp"
)

// TestTheFirstRunOnAPhone goes from the link in the log to the first question
// in the mailbox, by thumb, at 390 px. Its log says how long a browser takes;
// what people take longer for is reading and typing.
func TestTheFirstRunOnAPhone(t *testing.T) {
	h := newcomers(t)
	h.serve()
	tab := browsertest.Tab(t)
	began := time.Now()
	seen := func(name string) {
		t.Helper()
		browsertest.Picture(t, tab, "first-run-"+name)
		if found := browsertest.Barriers(t, tab); found != "" {
			t.Errorf("%s keeps people out:\n%s", name, found)
		}
	}
	browsertest.Do(t, tab, chromedp.EmulateViewport(390, 844), chromedp.Navigate("http://"+h.addr+h.setUpPath()),
		chromedp.SendKeys(`input[name=name]`, "Marta Lindqvist"), chromedp.SendKeys(`input[name=email]`, h.email),
		chromedp.SendKeys(`input[name=password]`, h.password), chromedp.Click(`main button`), chromedp.WaitVisible(`#sender form`))
	seen("sender")
	form := h.senderForm("0", "", "open sesame 4711")
	browsertest.Do(t, tab, chromedp.SendKeys(`input[name=house]`, "Lindqvist & Rao"), chromedp.SendKeys(`input[name=host]`, form.Get("host")),
		chromedp.SetValue(`input[name=port]`, form.Get("port")), chromedp.SetValue(`select[name=privacy]`, "none"),
		chromedp.SendKeys(`input[name=user]`, "jonas"), chromedp.SendKeys(`input[name=password]`, "open sesame 4711"),
		chromedp.Click(`#sender form button`), chromedp.WaitVisible(`#test form button`), chromedp.Click(`#test form button`), chromedp.WaitVisible(`#trial`))
	h.awaitLetter(h.email)
	browsertest.Until(t, tab, `document.querySelector("#trial").textContent.includes("the mail server took it")`)
	seen("test")
	browsertest.Do(t, tab, chromedp.Click(`#question a`), chromedp.WaitVisible(`#question input[value=faces3]`),
		chromedp.Click(`#question input[value=faces3]`), chromedp.SendKeys(`input[name=question]`, "Did we help?"))
	browsertest.Until(t, tab, `(document.querySelector("iframe.reader:not([hidden])")?.contentDocument?.querySelector("iframe")?.contentDocument
		?.body?.innerText ?? "").includes("Did we help?")`)
	seen("question")
	browsertest.Do(t, tab, chromedp.Click(`#question button`), chromedp.WaitVisible(`#helpdesk form button`), chromedp.Click(`#helpdesk form button`), chromedp.WaitVisible(`#helpdesk code.once`))
	seen("done")
	if page := browsertest.Body(t, tab); !strings.Contains(page, "5 of 5 done") {
		t.Errorf("at the end stands:\n%s", page)
	}
	if wide := browsertest.Get(t, tab, chromedp.Evaluate[int](`document.documentElement.scrollWidth`)); wide > 390 {
		t.Errorf("the page is %d px wide on a phone", wide)
	}
	t.Logf("a browser is through after %s", time.Since(began).Round(100*time.Millisecond))
}
