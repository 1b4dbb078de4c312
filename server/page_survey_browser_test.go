package server_test

import (
	"context"
	"fmt"
	"testing"

	"barometer/server/browsertest"
	"barometer/surveys"

	"github.com/chromedp/chromedp"
)

const (
	inMail    = `querySelector("iframe")?.contentDocument?.body?.innerText`
	inSubject = `querySelector(".s")?.textContent`
	inText    = `querySelector("pre")?.textContent`
)

// until waits for a part of the preview to hold a text.
func until(t *testing.T, tab context.Context, part, text string) {
	t.Helper()
	browsertest.Until(t, tab, fmt.Sprintf(`(document.querySelector("iframe.reader:not([hidden])")?.contentDocument?.%s ?? "").includes(%q)`, part, text))
}

func TestASurveyIsMadeInABrowser(t *testing.T) {
	o := openOffice(t, localOffice)
	site, path := o.online(t)
	tab := browsertest.Tab(t)
	browsertest.Do(t, tab, chromedp.Navigate(site+path), chromedp.Navigate(site+"/surveys"),
		chromedp.Click(`a[href="/surveys/new?scale=thermometer4"]`), chromedp.WaitVisible("iframe.reader"))
	before := browsertest.Get(t, tab, chromedp.Evaluate[int]("history.length"))
	browsertest.Do(t, tab, chromedp.SendKeys(`input[name=name]`, "After a delivery"),
		chromedp.SendKeys(`input[name="w.en.question"]`, "How was <b>it</b>, {first_name}?"),
		chromedp.SendKeys(`input[name="w.en.subject"]`, "About {project}"))
	until(t, tab, inMail, "How was <b>it</b>, Priya?")
	until(t, tab, inSubject, "About Portal")
	until(t, tab, inText, "How was <b>it</b>, Priya?")
	if now := browsertest.Get(t, tab, chromedp.Evaluate[int]("history.length")); now != before {
		t.Errorf("typing left %d pages in the history", now-before)
	}
	browsertest.Do(t, tab, chromedp.SetValue(`select[name=show]`, "ar"))
	browsertest.Get(t, tab, chromedp.Evaluate[bool](`document.querySelector("select[name=show]").dispatchEvent(new Event("input"))`))
	until(t, tab, `querySelector("iframe")?.contentDocument?.documentElement?.dir`, "rtl")
	browsertest.Do(t, tab, chromedp.Click(`input[name=dark]`))
	browsertest.Until(t, tab, `(() => { const mail = document.querySelector("iframe.reader:not([hidden])")?.contentDocument?.querySelector("iframe")?.contentDocument;
		return mail?.body && mail.defaultView.getComputedStyle(mail.body).backgroundColor === "rgb(30, 29, 26)" })()`)
	browsertest.Do(t, tab, chromedp.Click(`p.stay button`), chromedp.WaitVisible(`#test`))
	saved, ok := theSurvey(t, o, "after-a-delivery")
	if !ok || saved.Name != "After a delivery" || saved.Scale != surveys.Thermometer4 || saved.ChangedBy != "Marta Lindqvist" {
		t.Errorf("saved %v: %+v", ok, saved)
	}
	browsertest.Do(t, tab, chromedp.Click(`#test button`), chromedp.WaitVisible("#trial"))
	browsertest.Do(t, tab, chromedp.SetValue(`input[name=reply_to]`, "noreply@acme.example"), chromedp.SetValue(`input[name=delay]`, "soon"),
		chromedp.SetValue(`input[name="w.en.label.2"]`, "Good"), chromedp.SetValue(`input[name="w.en.label.3"]`, "good"),
		chromedp.Click(`p.stay button`), chromedp.WaitVisible(`[role=alert]`))
	if kept := browsertest.Get(t, tab, chromedp.Evaluate[string](`document.querySelector("input[name=delay]").value`)); kept != "soon" {
		t.Errorf("what was typed is now %q", kept)
	}
	pictures(t, tab, "way-survey")
}

func theSurvey(t *testing.T, o *office, id surveys.SurveyID) (surveys.Survey, bool) {
	t.Helper()
	all, err := o.store.Surveys(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return all.Get(id)
}
