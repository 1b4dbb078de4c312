package server_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"
)

// opens opens a rating link of the invitation and returns the nonce of its page.
func (o *office) opens(inv surveys.Invitation, who byte, choice int, d surveys.Doubts) surveys.Nonce {
	o.tb.Helper()
	sight, err := o.store.Visit(context.Background(), store.Opening{Invitation: inv.ID, Choice: choice, Client: surveys.Client{who},
		Nameless: true, Browser: "si", Doubts: d, Window: 10 * time.Minute})
	if err != nil {
		o.tb.Fatal(err)
	}
	return surveys.Nonce{Invitation: inv.ID, Scale: surveys.CSAT5, Choice: choice, Visit: sight.Visit.Number, Seen: sight.Visits.Seen,
		OpenedAt: sight.Visit.At, IssuedAt: sight.Visit.At, Client: sight.Visit.Client, Doubts: sight.Doubts}
}

// rates takes an answer by a touch of the page.
func (o *office) rates(n surveys.Nonce) {
	o.tb.Helper()
	if _, err := o.store.Confirm(context.Background(), store.Confirmation{Nonce: n, Step: 1, Act: surveys.ActGesture, Choice: n.Choice}); err != nil {
		o.tb.Fatal(err)
	}
	o.follow()
}

// rated is an office in which Priya rated 2 of 5 an hour after the mail, which
// a scanner had opened before.
func rated(t *testing.T) (*office, surveys.Invitation) {
	t.Helper()
	o := openOffice(t, localOffice)
	inv := storetest.Sent(t, o.store, storetest.ID("T-9"), storetest.To("priya@northgate.example", "Priya Nair"), storetest.For(portal(), northgate()))
	o.clock.Advance(20 * time.Second)
	o.opens(inv, 1, 1, surveys.DoubtListed)
	o.clock.Advance(time.Hour)
	o.rates(o.opens(inv, 2, 2, 0))
	return o, inv
}

// tellsOfItsVisits gives one invitation visits, an answer and a history, and
// another visits that count nowhere.
func (o *office) tellsOfItsVisits(sent, other surveys.Invitation) {
	o.tb.Helper()
	o.clock.Advance(20 * time.Second)
	o.opens(sent, 1, 1, surveys.DoubtListed)
	o.opens(sent, 1, 2, surveys.DoubtListed)
	o.opens(other, 1, 1, surveys.DoubtListed|surveys.DoubtHeaders)
	o.clock.Advance(time.Hour)
	o.rates(o.opens(sent, 2, 4, 0))
	ctx := context.Background()
	if err := o.store.Void(ctx, sent.ID, o.marta.ID, "A colleague of ours tried the link in the training mailbox"); err != nil {
		o.tb.Fatal(err)
	}
	if err := o.store.Restore(ctx, sent.ID, o.marta.ID, "It was Priya after all: she says so on the phone"); err != nil {
		o.tb.Fatal(err)
	}
	o.follow()
}

func TestTheEvidenceIsOpenToTheTeam(t *testing.T) {
	o, inv := rated(t)
	o.hire("vera@house.example", "Vera", surveys.Viewer)
	says(t, o.signedIn("vera@house.example").get("/outbox/"+string(inv.ID)), "Why it counts", "Counts: somebody touched the rating page.",
		"Who opened its links", "20 s after the mail", "Safari on iOS", "opened, not confirmed", "came from a network that scans mail; opened within a minute of delivery",
		"the page was touched and counted", "nothing", "kept for 7 days")
	if page := o.signedIn("vera@house.example").get("/outbox/" + string(inv.ID)).Body.String(); strings.Contains(page, "<form class=\"f\"") {
		t.Error("a viewer is offered to set the answer aside")
	}
	says(t, o.signedIn(martaEmail).get("/outbox/"+string(inv.ID)), "Set this answer aside")
}

func TestSettingAsideAndRestoring(t *testing.T) {
	o, inv := rated(t)
	b, page := o.signedIn(martaEmail), "/outbox/"+string(inv.ID)
	says(t, b.get("/customers/northgate"), "1 answer", "somebody touched the rating page")

	answer := b.post(page+"/void", "reason", "Our own test, sorry")
	if answer.Code != http.StatusSeeOther {
		t.Fatalf("%d\n%s", answer.Code, answer.Body)
	}
	o.follow()
	says(t, b.get(answer.Header().Get("Location")), "The answer was set aside. The figures follow within seconds.", "Why it does not count",
		"Does not count because Marta Lindqvist set it aside: Our own test, sorry.", "Rated 2 of 5 Does not count.", "What changed", "2 of 5 was set aside by Marta Lindqvist", "Let this answer count again")
	says(t, b.get("/customers/northgate"), "0 answers", "Does not count any more.")
	kase := regexp.MustCompile(`/cases/\d+`).FindString(b.get(page).Body.String())
	says(t, b.get(kase), "An answer of Priya Nair that does not count", "Why it does not count", "See the evidence", "The case stays until somebody resolves it.")

	if twice := b.post(page+"/void", "reason", "once more"); twice.Code != http.StatusSeeOther {
		t.Errorf("twice: %d\n%s", twice.Code, readable(twice.Body.String()))
	}
	if answer = b.post(page+"/restore", "reason", "It was Priya after all"); answer.Code != http.StatusSeeOther {
		t.Fatalf("%d\n%s", answer.Code, answer.Body)
	}
	o.follow()
	says(t, b.get(answer.Header().Get("Location")), "The answer was restored.", "Counts because Marta Lindqvist restored it: It was Priya after all.", "2 of 5 was restored by Marta Lindqvist")
	says(t, b.get("/customers/northgate"), "1 answer")
	if again := b.post(page+"/restore", "reason", "once more"); again.Code != http.StatusSeeOther {
		t.Errorf("restored twice: %d", again.Code)
	}
}

// There is nothing to restore where nothing was set aside.
func TestNothingToRestore(t *testing.T) {
	o, inv := rated(t)
	page := "/outbox/" + string(inv.ID)
	refused := o.signedIn(martaEmail).post(page+"/restore", "reason", "a try")
	if refused.Code != http.StatusConflict || !strings.Contains(readable(refused.Body.String()), "has no answer that was set aside") || !strings.Contains(refused.Body.String(), `href="`+page+`"`) {
		t.Errorf("%d\n%s", refused.Code, readable(refused.Body.String()))
	}
}

func TestAReasonIsNeeded(t *testing.T) {
	o, inv := rated(t)
	b := o.signedIn(martaEmail)
	for _, reason := range []string{"", "  \n", strings.Repeat("ä", 301), "bell \a"} {
		answer := b.post("/outbox/"+string(inv.ID)+"/void", "reason", reason)
		if answer.Code != http.StatusUnprocessableEntity || !strings.Contains(answer.Body.String(), `class="wrong"`) {
			t.Errorf("%.20q: %d", reason, answer.Code)
		}
	}
	if answer := b.post("/outbox/"+string(inv.ID)+"/void", "reason", strings.Repeat("ä", 300)); answer.Code != http.StatusSeeOther {
		t.Errorf("300 characters: %d", answer.Code)
	}
}

func TestOnlyTheTeamItselfSetsAside(t *testing.T) {
	o, inv := rated(t)
	o.hire("vera@house.example", "Vera", surveys.Viewer)
	o.hire("mia@house.example", "Mia", surveys.Member)
	path := "/outbox/" + string(inv.ID) + "/void"
	if answer := o.signedIn("vera@house.example").post(path, "reason", "no"); answer.Code != http.StatusForbidden {
		t.Errorf("a viewer: %d, want 403", answer.Code)
	}
	elsewhere := o.signedIn(martaEmail)
	elsewhere.headers = map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
	if answer := elsewhere.post(path, "reason", "no"); answer.Code != http.StatusForbidden {
		t.Errorf("a form of another site: %d, want 403", answer.Code)
	}
	if got, err := o.store.Invitation(t.Context(), inv.ID); err != nil || got.Answer != surveys.Answered {
		t.Fatalf("the answer is %s, %v", got.Answer, err)
	}
	if answer := o.signedIn("mia@house.example").post(path, "reason", "yes"); answer.Code != http.StatusSeeOther {
		t.Errorf("a member: %d", answer.Code)
	}
	if answer := o.signedIn("mia@house.example").post("/outbox/xyz/void", "reason", "yes"); answer.Code != http.StatusNotFound {
		t.Errorf("no invitation: %d", answer.Code)
	}
}

func TestAHostileReasonIsOnlyWords(t *testing.T) {
	shapes := map[string]string{}
	for name, reason := range map[string]string{"plain": "words", "hostile": `"><script>alert(1)</script><img src=x onerror=alert(1)>|voided|`} {
		o, inv := rated(t)
		b := o.signedIn(martaEmail)
		if answer := b.post("/outbox/"+string(inv.ID)+"/void", "reason", reason); answer.Code != http.StatusSeeOther {
			t.Fatalf("%d", answer.Code)
		}
		page := b.get("/outbox/" + string(inv.ID)).Body.String()
		kase := regexp.MustCompile(`/cases/\d+`).FindString(page)
		wrong := b.post("/outbox/"+string(inv.ID)+"/restore", "reason", reason+strings.Repeat("x", 300)).Body.String()
		shapes[name] = elements(t, page) + elements(t, b.get(kase).Body.String()) + elements(t, wrong)
		if name == "hostile" && !strings.Contains(page, "&lt;script&gt;") {
			t.Error("the reason is not shown")
		}
	}
	if shapes["plain"] != shapes["hostile"] {
		t.Error("the reason changes the page")
	}
}

func TestUnconfirmedTapsStandApart(t *testing.T) {
	o := openOffice(t, localOffice)
	o.fill(firmYear())
	b := o.signedIn(martaEmail)
	if strings.Contains(b.get("/").Body.String(), "show=unconfirmed") {
		t.Error("taps are unconfirmed before there is one")
	}
	says(t, b.get("/outbox?show=unconfirmed"), "Every tap is confirmed")
	inv := storetest.Sent(t, o.store, storetest.ID("T-9"), storetest.To("priya@northgate.example", "Priya Nair"), storetest.For(portal(), northgate()))
	o.clock.Advance(20 * time.Second)
	o.opens(inv, 1, 1, surveys.DoubtListed)
	o.follow()
	says(t, b.get("/"), "1 tap is not confirmed and counts nowhere", "Who answers")
	says(t, b.get("/outbox?show=unconfirmed"), "1 tap is not confirmed and counts nowhere", "Priya Nair", "not confirmed",
		"Unconfirmed: its links were opened once, and no page was confirmed by a person; came from a network that scans mail; opened within a minute of delivery.")
	says(t, b.get("/outbox/"+string(inv.ID)), "Why nothing counts yet")
	keys, err := o.store.Redis().Keys(t.Context(), "*:v:"+string(inv.ID)).Result()
	if err != nil || len(keys) != 1 || o.store.Redis().Del(t.Context(), keys[0]).Err() != nil {
		t.Fatalf("the visits are not forgotten: %v %v", keys, err)
	}
	says(t, b.get("/outbox?show=unconfirmed"), "Opened more than 7 days ago")
	if answer := b.get("/outbox?show=everything"); answer.Code != http.StatusUnprocessableEntity {
		t.Errorf("show=everything: %d", answer.Code)
	}
}

// Every answer that a page shows leads to why it counts, at once or by its case.
func TestEveryAnswerLeadsToItsEvidence(t *testing.T) {
	o := openOffice(t, localOffice)
	o.openFirm()
	b := o.signedIn(martaEmail)
	for _, path := range []string{"/", "/customers/northgate", "/customers/bergmann%2Fde", "/projects/portal", "/complaints"} {
		page := b.get(path).Body.String()
		answers, ways := strings.Count(page, `class="pips"`)+strings.Count(page, "Counts: "), len(regexp.MustCompile(`href="(/outbox/\w{16}|/cases/\d+)"`).FindAllString(page, -1))
		if answers == 0 || ways < answers {
			t.Errorf("%s shows %d answers and %d ways to their evidence", path, answers, ways)
		}
	}
	kase := regexp.MustCompile(`/cases/\d+`).FindString(b.get("/complaints").Body.String())
	way := regexp.MustCompile(`/outbox/\w{16}`).FindString(b.get(kase).Body.String())
	says(t, b.get(way), "Why it counts", "Counts: brought in from elsewhere.")
}

func TestTheEvidenceByTheAPI(t *testing.T) {
	c := newClient(t)
	inv := storetest.Sent(t, c.store, storetest.At(c.clock.Now()))
	c.clock.Advance(time.Hour)
	c.rates(c.opens(inv, 1, 2, 0))
	path := "/invitations/" + string(inv.ID)
	if got := c.get(path + "/evidence"); got["answer"] != "answered" || got["why"] != "counts: somebody touched the rating page" || len(got["visits"].([]any)) != 1 || len(got["history"].([]any)) != 0 {
		t.Errorf("evidence: %v", got)
	}
	post := func(what, body string, headers ...string) *httptest.ResponseRecorder {
		return c.call("POST", "/api/v1"+path+what, body, headers...)
	}
	for _, scope := range []surveys.Right{surveys.Read, surveys.Send} {
		if w := post("/void", `{"reason":"no"}`, "Authorization", "Bearer "+c.tokens[scope]); w.Code != http.StatusForbidden {
			t.Errorf("a token for %s: %d", scope, w.Code)
		}
	}
	for _, body := range []string{`{}`, `{"reason":""}`, `{"reason":"` + strings.Repeat("x", 301) + `"}`, `{"reason":7}`} {
		w := post("/void", body)
		if w.Code != http.StatusUnprocessableEntity || w.Header().Get("Content-Type") != "application/problem+json" || !strings.HasPrefix(fields(t, w), "body") {
			t.Errorf("%.40s: %d %s", body, w.Code, w.Body)
		}
	}
	w := post("/void", `{"reason":"a test"}`)
	first := w.Body.String()
	got := decode(t, w.Body)
	if w.Code != http.StatusOK || got["answer"] != "void" || got["why"] != "does not count because the API token admin set it aside: a test" {
		t.Errorf("void: %d %v", w.Code, got)
	}
	if w := post("/void", `{"reason":"a test"}`); w.Code != http.StatusOK || w.Body.String() != first {
		t.Errorf("void twice: %d %s, want %s", w.Code, w.Body, first)
	}
	for range 2 {
		if w := post("/restore", `{"reason":"no test"}`); w.Code != http.StatusOK || len(decode(t, w.Body)["history"].([]any)) != 2 {
			t.Errorf("restore: %d", w.Code)
		}
	}
	if w := c.call("POST", "/api/v1/invitations/0000000000000000/void", `{"reason":"x"}`); w.Code != http.StatusNotFound {
		t.Errorf("nobody's invitation: %d", w.Code)
	}
}
