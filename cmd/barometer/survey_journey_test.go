package main

import (
	"net/http"
	"strings"
	"testing"

	"barometer/server/browsertest"

	"github.com/chromedp/chromedp"
)

// TestASurveyOnItsWay makes a survey as its owner does, looks at it, sends it
// to try it, and sees a customer asked with it.
func TestASurveyOnItsWay(t *testing.T) {
	h := newHouse(t, nil, "BAROMETER_SCAN_WINDOW=0")
	h.serve()
	tab := browsertest.Tab(t)
	site := "http://" + h.addr
	browsertest.Do(t, tab, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(site+"/surveys/new?scale=faces3"),
		chromedp.SendKeys(`input[name=email]`, h.email), chromedp.SendKeys(`input[name=password]`, h.password),
		chromedp.Click(`main button`), chromedp.WaitVisible(`input[name=name]`),
		chromedp.SendKeys(`input[name=name]`, "After a visit"), chromedp.SendKeys(`textarea[name=types]`, "visit"),
		chromedp.SendKeys(`input[name="w.en.question"]`, "Was our visit worth your time, {first_name}?"))
	browsertest.Until(t, tab, `(document.querySelector("iframe.reader:not([hidden])")?.contentDocument?.querySelector("iframe")?.contentDocument
		?.body?.innerText ?? "").includes("worth your time, Priya?")`)
	browsertest.Do(t, tab, chromedp.Click(`p.stay button`), chromedp.WaitVisible(`#test`),
		chromedp.Click(`#test button`), chromedp.WaitVisible(`#trial`))
	try := h.awaitLetter(h.email)
	if !strings.HasPrefix(try.Subject, "Test: ") || !strings.Contains(try.Text, "Was our visit worth your time, Priya?") {
		t.Errorf("the test mail is %q:\n%s", try.Subject, try.Text)
	}
	browsertest.Until(t, tab, `document.querySelector("#trial").textContent.includes("the mail server took it")`)
	browsertest.Do(t, tab, chromedp.Navigate(try.choice(1)))
	browsertest.Await(t, tab, "This is a test; nothing is counted.")

	var first asked
	if status := h.call("POST", "/interactions", `{"id":"v-1","type":"visit","contact":{"email":"tom@northgate.example","name":"Tom Berg"}}`, &first); status != http.StatusCreated {
		t.Fatalf("the interaction is answered with %d", status)
	}
	letter := h.awaitLetter("tom@northgate.example")
	if !strings.Contains(letter.Text, "Was our visit worth your time, Tom?") || len(letter.Links) != 5 {
		t.Errorf("the customer reads:\n%s", letter.Text)
	}
	browsertest.Do(t, tab, chromedp.Navigate(letter.choice(1))) // faces stand best first
	var got struct {
		Answer   string
		Response struct{ Choice int }
	}
	await(t, "the answer counts", func() bool {
		h.call("GET", "/invitations/"+first.Invitation.ID, "", &got)
		return got.Answer == "answered" && got.Response.Choice == 3
	})
	var all struct{ Items []map[string]any }
	await(t, "the list has followed", func() bool {
		h.call("GET", "/responses", "", &all)
		return len(all.Items) > 0
	})
	if len(all.Items) != 1 {
		t.Errorf("%d answers are counted, want the customer's only", len(all.Items))
	}
}
