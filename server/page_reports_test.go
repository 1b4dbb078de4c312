package server_test

import (
	"context"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"barometer/surveys"
)

// drafted makes a report by the form, and returns where it stands.
func (b *colleague) drafted(t *testing.T, about, name string) string {
	t.Helper()
	today := b.o.store.Today()
	answer := b.post("/reports", "about", about, "name", name, "from", (today - 60).String(), "to", today.String())
	at, _, _ := strings.Cut(answer.Header().Get("Location"), "?")
	if answer.Code != http.StatusSeeOther || at == "" {
		t.Fatalf("%d %s", answer.Code, answer.Body)
	}
	return at
}

// revisionOf is what the page's form was made of.
func (b *colleague) revisionOf(t *testing.T, at string) string {
	t.Helper()
	found := regexp.MustCompile(`name="revision" value="(\d+)"`).FindStringSubmatch(b.get(at).Body.String())
	if found == nil {
		t.Fatal("no revision")
	}
	return found[1]
}

// press presses a button on the page of a report.
func (b *colleague) pressed(t *testing.T, at, do string, more ...string) int {
	t.Helper()
	return b.post(at, append([]string{"do", do, "revision", b.revisionOf(t, at)}, more...)...).Code
}

// linkOf is the signed link that the page shows; empty: none.
func (b *colleague) linkOf(at string) string {
	return regexp.MustCompile(`/report/[0-9a-z]{45}`).FindString(b.get(at).Body.String())
}

// quoted lets Karl agree to be quoted.
func (o *office) quoted(quote string) {
	o.tb.Helper()
	_, err := o.store.ChangeConsent(context.Background(), surveys.NewContactID(karl().Address), func(c surveys.Consent) (surveys.Consent, error) {
		c.Customer, c.Kind, c.Quote, c.Name = bergmann().ID, surveys.StepQuote, quote, "Karl B."
		return c.With(surveys.ConsentLine{At: o.clock.Now(), State: surveys.ConsentAgreed}), nil
	})
	if err != nil {
		o.tb.Fatal(err)
	}
}

func TestAReportIsWrittenReadAndReleased(t *testing.T) {
	o := openOffice(t, localOffice)
	o.relate()
	o.hire("mia@house.example", "Mia", surveys.Member)
	o.hire("vic@house.example", "Vic", surveys.Viewer)
	marta, mia, vic := o.signedIn(martaEmail), o.signedIn("mia@house.example"), o.signedIn("vic@house.example")
	o.quoted("<script>alert(1)</script> Never a machine stood still.")
	if answer := mia.post("/reports", "about", "customer", "name", "nobody", "from", "x", "to", "2026-01-01"); answer.Code != http.StatusUnprocessableEntity ||
		!strings.Contains(answer.Body.String(), "no customer or project is called so") || !strings.Contains(answer.Body.String(), "calendar date") {
		t.Errorf("%d %s", answer.Code, answer.Body)
	}
	if answer := vic.post("/reports", "about", "customer", "name", "bergmann/de"); answer.Code != http.StatusForbidden {
		t.Errorf("who may only look makes a report: %d", answer.Code)
	}
	at := mia.drafted(t, "customer", "bergmann maschinenbau")
	says(t, mia.get(at), "Report to Bergmann Maschinenbau", "What you told us", "Satisfied, then and now", "Never a machine stood still.", "Karl B.", "You may read this")
	if mia.pressed(t, at, "review") != http.StatusForbidden || vic.post(at, "do", "save", "revision", "1").Code != http.StatusForbidden {
		t.Error("anybody may review or write")
	}
	stale := mia.revisionOf(t, at)
	if code := mia.pressed(t, at, "save", "opening", "Thank you <b>all</b>.", "closing", "Bye", "out", "closing", "to", string(surveys.NewContactID(karl().Address))); code != http.StatusSeeOther {
		t.Fatal(code)
	}
	if answer := marta.post(at, "do", "save", "revision", stale, "opening", "My long words"); answer.Code != http.StatusConflict ||
		!strings.Contains(answer.Body.String(), "somebody else has changed") && !strings.Contains(answer.Body.String(), "Somebody else has changed") || !strings.Contains(answer.Body.String(), "My long words") {
		t.Errorf("the second editor: %d %s", answer.Code, answer.Body)
	}
	if marta.pressed(t, at, "release", "days", "180") != http.StatusConflict || marta.linkOf(at) != "" {
		t.Error("what nobody has read is released")
	}
	if code := marta.pressed(t, at, "edit"); code != http.StatusSeeOther {
		t.Fatal(code)
	}
	if code := marta.post(at, "do", "review", "revision", marta.revisionOf(t, at)).Code; code != http.StatusSeeOther {
		t.Fatal(code)
	}
	if code := marta.pressed(t, at, "release", "days", "180"); code != http.StatusSeeOther {
		t.Fatal(code)
	}
	says(t, marta.get(at), "Released by Marta Lindqvist", "Its link is open until", "on its way")
	says(t, vic.get("/reports"), "1 report, and none waits", "Report to Bergmann Maschinenbau", "released")
	says(t, marta.get("/customers/bergmann%2Fde"), "Marta Lindqvist released a report for")
	o.readsLink(t, marta, at)
}

// readsLink follows what the link of the released report says, to its end.
func (o *office) readsLink(t *testing.T, marta *colleague, at string) {
	t.Helper()
	reader, link := o.someone(), marta.linkOf(at)
	page := reader.get(link)
	says(t, page, "What you told us, and what we did", "Bergmann Maschinenbau", "Thank you &lt;b&gt;all&lt;/b&gt;.", "Never a machine stood still.", "Karl B.", "Marta Lindqvist")
	body := page.Body.String()
	for _, bad := range []string{"<script", "Thank you <b>", "Bye", "Priya", "Northgate"} {
		if strings.Contains(body, bad) {
			t.Errorf("%q in\n%s", bad, body)
		}
	}
	for header, want := range map[string]string{"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex", "Cache-Control": "no-store", "Content-Security-Policy": "default-src 'none'"} {
		if got := page.Header().Get(header); !strings.Contains(got, want) {
			t.Errorf("%s: %s", header, got)
		}
	}
	if strings.Contains(page.Header().Get("Content-Security-Policy"), "script-src") {
		t.Error("the page may run scripts")
	}
	last := "0"
	if strings.HasSuffix(link, last) {
		last = "1"
	}
	for _, other := range []string{link[:len(link)-1] + last, strings.Replace(link, "/report/", "/r/", 1), link + "x", "/report/x"} {
		if answer := reader.get(other); answer.Code != http.StatusNotFound {
			t.Errorf("%s: %d", other, answer.Code)
		}
	}
	if answer := reader.post(link+"/stop", "List-Unsubscribe", "One-Click"); answer.Code != http.StatusNotFound {
		t.Errorf("nobody's link ends reports: %d", answer.Code)
	}
	o.stops(t, reader, link)
	if _, err := o.store.ChangeConsent(context.Background(), surveys.NewContactID(karl().Address), func(c surveys.Consent) (surveys.Consent, error) {
		return c.With(surveys.ConsentLine{At: o.clock.Now(), State: surveys.ConsentRevoked}), nil
	}); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(reader.get(link).Body.String(), "Never a machine") {
		t.Error("words stay that were taken back")
	}
	o.clock.Advance(181 * 24 * time.Hour)
	if answer := reader.get(link); answer.Code != http.StatusGone || !strings.Contains(answer.Body.String(), "no longer shown") {
		t.Errorf("after its time: %d", answer.Code)
	}
	o.clock.Advance(-181 * 24 * time.Hour)
	if code := marta.pressed(t, at, "withdraw"); code != http.StatusSeeOther {
		t.Fatal(code)
	}
	if answer := reader.get(link); answer.Code != http.StatusGone || strings.Contains(answer.Body.String(), "Bergmann") {
		t.Errorf("withdrawn: %d", answer.Code)
	}
}

// stops ends reports for Karl by one click of his mail program.
func (o *office) stops(t *testing.T, reader *colleague, link string) {
	t.Helper()
	id, _, _ := surveys.NewSigner(make([]byte, 32)).ParseReport(strings.TrimPrefix(link, "/report/"))
	own := "/report/" + surveys.NewSigner(make([]byte, 32)).Report(id, 1)
	says(t, reader.get(own), "Do not send me reports")
	says(t, reader.get(own+"/stop"), "No more reports?")
	contact, german := surveys.NewContactID(karl().Address), "de"
	if err := o.store.AmendContact(context.Background(), contact, surveys.ContactPatch{Language: &german}); err != nil {
		t.Fatal(err)
	}
	says(t, reader.get(own), "Was Sie uns gesagt haben", "Bitte keine Berichte mehr senden")
	says(t, reader.get(own+"/stop"), "Keine Berichte mehr?")
	reader.headers["Accept-Language"] = "fr"
	says(t, reader.get(link), "Ce que vous nous avez dit") // whoever has the link: nobody knows who it is
	delete(reader.headers, "Accept-Language")
	english := "en"
	if err := o.store.AmendContact(context.Background(), contact, surveys.ContactPatch{Language: &english}); err != nil {
		t.Fatal(err)
	}
	if stopped, err := o.store.ReportsStopped(context.Background(), []surveys.ContactID{contact}); err != nil || stopped[contact] {
		t.Errorf("looking ends reports: %v, %v", stopped, err)
	}
	says(t, reader.post(own+"/stop", "List-Unsubscribe", "One-Click"), "No more reports")
	if stopped, err := o.store.ReportsStopped(context.Background(), []surveys.ContactID{contact}); err != nil || !stopped[contact] {
		t.Errorf("%v, %v", stopped, err)
	}
}

// A project of one customer has no report: it would tell what that one said.
func TestAReportAboutAProjectNeedsThreeCustomers(t *testing.T) {
	o := openOffice(t, localOffice)
	o.openFirm()
	marta := o.signedIn(martaEmail)
	today := o.store.Today()
	answer := marta.post("/reports", "about", "project", "name", "Warehouse portal", "from", (today - 60).String(), "to", today.String())
	if answer.Code != http.StatusConflict || !strings.Contains(answer.Body.String(), "what another said") {
		t.Fatalf("%d %s", answer.Code, answer.Body)
	}
	for _, name := range []string{"alpha", "beta", "gamma"} {
		who := surveys.Contact{Address: name + "@x.example", Name: "Zed " + name}
		var rows []answered
		for i := range 3 {
			rows = append(rows, answered{portal(), surveys.CustomerRef{ID: surveys.CustomerID(name), Name: name}, who, 4, i + 1, surveys.Words{Comment: "Secret of " + name}})
		}
		o.fill(rows)
	}
	o.follow()
	at := marta.drafted(t, "project", "portal")
	says(t, marta.get(at), "Report about Warehouse portal", "A report about a project is not mailed")
	for _, press := range []string{"review", "release"} {
		if code := marta.pressed(t, at, press, "days", "30"); code != http.StatusSeeOther {
			t.Fatal(press, code)
		}
	}
	body := o.someone().get(marta.linkOf(at)).Body.String()
	for _, bad := range []string{"Secret", "alpha", "Zed", "Priya", "Northgate"} {
		if strings.Contains(body, bad) {
			t.Errorf("%q in\n%s", bad, body)
		}
	}
}
