package server_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"barometer/server"
	"barometer/surveys"
)

// caught is a demo's mailbox with one mail in it.
type caught struct{ mail server.CaughtMail }

func (c caught) Mails() []server.CaughtMail { return []server.CaughtMail{c.mail} }
func (c caught) Mail(id string) (server.CaughtMail, bool) {
	return c.mail, id == c.mail.ID
}

func withMail(m server.CaughtMail) func(*server.Options) {
	return func(o *server.Options) { o.Caught = caught{m} }
}

// says fails the test where the page lacks one of the texts, as a person reads
// them.
func says(t *testing.T, answer *httptest.ResponseRecorder, texts ...string) {
	t.Helper()
	if answer.Code != http.StatusOK {
		t.Fatalf("%d\n%s", answer.Code, answer.Body)
	}
	read := readable(answer.Body.String())
	for _, text := range texts {
		if !strings.Contains(read, text) {
			t.Errorf("the page does not say %q:\n%s", text, read)
		}
	}
}

// readable is a page without its markup, blanks made plain.
func readable(page string) string {
	page = regexp.MustCompile(`(?s)<svg hidden>.*?</svg>|<head>.*?</head>`).ReplaceAllString(page, "")
	page = regexp.MustCompile(`<[^>]*>`).ReplaceAllString(page, " ")
	page = strings.NewReplacer("&nbsp;", " ", "\u00a0", " ", "&#39;", "'", "&#34;", `"`, "&amp;", "&").Replace(page)
	return strings.Join(strings.Fields(page), " ")
}

func TestEveryPageOfAFirm(t *testing.T) {
	o := openOffice(t, localOffice, withMail(server.CaughtMail{ID: "m1", Subject: "Your ticket T-2001", To: "priya@northgate.example",
		Text: "Good: http://localhost:8080/r/abc.", HTML: "<html><head><title>x</title></head><body><a href='http://localhost:8080/r/abc'>5</a></body></html>"}))
	sent, unknown := o.openFirm()
	b := o.signedIn(martaEmail)

	says(t, b.get("/"), "Who needs us now", "Northgate Logistics", "Rated 2 of 5 today, “The portal was down again on our busiest morning”, and nobody has answered yet.",
		"Call Priya Nair", "1 needs us. Last answer 1 h ago, 2 of 5 from Priya Nair: “The portal was down again on our busiest morning.”", "What people said", "Better or worse, over a year", "95 %: ", "n = 12", "Worst voice 2 of 5 , Northgate Logistics")
	says(t, b.get("/complaints"), "One complaint waits for us", "open 1", "contacted 0", "The portal was down again", "Priya Nair", "Nobody told me", "asks to be contacted", "I take it")
	says(t, b.get("/customers"), "2 customers, worst first: by the word of the dial, then by risk.", "Northgate Logistics", "Bergmann Maschinenbau", "Against the 90 days before", "likely worse")
	says(t, b.get("/customers/northgate"), "Northgate Logistics", "2 people · 2 projects · 105 answers", "Needs us now", "Trend by project", "Warehouse portal", "Priya Nair decision maker",
		"Heard in 90 days: 2 of 2, 1 of 1 decision maker", "What they chose, 90 days", "Asked Priya Nair about ticket T-2001", "Not asked: Priya Nair", "Was asked within the quiet period", "Priya Nair rated 2 of 5")
	says(t, b.get("/customers/bergmann%2Fde"), "Bergmann Maschinenbau")
	says(t, b.get("/projects"), "2 projects, worst first: by the word of the dial, then by risk.", "Warehouse portal", "Helpdesk")
	says(t, b.get("/projects/portal"), "Warehouse portal", "Project · 53 answers", "Customers in it", "Northgate Logistics", "The portal was down again", "storm")
	says(t, b.get("/outbox"), "1 mail did not arrive, or nobody knows", "Send again", "connection lost after the body", "was asked within the quiet period", "Caught mails", "Your ticket T-2001")
	says(t, b.get("/outbox/"+string(sent.ID)), "Asked Priya Nair", "The next mail server took the mail", "ticket T-2001")
	says(t, b.get("/outbox/"+string(unknown.ID)), "Send again", "unknown", "connection lost after the body")
	says(t, b.get("/outbox/mails/m1"), "Your ticket T-2001", "Good: http://localhost:8080/r/abc .")
	says(t, b.get("/settings"), "Marta Lindqvist", "admin")
	says(t, b.get("/settings/kept"), "Europe/Berlin")
}

func TestBeforeTheFirstAnswer(t *testing.T) {
	o := openOffice(t, localOffice)
	b := o.signedIn(martaEmail)
	says(t, b.get("/"), "The glass is hung. It needs five answers.", "1 of 5 done", "n = 0 of the 5 it takes")
	says(t, b.get("/complaints"), "No complaint waits for us")
	says(t, b.get("/customers"), "Customers appear here")
	says(t, b.get("/projects"), "Projects appear here")
	says(t, b.get("/outbox"), "Every mail went its way", "Nothing was asked yet")
	for _, path := range []string{"/customers/nobody", "/projects/none", "/cases/7", "/cases/x", "/outbox/0000000000000000", "/outbox/mails/1"} {
		if answer := b.get(path); answer.Code != http.StatusNotFound || !strings.Contains(answer.Body.String(), "There is nothing here") {
			t.Errorf("%s: %d, want a page that says 404", path, answer.Code)
		}
	}
}

// Whoever is signed in keeps the menu on an address that is none; nobody else
// learns that there is a team.
func TestAnUnknownAddressKeepsTheMenu(t *testing.T) {
	o := openOffice(t, localOffice)
	answer := o.signedIn(martaEmail).get("/nowhere/at/all")
	if page := answer.Body.String(); answer.Code != http.StatusNotFound || !strings.Contains(page, `href="/complaints"`) || !strings.Contains(page, `type="search"`) {
		t.Errorf("%d, want the menu and the search field:\n%s", answer.Code, page)
	}
	for _, plain := range []*httptest.ResponseRecorder{o.someone().get("/nowhere/at/all"), o.signedIn(martaEmail).get("/report"), o.signedIn(martaEmail).get("/static/none/at/all")} {
		if page := plain.Body.String(); plain.Code != http.StatusNotFound || strings.Contains(page, `href="/complaints"`) || strings.Contains(page, `type="search"`) {
			t.Errorf("%d, want a plain page:\n%s", plain.Code, page)
		}
	}
}

func TestWhatCannotBeReadIsNamed(t *testing.T) {
	tests := []struct{ path, field string }{
		{"/?days=27", "days"}, {"/?days=", "days"}, {"/?days=1e2", "days"}, {"/?to=2026-02-30", "to"}, {"/?to=tomorrow", "to"},
		{"/?to=2999-01-01", "to"}, {"/customers?order=best", "order"}, {"/customers?page=0", "page"}, {"/projects?page=x", "page"},
		{"/complaints?state=closed", "state"}, {"/customers/x?show=secrets", "show"},
		{"/?from=hm", "from"}, {"/outbox?state=hm", "state"}, {"/outbox?show=unconfirmed&before=x", "before"}, {"/outbox?show=skipped&from=2026-01-01", "from"},
		{"/outbox?show=asked&reason=x", "reason"}, {"/retention?quarter=hm", "quarter"}, {"/leavers?list=lost", "list"}, {"/leavers?from=hm", "from"}, {"/leavers?to=hm", "to"},
		{"/leavers?from=2999-01-01", "from"}, {"/leavers?to=2999-01-01", "to"}, {"/leavers?from=2026-02-01&to=2026-01-01", "to"},
		{"/customers?page=2", "page"}, {"/projects?page=999", "page"}, {"/customers/northgate?before=abc", "before"},
	}
	o := openOffice(t, localOffice)
	o.fill([]answered{{portal(), northgate(), priya(), 4, 400, surveys.Words{}}})
	b := o.signedIn(martaEmail)
	for _, test := range tests {
		answer := b.get(test.path)
		if answer.Code != http.StatusUnprocessableEntity || !strings.Contains(answer.Body.String(), "<dt>"+test.field+"</dt>") {
			t.Errorf("%s: %d, want 422 naming %s", test.path, answer.Code, test.field)
		}
	}
}

func TestAnEmptyPeriodLeadsToTheLastAnswer(t *testing.T) {
	o := openOffice(t, localOffice)
	o.fill([]answered{{portal(), northgate(), priya(), 4, 400, surveys.Words{}}})
	b := o.signedIn(martaEmail)
	for _, path := range []string{"/", "/customers", "/projects", "/customers/northgate", "/projects/portal"} {
		answer := b.get(path)
		says(t, answer, "No answer in this period", "The last one came on 26 Jan 2025")
		if !strings.Contains(answer.Body.String(), "to=2025-01-26") {
			t.Errorf("%s: no way to the last answer", path)
		}
	}
	says(t, b.get("/projects/portal?to=2025-01-26"), "n = 1, 90 days to 26 Jan 2025")
}

func TestFollowingUpACase(t *testing.T) {
	o := openOffice(t, localOffice)
	o.openFirm()
	b := o.signedIn(martaEmail)
	path := regexp.MustCompile(`/cases/\d+`).FindString(b.get("/complaints").Body.String())
	says(t, b.get(path), "The portal was down again", "Nobody follows it up yet", "Priya Nair, decision maker", "Send the reply", "I take it")
	steps := []struct {
		fields []string
		says   []string
	}{
		{[]string{"do", "take"}, []string{"Marta Lindqvist follows it up"}},
		{[]string{"do", "contacted", "owner", "Marta Lindqvist"}, []string{"Contacted today"}},
		{[]string{"do", "resolved", "owner", "Marta Lindqvist", "cause", "Disk full", "lesson", "Tell them first"}, []string{"Resolved today", "Tell them first"}},
	}
	for _, step := range steps {
		if answer := b.post(path, step.fields...); answer.Code != http.StatusSeeOther {
			t.Fatalf("%v: %d\n%s", step.fields, answer.Code, answer.Body)
		}
		says(t, b.get(path), step.says...)
	}
	says(t, b.get("/complaints"), "No complaint waits for us")
	says(t, b.get("/complaints?state=resolved"), "The portal was down again")
	if answer := b.post(path, "do", "explode"); answer.Code != http.StatusUnprocessableEntity {
		t.Errorf("an unknown button: %d, want 422", answer.Code)
	}
}

func TestSendAgainIsOnePress(t *testing.T) {
	o := openOffice(t, localOffice)
	sent, unknown := o.openFirm()
	b := o.signedIn(martaEmail)
	if answer := b.post("/outbox/" + string(unknown.ID) + "/again"); answer.Code != http.StatusSeeOther {
		t.Fatalf("%d\n%s", answer.Code, answer.Body)
	}
	says(t, b.get("/outbox/"+string(unknown.ID)), "again today")
	if answer := b.post("/outbox/" + string(sent.ID) + "/again"); answer.Code != http.StatusConflict {
		t.Errorf("a mail that was sent: %d, want 409", answer.Code)
	}
}

func TestPagesGuardThemselves(t *testing.T) {
	o := openOffice(t, localOffice, withMail(server.CaughtMail{ID: "m1", HTML: "<html><head></head><body>x<script>alert(1)</script></body></html>"}))
	o.openFirm()
	b := o.signedIn(martaEmail)
	for _, path := range []string{"/", "/customers/northgate", "/nothing", "/login"} {
		h := b.get(path).Header()
		if csp := h.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || !strings.Contains(csp, "frame-ancestors 'none'") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: policy %q", path, csp)
		}
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("X-Frame-Options") != "DENY" || h.Get("Referrer-Policy") != "same-origin" || h.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %v", path, h)
		}
	}
	frame := b.get("/outbox/mails/m1/html")
	csp := frame.Header().Get("Content-Security-Policy")
	if !strings.Contains(csp, "default-src 'none'") || !strings.Contains(csp, "frame-ancestors 'self'") || !strings.Contains(csp, "sandbox allow-popups") || strings.Contains(csp, "script") {
		t.Errorf("the mail's policy: %q", csp)
	}
	if !strings.Contains(frame.Body.String(), `<head><base target="_blank">`) {
		t.Errorf("links of the mail open in the frame: %s", frame.Body)
	}
}

func TestStaticFilesStay(t *testing.T) {
	o := openOffice(t, localOffice)
	page := o.someone().get("/login").Body.String()
	for _, address := range regexp.MustCompile(`/static/[a-z0-9.]+`).FindAllString(page, -1) {
		answer := o.someone().get(address)
		if answer.Code != http.StatusOK || !strings.Contains(answer.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d, %s", address, answer.Code, answer.Header().Get("Cache-Control"))
		}
	}
	if answer := o.someone().get("/static/barometer.000000000000.css"); answer.Code != http.StatusNotFound {
		t.Errorf("a file that is not there: %d", answer.Code)
	}
}

func TestLinksInTheTextOfAMail(t *testing.T) {
	o := openOffice(t, localOffice, withMail(server.CaughtMail{ID: "m1", Text: "One <http://a.example/r/x>, two https://a.example/u/y.\nEnd"}))
	page := o.signedIn(martaEmail).get("/outbox/mails/m1").Body.String()
	for _, want := range []string{`href="http://a.example/r/x"`, `href="https://a.example/u/y"`, "&gt;, two ", "</a>.\nEnd"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

func TestWhoNeedsUsFirst(t *testing.T) {
	o := openOffice(t, localOffice)
	var answers []answered
	add := func(customer string, choice, daysAgo int) {
		answers = append(answers, answered{portal(), surveys.CustomerRef{ID: surveys.CustomerID(customer), Name: customer},
			surveys.Contact{Address: "a@" + customer + ".example"}, choice, daysAgo, surveys.Words{}})
	}
	for day := 8; day < 20; day++ {
		add("glad", 5, day)
		add("low", 1+day%4, day)
		add("one-complaint", 5, day)
	}
	add("one-complaint", 1, 1)
	o.fill(answers)
	page := o.signedIn(martaEmail).get("/").Body.String()
	_, needs, _ := strings.Cut(page, "Who needs us now")
	needs, _, _ = strings.Cut(needs, "</section>")
	first, second := strings.Index(needs, "one-complaint"), strings.Index(needs, ">low<")
	if first < 0 || second < first || strings.Contains(needs, "glad") {
		t.Errorf("a complaint at %d, a low reading at %d, glad: %v", first, second, strings.Contains(needs, "glad"))
	}
}
