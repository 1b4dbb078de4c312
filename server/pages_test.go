package server_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"barometer/surveys"
	"barometer/surveys/hostiletest"
)

// pages are the addresses of all pages in the full house, from the routes, so
// that a new one is among them by itself.
func (h *fullHouse) pages(t *testing.T) (out []string) {
	t.Helper()
	for route, right := range rightOf(t, h.server.Routes()) {
		path, get := strings.CutPrefix(route, "GET ")
		if get && right != anybody && path != "/live" && !strings.HasPrefix(path, "/api/") && !isFile(path) && !isFrame(path) && path != "/account/factor" {
			out = append(out, h.address(path))
		}
	}
	out = append(out, "/nowhere", "/?days=3", "/responses?days=all&words=yes", "/search?q=full", "/outbox?show=unconfirmed", "/complaints?state=resolved",
		"/customers/northgate", "/customers?order=name&stage=at_risk", "/surveys/new?scale=nps11", "/retention?of=last_year&list=start", "/outbox/"+string(h.unknown.ID))
	slices.Sort(out)
	return out
}

// doors are the pages before the door.
func (h *fullHouse) doors() []string {
	secret := strings.Repeat("s", 22)
	_, err := h.store.ResetLink(h.tb.Context(), h.marta.ID, secret, surveys.PlaceKept, false)
	h.do(err)
	_, err = h.store.OfferPlace(h.tb.Context(), surveys.Place{Email: "door@house.example", Role: surveys.Viewer, ByName: h.say("Marta")}, secret)
	h.do(err)
	return []string{"/login", "/forgot", "/nowhere", "/join/" + surveys.OwnLink(surveys.NewUserID("door@house.example"), secret), "/reset/" + surveys.OwnLink(h.marta.ID, secret)}
}

// outside are the pages that the links in customers' mails lead to.
func (h *fullHouse) outside() []string {
	links := surveys.NewSigner(make([]byte, 32))
	report := "/report/" + links.Report(h.read, 1)
	return []string{"/about", "/r/" + links.Rate(h.sent.ID, 2), "/r/none", "/u/" + links.Unsubscribe(h.sent.ID), "/u/none",
		report, "/report/" + links.Report(h.read, 0), report + "/stop", "/report/none"}
}

func isFile(path string) bool {
	return strings.HasSuffix(path, ".csv") || strings.HasSuffix(path, ".json")
}

// isFrame reports what a page shows in a frame: a mail, under its own policy.
func isFrame(path string) bool {
	return strings.HasSuffix(path, "/html") || strings.HasSuffix(path, "/preview") || strings.HasSuffix(path, "/test/:test")
}

// in signs somebody in, without a password.
func (h *fullHouse) in(id surveys.UserID) *colleague {
	h.tb.Helper()
	b := h.someone()
	path, err := h.server.Welcome(h.tb.Context(), id)
	h.do(err)
	b.get(path)
	return b
}

// Every page, as the one who may all sees it, as the one who may least, and
// before the door: its markup holds, it guards itself, and it is not heavy.
func TestEveryPageIsSoundHTML(t *testing.T) {
	t.Parallel()
	h := openFullHouse(t, plainly)
	vera := h.hire("vera@house.example", "Vera", surveys.Viewer)
	looks := func(who string, b *colleague, paths []string) {
		for _, path := range paths {
			answer := b.get(path)
			if answer.Code == http.StatusForbidden && who == "a viewer" {
				continue // its page of refusal is looked at once, below
			}
			isSound(t, who+" at "+path, answer)
			isLight(t, who+" at "+path, b, answer.Body.String())
		}
	}
	pages := h.pages(t)
	looks("an admin", h.in(h.marta.ID), pages)
	looks("a viewer", h.in(vera.ID), pages)
	looks("nobody", h.someone(), h.doors())
	for _, path := range h.outside() {
		b := h.someone()
		answer := b.get(path)
		isClosed(t, "a customer at "+path, answer)
		isLight(t, "a customer at "+path, b, answer.Body.String())
	}
	refused := h.in(vera.ID).get("/settings/people")
	isSound(t, "a viewer refused", refused)
	if len(pages) < 50 || refused.Code != http.StatusForbidden {
		t.Errorf("%d pages, and a refusal %d", len(pages), refused.Code)
	}
}

// isSound fails the test where a page of the team is not well built, or does
// not guard itself.
func isSound(t *testing.T, name string, answer *httptest.ResponseRecorder) {
	t.Helper()
	isBuilt(t, name, answer)
	guards(t, name, answer, "default-src 'none'", "script-src 'self'", "style-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'")
	if got := answer.Header().Get("Referrer-Policy"); got != "same-origin" {
		t.Errorf("%s: Referrer-Policy is %q", name, got)
	}
}

// isClosed is isSound for a page that somebody reads who is not of the house:
// it brings its own style, and nothing comes from anywhere.
func isClosed(t *testing.T, name string, answer *httptest.ResponseRecorder) {
	t.Helper()
	isBuilt(t, name, answer)
	guards(t, name, answer, "default-src 'none'", "style-src 'nonce-", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'")
	if got := answer.Header().Get("X-Robots-Tag"); !strings.Contains(got, "noindex") {
		t.Errorf("%s: X-Robots-Tag is %q", name, got)
	}
}

// isBuilt fails the test where the markup of a page is at fault.
func isBuilt(t *testing.T, name string, answer *httptest.ResponseRecorder) {
	t.Helper()
	page, header := answer.Body.String(), answer.Header()
	if answer.Code >= 500 || header.Get("Content-Type") != "text/html; charset=utf-8" {
		t.Fatalf("%s: %d %s\n%.300s", name, answer.Code, header.Get("Content-Type"), page)
	}
	for _, fault := range faultsOf(page) {
		t.Errorf("%s: %s", name, fault)
	}
}

// guards fails the test where the policy of a page lacks a part, or its headers.
func guards(t *testing.T, name string, answer *httptest.ResponseRecorder, parts ...string) {
	t.Helper()
	header := answer.Header()
	policy := header.Get("Content-Security-Policy")
	for _, part := range parts {
		if !strings.Contains(policy, part) || strings.Contains(policy, "unsafe") {
			t.Errorf("%s: policy %q lacks %s", name, policy, part)
		}
	}
	for key, want := range map[string]string{"X-Frame-Options": "DENY", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"} {
		if header.Get(key) != want {
			t.Errorf("%s: %s is %q", name, key, header.Get(key))
		}
	}
}

// hostileTexts are what the public corpus would write where people write.
func hostileTexts(t *testing.T) (out []string) {
	t.Helper()
	for _, field := range []string{"comment", "recipient.name", "survey.question", "survey.subject", "choice.label", "query"} {
		for _, in := range hostiletest.Inputs(t, field) {
			text := []rune(strings.ToValidUTF8(in.Text(t), "\ufffd"))
			out = append(out, string(text[:min(len(text), 120)]))
		}
	}
	return out
}

// Whatever people write, name and call things, wherever a page shows it: the
// page is built as with plain words.
func TestHostileWordsEverywhereAreOnlyWords(t *testing.T) {
	t.Parallel()
	texts := hostileTexts(t)
	for _, shift := range []int{0, len(texts) / 2} {
		plain := pagesSaying(t, func(i int) string {
			return strings.Repeat("w", len([]rune(texts[(i+shift)%len(texts)])))
		})
		hostile := pagesSaying(t, func(i int) string { return texts[(i+shift)%len(texts)] })
		shown := 0
		for path, page := range hostile {
			shown += strings.Count(page, "&lt;")
			if got, want := elements(t, page), elements(t, plain[path]); got != want {
				t.Errorf("%s is built otherwise than with plain words:\n%s", path, firstDifference(got, want))
			}
			for _, fault := range faultsOf(page) {
				t.Errorf("%s: %s", path, fault)
			}
		}
		if shown < 40 {
			t.Errorf("hostile words show %d times only", shown)
		}
	}
}

func firstDifference(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return fmt.Sprintf("%q, not %q, after %q", x[i], y[i], x[max(0, i-3):i])
		}
	}
	return fmt.Sprintf("%d elements, not %d", len(x), len(y))
}

// pagesSaying are all pages of a full house in which the i-th thing that
// somebody wrote ends with text(i).
func pagesSaying(t *testing.T, text func(i int) string) visited {
	t.Helper()
	i := 0
	h := openFullHouse(t, func(usual string) string {
		i++
		return fmt.Sprintf("%s %d %s", usual, i, text(i))
	})
	b, out := h.in(h.marta.ID), visited{}
	for _, path := range h.pages(t) {
		name := strings.ReplaceAll(path, string(h.report), "the report")
		out[name] = b.get(path).Body.String()
	}
	for _, path := range h.doors() {
		out["door "+path] = h.someone().get(path).Body.String()
	}
	for i, path := range h.outside() {
		out[fmt.Sprintf("outside %d", i)] = h.someone().get(path).Body.String()
	}
	return out
}

// In every file that a spreadsheet opens, whatever people wrote is text.
func TestNoFileHoldsAFormula(t *testing.T) {
	t.Parallel()
	starts := []string{"=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\uff1d1+1", "a\n=1+1"}
	i := 0
	h := openFullHouse(t, func(usual string) string {
		i++
		return starts[i%len(starts)] + " " + usual
	})
	b, files := h.in(h.marta.ID), 0
	for _, route := range h.server.Routes() {
		path, get := strings.CutPrefix(route, "GET ")
		if !get || !strings.HasSuffix(path, ".csv") {
			continue
		}
		files++
		rows := sheet(t, b.get(h.address(path)).Body.String())
		for _, row := range rows {
			for name, cell := range row {
				for line := range strings.Lines(cell) {
					if isFormula(line) && strings.Contains(line, "+1") {
						t.Errorf("%s %s: %q", path, name, cell)
					}
				}
			}
		}
		if len(rows) == 0 {
			t.Errorf("%s is empty", path)
		}
	}
	if files < 7 {
		t.Errorf("%d files", files)
	}
}
