package server_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"barometer/surveys"
)

// fieldsOfSurvey are the fields that the page of a survey sends.
func fieldsOfSurvey(more ...string) []string {
	return append([]string{"scale", "csat5", "name", "After a ticket", "revision", "0", "delay", "0", "expires", "30d", "reminder", "0",
		"recovery", "3d", "sample", "100", "pulse_weeks", "0", "reason", "slow"}, more...)
}

// mentions is says for pages that refuse.
func mentions(t *testing.T, answer *httptest.ResponseRecorder, texts ...string) {
	t.Helper()
	page := readable(answer.Body.String())
	for _, text := range texts {
		if !strings.Contains(page, text) {
			t.Errorf("the page does not say %q", text)
		}
	}
}

func TestASurveyIsMadeOnAPage(t *testing.T) {
	o := openOffice(t, localOffice)
	marta := o.signedIn(martaEmail)
	answer := marta.post("/surveys/new", fieldsOfSurvey("own", "The price", "w.de.question", "Wie war es?", "sample", "12,5",
		"types", "ticket\r\n\r\nvisit", "reply_to", "jonas@acme.example", "w.en.label.3", "fine")...)
	if answer.Code != http.StatusSeeOther || answer.Header().Get("Location") != "/surveys/after-a-ticket?did=saved" {
		t.Fatalf("%d to %s\n%s", answer.Code, answer.Header().Get("Location"), readable(answer.Body.String()))
	}
	got, _ := theSurvey(t, o, "after-a-ticket")
	en := got.Wording["en"]
	if got.Sample != .125 || len(got.Types) != 2 || got.ChangedBy != "Marta Lindqvist" || strings.Join(got.Reasons, " ") != "slow the-price" ||
		en.Reasons["the-price"] != "The price" || en.Labels[2] != "fine" || got.Wording["de"].Question != "Wie war es?" {
		t.Errorf("%+v", got)
	}
	says(t, marta.get("/surveys/after-a-ticket?did=saved"), "It is saved.", "The price", "changed by Marta Lindqvist")
	says(t, marta.get("/surveys"), "After a ticket", "12.5 % of the time", "ticket, visit")
	if answer := marta.post("/surveys/new", fieldsOfSurvey()...); answer.Code != http.StatusConflict {
		t.Errorf("made twice: %d", answer.Code)
	}
}

func TestWhatIsWrongStandsBesideTheField(t *testing.T) {
	o := openOffice(t, localOffice)
	answer := o.signedIn(martaEmail).post("/surveys/csat5", fieldsOfSurvey("id", "csat5", "delay", "soon", "sample", "0", "reply_to", "noreply@acme.example",
		"w.ar.question", "{ticket}", "logo_color", "white", "types", strings.Repeat("x", 200))...)
	if answer.Code != http.StatusUnprocessableEntity {
		t.Fatalf("%d", answer.Code)
	}
	mentions(t, answer, "Nothing is saved yet", "must be a duration such as 30m", "must be above 0", "is a mailbox that nobody reads",
		"no placeholder", "must be a colour", "is longer than 128 characters")
	page := answer.Body.String()
	for _, typed := range []string{`value="soon"`, `value="{ticket}"`, `value="noreply@acme.example"`, `value="white"`} {
		if !strings.Contains(page, typed) {
			t.Errorf("what was typed is gone: %s", typed)
		}
	}
	if _, after, _ := strings.Cut(page, `<details class="act tongue" open><summary><span lang="ar">`); after == "" {
		t.Error("the language with the mistake is not open")
	}
}

func TestTwoEditAtOnce(t *testing.T) {
	o := openOffice(t, localOffice)
	o.hire("jonas@house.example", "Jonas Weber", surveys.Admin)
	marta, jonas := o.signedIn(martaEmail), o.signedIn("jonas@house.example")
	if answer := jonas.post("/surveys/csat5", fieldsOfSurvey("id", "csat5", "name", "Tickets")...); answer.Code != http.StatusSeeOther {
		t.Fatalf("%d", answer.Code)
	}
	answer := marta.post("/surveys/csat5", fieldsOfSurvey("id", "csat5", "name", "Helpdesk")...)
	if answer.Code != http.StatusConflict || !strings.Contains(answer.Body.String(), `name="revision" value="1"`) {
		t.Errorf("%d", answer.Code)
	}
	mentions(t, answer, "Jonas Weber changed this survey while you were writing", "Save again to put your words over theirs")
	if got, _ := theSurvey(t, o, "csat5"); got.Name != "Tickets" {
		t.Errorf("it is called %s", got.Name)
	}
}

func TestOnlyAdminsChangeSurveys(t *testing.T) {
	o := openOffice(t, localOffice)
	for _, c := range []struct {
		email string
		role  surveys.Right
	}{{"vera@house.example", surveys.Viewer}, {"max@house.example", surveys.Member}} {
		o.hire(c.email, "", c.role)
		b := o.signedIn(c.email)
		says(t, b.get("/surveys"), "What we ask")
		if page := b.get("/surveys/csat5").Body.String(); strings.Contains(page, ">Save<") || !strings.Contains(page, "<fieldset class=\"plate f\" disabled>") {
			t.Errorf("%s can type", c.role)
		}
		says(t, b.get("/surveys/csat5/preview?show=hu&dark=1"), "4711")
		for _, path := range []string{"/surveys", "/surveys/new", "/surveys/csat5", "/surveys/preview", "/surveys/csat5/test"} {
			if answer := b.post(path, fieldsOfSurvey()...); answer.Code != http.StatusForbidden {
				t.Errorf("POST %s as %s: %d", path, c.role, answer.Code)
			}
		}
		if answer := b.get("/surveys/new"); answer.Code != http.StatusForbidden {
			t.Errorf("a new one as %s: %d", c.role, answer.Code)
		}
	}
	if answer := o.someone().get("/surveys/csat5/preview"); answer.Code == http.StatusOK {
		t.Error("a stranger sees a preview")
	}
}

// Whatever is written into a survey, no page of ours runs it.
func TestWordsOfASurveyAreInert(t *testing.T) {
	o := openOffice(t, localOffice)
	marta := o.signedIn(martaEmail)
	const evil = `"><script>alert(1)</script><img src=x onerror=alert(1)>{{7}}`
	fields := fieldsOfSurvey("id", "csat5", "name", evil, "sender", evil, "logo_text", `"><script>alert(1)</script>`,
		"w.en.subject", evil, "w.en.intro", evil, "w.en.question", evil, "w.en.label.1", `</a><script>alert(1)</script>`, "own", `<script>alert(1)</script>`)
	preview := marta.post("/surveys/preview", fields...)
	policy := preview.Header().Get("Content-Security-Policy")
	if preview.Code != http.StatusOK || !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "sandbox") ||
		strings.Contains(policy, "allow-scripts") || strings.Contains(policy, "script-src") {
		t.Errorf("%d, policy %s", preview.Code, policy)
	}
	if answer := marta.get("/surveys/preview?scale=stars"); answer.Code != http.StatusNotFound {
		t.Errorf("a preview of no scale: %d", answer.Code)
	}
	if answer := marta.post("/surveys/csat5", fields...); answer.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", answer.Code, readable(answer.Body.String()))
	}
	pages := map[string]*httptest.ResponseRecorder{"preview": preview, "saved preview": marta.get("/surveys/csat5/preview"),
		"list": marta.get("/surveys"), "form": marta.get("/surveys/csat5")}
	for name, answer := range pages {
		page := answer.Body.String()
		if answer.Code != http.StatusOK || strings.Contains(page, "<script>") || strings.Contains(page, "<img") || !strings.Contains(page, "{{7}}") {
			t.Errorf("%s: %d\n%.600s", name, answer.Code, page)
		}
	}
}

func TestPreferencesOnAPage(t *testing.T) {
	o := openOffice(t, localOffice)
	marta := o.signedIn(martaEmail)
	form := url.Values{"survey": {"nps11"}, "language": {"de"}, "from": {"08:00"}, "to": {"18:00"}, "days": {"mon", "tue"}}
	if answer := marta.send(http.MethodPost, "/surveys", form); answer.Code != http.StatusSeeOther {
		t.Fatalf("%d", answer.Code)
	}
	p, err := o.store.Preferences(t.Context())
	if err != nil || p.Survey != "nps11" || p.Language != "de" || p.Hours.From != 480 || p.Hours.To != 1080 || len(p.Hours.Days) != 2 {
		t.Errorf("%+v, %v", p, err)
	}
	says(t, marta.get("/surveys?did=saved"), "It is kept so.", "Wie wahrscheinlich")
	form.Set("to", "noon")
	if answer := marta.send(http.MethodPost, "/surveys", form); answer.Code != http.StatusUnprocessableEntity || !strings.Contains(answer.Body.String(), `value="noon"`) {
		t.Errorf("%d", answer.Code)
	}
}

// The links of a test mail show what customers see, and count nothing.
func TestLinksOfATestCountNothing(t *testing.T) {
	o := openOffice(t, localOffice)
	signer := surveys.NewSigner(make([]byte, 32))
	customer := o.someone()
	before := o.store.Redis().DBSize(t.Context()).Val()
	for _, c := range []struct{ language, question string }{{"en", "How satisfied"}, {"de", "Wie gut"}} {
		token := signer.Trial("csat5", c.language, 2)
		says(t, customer.get("/r/"+token), "This is a test; nothing is counted.", c.question)
		says(t, customer.post("/r/confirm", "nonce", token, "choice", "2", "step", "1"), "This is a test; nothing is counted.")
	}
	stop := signer.Trial("csat5", "en", 0)
	says(t, customer.get("/u/"+stop), "This is a test; nothing is counted.")
	says(t, customer.post("/u/"+stop, "List-Unsubscribe", "One-Click"), "This is a test; nothing is counted.")
	says(t, customer.get("/r/"+signer.Trial("not-saved-yet", "en", 1)), "Save the survey")
	if after := o.store.Redis().DBSize(t.Context()).Val(); after != before {
		t.Errorf("Redis held %d keys and now %d", before, after)
	}
	if answer := customer.get("/r/" + surveys.NewSigner(make([]byte, 33)).Trial("csat5", "en", 2)); answer.Code != http.StatusNotFound {
		t.Errorf("a forged link: %d", answer.Code)
	}
}
