package server_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"barometer/server"
	"barometer/surveys"
	"barometer/surveys/hostiletest"
	"barometer/surveys/store/storetest"

	"golang.org/x/text/unicode/norm"
)

// newTapped returns a house, an invitation whose mail came age ago, and a
// person on the way home.
func newTapped(t *testing.T, age time.Duration) (*tapHouse, surveys.InvitationID, *tapper) {
	t.Helper()
	s, clock := storetest.Open(t)
	h := newHouse(t, s, clock, nil)
	inv := storetest.Sent(t, s)
	clock.Advance(age)
	return h, inv.ID, newPerson(h)
}

func newPerson(h *tapHouse) *tapper {
	return &tapper{house: h, addr: "192.0.2.140", keeps: true,
		agent:   "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1",
		headers: map[string]string{"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}}
}

func (h *tapHouse) invitation(id surveys.InvitationID) surveys.Invitation {
	h.tb.Helper()
	inv, err := h.store.Invitation(h.tb.Context(), id)
	must(h.tb, err)
	return inv
}

func TestTapPageIsSmallAndClosed(t *testing.T) {
	h, id, person := newTapped(t, time.Hour)
	listed := *person
	listed.addr = "40.94.1.1"
	for name, p := range map[string]page{"thanks": person.open(id, 2), "confirm": listed.open(id, 2)} {
		if p.status != 200 || len(p.body) > 6000 {
			t.Errorf("%s: status %d, %d bytes, want less than 6,000", name, p.status, len(p.body))
		}
		for _, outside := range []string{"http://", "https://", "src=", "@import", "url("} {
			if strings.Contains(p.body, outside) {
				t.Errorf("%s holds %s: something from outside", name, outside)
			}
		}
		for header, want := range map[string]string{
			"Cache-Control": "no-store", "Referrer-Policy": "same-origin", "X-Robots-Tag": "noindex, nofollow, noarchive",
			"X-Content-Type-Options": "nosniff", "Strict-Transport-Security": "max-age=31536000",
		} {
			if got := p.header.Get(header); got != want {
				t.Errorf("%s: %s is %q, want %q", name, header, got, want)
			}
		}
		for _, part := range []string{"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"} {
			if !strings.Contains(p.header.Get("Content-Security-Policy"), part) {
				t.Errorf("%s: the policy lacks %s", name, part)
			}
		}
	}
	if p := listed.open(id, 2); p.live() || p.buttons(true)[0] != "none" {
		t.Errorf("from a scanner's network the first button is %v, script %v", p.buttons(true), p.live())
	}
	if inv := h.invitation(id); inv.Answer != surveys.AnswerNone {
		t.Errorf("opening pages made the answer %s", inv.Answer)
	}
}

// Nothing but a confirmation ever changes an answer.
func TestTapOpeningChangesNothing(t *testing.T) {
	h, id, person := newTapped(t, time.Hour)
	rate, stop := "/r/"+h.signer.Rate(id, 1), "/u/"+h.signer.Unsubscribe(id)
	for _, try := range []struct {
		method, target string
		headers        map[string]string
		status         int
	}{
		{"HEAD", rate, nil, 200},
		{"GET", rate, map[string]string{"Sec-Purpose": "prefetch"}, 503},
		{"GET", rate, map[string]string{"Sec-Purpose": "prefetch;prerender"}, 503},
		{"GET", rate, map[string]string{"Sec-Fetch-Dest": "iframe"}, 200},
		{"GET", rate, map[string]string{"User-Agent": "Slackbot-LinkExpanding 1.0"}, 200},
		{"OPTIONS", rate, nil, 405},
		{"DELETE", rate, nil, 405},
		{"HEAD", stop, nil, 200},
		{"GET", stop, nil, 200},
		{"GET", "/about", nil, 200},
		{"POST", "/r/confirm", nil, 404},
	} {
		if got := person.do(try.method, try.target, nil, try.headers); got.status != try.status {
			t.Errorf("%s %.4s %v answers %d, want %d", try.method, try.target, try.headers, got.status, try.status)
		}
	}
	visits, err := h.store.Visits(t.Context(), id)
	if err != nil || len(visits.List) != 0 {
		t.Errorf("%d visits were noted, %v; want none", len(visits.List), err)
	}
	if inv := h.invitation(id); inv.Answer != surveys.AnswerNone {
		t.Errorf("answer is %s", inv.Answer)
	}
	contact, err := h.store.Contact(t.Context(), h.invitation(id).Contact)
	if err != nil || !contact.OptedOutAt.IsZero() {
		t.Errorf("opted out at %s, %v", contact.OptedOutAt, err)
	}
}

func TestTapRefusesWhatIsNotItsPage(t *testing.T) {
	h, id, person := newTapped(t, time.Hour)
	p := person.open(id, 2)
	h.clock.Advance(time.Second)
	form := func(change url.Values) url.Values {
		f := url.Values{"nonce": {p.seal()}, "step": {"1"}, "choice": {"2"}}
		for k, v := range change {
			f[k] = v
		}
		return f
	}
	for _, try := range []struct {
		why     string
		form    url.Values
		headers map[string]string
		status  int
	}{
		{"from another site", form(nil), map[string]string{"Sec-Fetch-Site": "cross-site"}, 403},
		{"from another origin", form(nil), map[string]string{"Origin": "https://evil.example"}, 403},
		{"without a nonce", form(url.Values{"nonce": {""}}), nil, 404},
		{"with a changed nonce", form(url.Values{"nonce": {withOtherStart(p.seal())}}), nil, 404},
		{"with a choice off the scale", form(url.Values{"choice": {"6"}}), nil, 422},
		{"with no choice", form(url.Values{"choice": {""}}), nil, 422},
		{"with a made-up event", form(url.Values{"ev": {"mouse"}}), nil, 422},
		{"with no step", form(url.Values{"step": {"0"}}), nil, 422},
		{"with a made-up reason", form(url.Values{"reason": {"a,b"}}), nil, 422},
		{"with too long a comment", form(url.Values{"comment": {strings.Repeat("x", 4001)}}), nil, 422},
	} {
		if got := person.do("POST", "/r/confirm", try.form, try.headers); got.status != try.status {
			t.Errorf("%s: %d, want %d", try.why, got.status, try.status)
		}
		if inv := h.invitation(id); inv.Answer != surveys.AnswerNone {
			t.Fatalf("%s: answer is %s", try.why, inv.Answer)
		}
	}
	// A sandboxed mail reader and a text browser tell no origin, or "null".
	if got := person.do("POST", "/r/confirm", form(nil), map[string]string{"Origin": "null"}); got.status != 200 {
		t.Errorf("with origin null: %d, want 200", got.status)
	}
}

// withOtherStart changes the first letter of a text.
func withOtherStart(text string) string {
	if text[0] == 'A' {
		return "B" + text[1:]
	}
	return "A" + text[1:]
}

func TestTapBadTokens(t *testing.T) {
	h, id, person := newTapped(t, time.Hour)
	neutral := person.get("/r/" + strings.Repeat("0", surveys.TokenLength))
	token := h.signer.Rate(id, 3)
	for _, c := range hostiletest.Inputs(t, "path.token") {
		value := c.Text(t)
		switch {
		case strings.Contains(value, "unsubscribe"):
			value = h.signer.Unsubscribe(id)
		case strings.Contains(value, "rot13"):
			value = rot13(token)
		case strings.Contains(value, "lower-cased"):
			value = strings.ToUpper(token)
		case strings.Contains(value, "padding"):
			value = token + "="
		case strings.Contains(value, "base64url"):
			value = "+/" + token[2:]
		}
		got := person.get("/r/" + url.PathEscape(value))
		if got.status != 404 || cutNonces(got.body) != cutNonces(neutral.body) {
			t.Errorf("%s (%s): status %d, or another page than for others", c.ID, c.Why, got.status)
		}
	}
	if visits, err := h.store.Visits(t.Context(), id); err != nil || len(visits.List) != 0 {
		t.Errorf("%d visits, %v; want none", len(visits.List), err)
	}
}

// cutNonces takes out what differs from page to page by design.
func cutNonces(body string) string {
	nonce := firstGroup(body, `nonce="([^"]*)"`)
	return strings.ReplaceAll(body, nonce, "")
}

func TestTapKeepsCommentsAsGiven(t *testing.T) {
	t.Parallel()
	for _, c := range hostiletest.Inputs(t, "comment") {
		t.Run(c.ID, func(t *testing.T) {
			h, id, person := newTapped(t, time.Hour)
			p := person.open(id, 2)
			h.clock.Advance(time.Second)
			given := c.Text(t)
			got := p.press("2", url.Values{"comment": {given}})
			inv := h.invitation(id)
			if c.Expected == "reject" {
				if got.status < 400 || got.status > 499 || !strings.Contains(got.body, "comment") || inv.Answer != surveys.AnswerNone {
					t.Errorf("status %d, answer %s; want a refusal that names the field and nothing kept", got.status, inv.Answer)
				}
				return
			}
			if got.status != 200 || inv.Words.Comment != norm.NFC.String(given) {
				t.Errorf("status %d, kept %.60q, want %.60q", got.status, inv.Words.Comment, given)
			}
			if strings.Contains(given, "<") && strings.Contains(got.body, given) {
				t.Error("the page shows the comment as markup")
			}
		})
	}
}

func TestTapWordsCanBeTakenBack(t *testing.T) {
	h, id, person := newTapped(t, time.Hour)
	p := person.open(id, 4)
	h.clock.Advance(time.Second)
	p = p.press("4", url.Values{"comment": {"Slow."}, "contact": {"1"}})
	if inv := h.invitation(id); inv.Words.Comment != "Slow." || !inv.Words.ContactWanted || inv.Case == 0 {
		t.Fatalf("words %+v, case %d", inv.Words, inv.Case)
	}
	p = p.press("4", url.Values{"showed": {"1"}, "comment": {"Slow, but good."}})
	inv := h.invitation(id)
	if inv.Words.Comment != "Slow, but good." || inv.Words.ContactWanted {
		t.Errorf("words %+v", inv.Words)
	}
	if c, err := h.store.Case(t.Context(), inv.Case); err != nil || !c.Withdrawn {
		t.Errorf("case %+v, %v; want it withdrawn", c, err)
	}
	// Another page, which does not show the words, does not take them back.
	other := person.open(id, 4)
	h.clock.Advance(time.Second)
	other.press("4", nil)
	if inv := h.invitation(id); inv.Words.Comment != "Slow, but good." {
		t.Errorf("words %+v", inv.Words)
	}
}

func TestTapPageThatWasOpenTooLongKeepsWhatWasTyped(t *testing.T) {
	h, id, person := newTapped(t, time.Hour)
	p := person.open(id, 2)
	h.clock.Advance(surveys.NonceValid + time.Minute)
	next := p.press("1", url.Values{"comment": {"A long story."}})
	if inv := h.invitation(id); inv.Answer != surveys.AnswerNone {
		t.Fatalf("answer is %s from a page that is too old", inv.Answer)
	}
	if !strings.Contains(next.body, "A long story.") || !slices.Contains(next.buttons(true), "1") {
		t.Error("the fresh page does not keep what was typed")
	}
	h.clock.Advance(time.Second)
	next.press("1", url.Values{"comment": {"A long story."}})
	if inv := h.invitation(id); inv.Choice != 1 || inv.Words.Comment != "A long story." {
		t.Errorf("choice %d, words %+v", inv.Choice, inv.Words)
	}
}

// A form that is sent back at once, as no person does, is shown again; it was
// not open for long, and must not say so.
func TestTapFormSentBackAtOnce(t *testing.T) {
	h, id, person := newTapped(t, time.Hour)
	p := person.open(id, 2)
	answer := p.send(url.Values{"nonce": {p.seal()}, "step": {"1"}, "choice": {"2"}})
	if strings.Contains(answer.body, "open for a long time") || !strings.Contains(answer.body, "so that we know it was you") {
		t.Errorf("shown: %s", answer.body)
	}
	if inv := h.invitation(id); inv.Answer != surveys.AnswerNone {
		t.Errorf("answer is %s", inv.Answer)
	}
}

func TestTapAfterItsTime(t *testing.T) {
	h, id, person := newTapped(t, 31*24*time.Hour)
	if got := person.open(id, 2); got.status != 410 || got.seal() != "" {
		t.Errorf("status %d, nonce %q; want 410 and none", got.status, got.seal())
	}
	h.clock.Advance(-24*time.Hour - 500*time.Millisecond)
	p := person.open(id, 2)
	h.clock.Advance(2 * time.Second)
	p.script("auto")
	if inv := h.invitation(id); inv.Answer != surveys.Answered {
		t.Errorf("answer is %s, want answered: it is judged when the link is opened", inv.Answer)
	}
}

func TestTapWithTheWindowOff(t *testing.T) {
	s, clock := storetest.Open(t)
	h := newHouse(t, s, clock, func(o *server.Options) { o.ScanWindow = 0 })
	id := storetest.Sent(t, s).ID
	clock.Advance(2 * time.Second)
	p := newPerson(h).open(id, 5)
	clock.Advance(time.Second)
	p.script("auto")
	if inv := h.invitation(id); inv.By != surveys.ByAuto || inv.Choice != 5 {
		t.Errorf("answer is %s %d by %s", inv.Answer, inv.Choice, inv.By)
	}
}

func TestTapOptOutActsOnPostOnly(t *testing.T) {
	h, id, person := newTapped(t, time.Hour)
	stop := "/u/" + h.signer.Unsubscribe(id)
	if got := person.do("POST", "/u/"+h.signer.Rate(id, 1), url.Values{"List-Unsubscribe": {"One-Click"}}, nil); got.status != 404 {
		t.Errorf("a rating link opts out: %d", got.status)
	}
	// A mail program sends no cookie, no origin and the body of RFC 8058.
	program := &tapper{house: h, addr: "203.0.113.9", agent: "Mailer/1.0"}
	for range 2 {
		if got := program.do("POST", stop, url.Values{"List-Unsubscribe": {"One-Click"}}, nil); got.status != 200 {
			t.Fatalf("status %d", got.status)
		}
	}
	contact, err := h.store.Contact(t.Context(), h.invitation(id).Contact)
	if err != nil || contact.OptedOutAt.IsZero() {
		t.Errorf("opted out at %s, %v", contact.OptedOutAt, err)
	}
	if next := storetest.Ask(t, h.store, storetest.ID("T-2")); next.Mail != surveys.MailSkipped || next.Reason != string(surveys.SkipOptedOut) {
		t.Errorf("the next question is %s (%s)", next.Mail, next.Reason)
	}
}

func TestTapStormIsAnsweredCheaply(t *testing.T) {
	h, id, person := newTapped(t, time.Hour)
	refused := 0
	for range 300 {
		if person.open(id, 2).status == 429 {
			refused++
		}
	}
	if refused != 200 {
		t.Errorf("%d of 300 at once were refused, want 200", refused)
	}
	neighbour := *person
	neighbour.agent = "Lynx/2.8.9rel.1"
	if got := neighbour.open(id, 2); got.status != 200 {
		t.Errorf("another browser of the same network gets %d", got.status)
	}
	visits, err := h.store.Visits(t.Context(), id)
	if err != nil || len(visits.List) != 49 {
		t.Errorf("%d visits kept, %v; want 49", len(visits.List), err)
	}
	h.clock.Advance(time.Minute)
	if got := person.open(id, 2); got.status != 200 {
		t.Errorf("a minute later: %d", got.status)
	}
}

// A storm between a person's page and press does not push out the press.
func TestTapStormDoesNotPushOutAPress(t *testing.T) {
	h, id, person := newTapped(t, time.Hour)
	flood := func(from, n int) {
		for i := range n {
			other := *person
			other.addr = fmt.Sprintf("198.18.%d.1", from+i)
			other.open(id, 3)
		}
	}
	flood(0, 40)
	p := person.open(id, 2)
	flood(60, 60)
	h.clock.Advance(time.Second)
	p.press("2", nil)
	flood(140, 60)
	if inv := h.invitation(id); inv.Choice != 2 || inv.By != surveys.ByButton {
		t.Errorf("answer is %s %d by %s", inv.Answer, inv.Choice, inv.By)
	}
}
