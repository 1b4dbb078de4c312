package server_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"barometer/server/browsertest"
	"barometer/surveys"

	"github.com/chromedp/chromedp"
)

func TestWhoFollowsUpIsSetOnAPage(t *testing.T) {
	o := openOffice(t, localOffice)
	o.hire("mia@house.example", "Mia", surveys.Member)
	o.fill(firmYear())
	b := o.signedIn(martaEmail)
	says(t, b.get("/settings/owners"), "Who follows up", "Marta Lindqvist", "Mia", "Warehouse portal")
	mia := string(surveys.NewUserID("mia@house.example"))
	answer := b.post("/settings/owners", "hours", "8", "worth", "2500", "rota", mia, "founder", string(o.marta.ID), "customer", "northgate", "customer_owner", mia)
	says(t, answer, "The rules are kept")
	rules, err := o.store.Ownership(context.Background())
	if err != nil || rules.Customers["northgate"] != surveys.UserID(mia) || len(rules.Rota) != 1 || rules.Patience().Hours() != 8 || rules.Worth != 2500 {
		t.Errorf("rules %+v (%v)", rules, err)
	}
	if answer := b.post("/settings/owners", "hours", "8", "worth", "much"); answer.Code != http.StatusUnprocessableEntity {
		t.Errorf("worth: %d", answer.Code)
	}
	if answer := b.post("/settings/owners", "hours", "never"); answer.Code != http.StatusUnprocessableEntity {
		t.Errorf("hours: %d", answer.Code)
	}
	if answer := o.signedIn("mia@house.example").get("/settings/owners"); answer.Code != http.StatusForbidden {
		t.Errorf("a member may change the rules: %d", answer.Code)
	}
}

func TestACaseOpenedByHandOnAPage(t *testing.T) {
	o := openOffice(t, localOffice)
	o.fill([]answered{{helpdesk(), bergmann(), karl(), 5, 0, surveys.Words{}}})
	b := o.signedIn(martaEmail)
	wrong := b.post("/cases", "customer", "nobody", "project", "helpdesk", "text", "He called.")
	if text := wrong.Body.String(); wrong.Code != http.StatusUnprocessableEntity ||
		!strings.Contains(text, "must be the id of a customer") || !strings.Contains(text, "He called.") {
		t.Errorf("a customer that is not there: %d\n%s", wrong.Code, text)
	}
	done := b.post("/cases", "customer", "bergmann/de", "project", "helpdesk", "text", "Karl called: <b>angry</b>.")
	if done.Code != http.StatusSeeOther {
		t.Fatalf("%d\n%s", done.Code, done.Body)
	}
	page := b.get(done.Header().Get("Location"))
	says(t, page, "needs somebody", "Written down by Marta Lindqvist")
	if strings.Contains(page.Body.String(), "<b>angry</b>") {
		t.Error("markup of what was written down is kept")
	}
	says(t, b.get("/complaints?owner=nobody"), "needs somebody")
	says(t, b.get("/complaints?owner=mine"), "None of these cases is yours")
	for _, path := range []string{"/complaints?owner=hers", "/complaints?before=now", "/lessons?days=3"} {
		if answer := b.get(path); answer.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", path, answer.Code)
		}
	}
}

// arrives waits until the page that a press leads to says all of the texts.
func arrives(t *testing.T, tab context.Context, texts ...string) {
	t.Helper()
	browsertest.Await(t, tab, texts...)
}

// A complaint arrives; its owner opens the case, notes, answers, resolves it
// with cause and lesson, and finds them on the lesson board.
func TestTheClosedLoopInABrowser(t *testing.T) {
	o := openOffice(t, localOffice)
	if err := o.store.PutOwnership(context.Background(), surveys.Ownership{Rota: []surveys.UserID{o.marta.ID}}); err != nil {
		t.Fatal(err)
	}
	o.fill(firmYear())
	web := httptest.NewServer(o.server.Handler())
	t.Cleanup(web.Close)
	tab := browsertest.Tab(t)
	browsertest.Do(t, tab, chromedp.Navigate(web.URL+"/complaints?owner=mine"),
		chromedp.SendKeys(`input[name=email]`, martaEmail), chromedp.SendKeys(`input[name=password]`, martaPassword),
		chromedp.Click(`main button`), chromedp.WaitVisible(`.inbox`))
	browsertest.Do(t, tab, chromedp.Click(`.inbox a`))
	arrives(t, tab, "Answer Priya")
	at := browsertest.Get(t, tab, chromedp.Evaluate[string]("location.pathname"))
	if !regexp.MustCompile(`^/cases/\d+$`).MatchString(at) {
		t.Fatalf("the inbox leads to %s", at)
	}
	browsertest.Do(t, tab, chromedp.SendKeys(`form[action$="/notes"] textarea`, "Say sorry first."), chromedp.Click(`form[action$="/notes"] button`))
	arrives(t, tab, "Say sorry first.", "Marta Lindqvist follows it up")
	browsertest.Do(t, tab, chromedp.SendKeys(`form[action$="/replies"] textarea`, "Dear Priya, sorry."), chromedp.Click(`form[action$="/replies"] button`))
	arrives(t, tab, "Waits to be sent", "Marta Lindqvist wrote to Priya", "Dear Priya, sorry.", "Contacted")
	for _, width := range []int64{390, 1280} {
		screen(t, tab, width)
		for _, scheme := range []string{"light", "dark"} {
			browsertest.Scheme(t, tab, scheme)
			browsertest.Do(t, tab, chromedp.Navigate(web.URL+at))
			lookAt(t, tab, "case", width)
			browsertest.Picture(t, tab, fmt.Sprintf("loop-case-%d-%s", width, scheme))
		}
	}
	browsertest.Do(t, tab, chromedp.SendKeys(`input[name=cause]`, "Told too late"),
		chromedp.SendKeys(`textarea[name=lesson]`, "Tell first, mend second."), chromedp.Click(`button[value=resolved]`))
	arrives(t, tab, "Cause: Told too late", "Resolved, says Marta Lindqvist")
	browsertest.Do(t, tab, chromedp.Navigate(web.URL+"/lessons"))
	arrives(t, tab, "Most often: Told too late", "Tell first, mend second.", "1\u00a0case")
	if words := browsertest.Body(t, tab); strings.Contains(words, "Priya") || strings.Contains(words, "Northgate") {
		t.Errorf("the lesson board names somebody:\n%s", words)
	}
	for _, path := range []string{"/lessons", "/settings/owners", "/complaints?state=resolved"} {
		for _, width := range []int64{390, 1280} {
			screen(t, tab, width)
			for _, scheme := range []string{"light", "dark"} {
				browsertest.Scheme(t, tab, scheme)
				browsertest.Do(t, tab, chromedp.Navigate(web.URL+path))
				name := strings.Map(func(r rune) rune {
					if r == '/' || r == '?' || r == '=' {
						return '-'
					}
					return r
				}, path)
				lookAt(t, tab, path, width)
				browsertest.Picture(t, tab, fmt.Sprintf("loop%s-%d-%s", name, width, scheme))
			}
		}
	}
}
