package server_test

import (
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"barometer/server"
	"barometer/surveys"
)

const localOffice = "http://localhost:8080"

func TestNobodySeesAPageWithoutSigningIn(t *testing.T) {
	o := openOffice(t, localOffice)
	for _, path := range []string{"/", "/complaints", "/cases/1", "/customers", "/customers/x", "/projects", "/projects/x", "/outbox", "/outbox/0000000000000000", "/outbox/mails/1", "/outbox/mails/1/html", "/settings", "/settings/people", "/account", "/account/factor"} {
		answer := o.someone().get(path)
		if answer.Code != http.StatusSeeOther || !strings.HasPrefix(answer.Header().Get("Location"), "/login") {
			t.Errorf("%s: %d to %q, want the door", path, answer.Code, answer.Header().Get("Location"))
		}
	}
	for _, path := range []string{"/logout", "/cases/1", "/outbox/0000000000000000/again", "/outbox/0000000000000000/void", "/outbox/0000000000000000/restore", "/account/password", "/account/factor", "/account/sessions", "/settings/people"} {
		if answer := o.someone().post(path, "do", "take"); answer.Code != http.StatusUnauthorized {
			t.Errorf("POST %s: %d, want 401", path, answer.Code)
		}
	}
}

func TestSigningInLeadsToWhereOneWanted(t *testing.T) {
	tests := []struct{ name, next, want string }{
		{"nowhere said", "", "/"},
		{"a page", "/customers?days=28", "/customers?days=28"},
		{"another site", "https://evil.example/", "/"},
		{"another site without scheme", "//evil.example/", "/"},
		{"a backslash that browsers read as a slash", `/\evil.example`, "/"},
		{"a script", "javascript:alert(1)", "/"},
		{"a header", "/\r\nSet-Cookie: x=1", "/"},
	}
	o := openOffice(t, localOffice)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			answer := o.someone().post("/login", "email", martaEmail, "password", martaPassword, "next", test.next)
			if got := answer.Header().Get("Location"); answer.Code != http.StatusSeeOther || got != test.want {
				t.Errorf("%d to %q, want %q", answer.Code, got, test.want)
			}
		})
	}
}

func TestWrongPasswordAndUnknownPersonLookAlike(t *testing.T) {
	o := openOffice(t, localOffice)
	wrong := o.someone().post("/login", "email", martaEmail, "password", "not this one")
	unknown := o.someone().post("/login", "email", "nobody@house.example", "password", "not this one")
	if wrong.Code != http.StatusUnauthorized || unknown.Code != http.StatusUnauthorized {
		t.Fatalf("%d and %d, want 401", wrong.Code, unknown.Code)
	}
	same := strings.ReplaceAll(unknown.Body.String(), "nobody@house.example", martaEmail)
	if wrong.Body.String() != same {
		t.Error("the two answers differ")
	}
	if admin := o.someone().post("/login", "email", "admin", "password", "admin"); admin.Code != http.StatusUnauthorized {
		t.Errorf("admin / admin: %d, want 401", admin.Code)
	}
}

func TestManyWrongPasswordsMustWait(t *testing.T) {
	o := openOffice(t, localOffice)
	for range 5 {
		o.someone().post("/login", "email", martaEmail, "password", "not this one")
	}
	again := o.someone().post("/login", "email", martaEmail, "password", martaPassword)
	if again.Code != http.StatusTooManyRequests || again.Header().Get("Retry-After") == "" {
		t.Fatalf("%d, Retry-After %q, want 429 with a time", again.Code, again.Header().Get("Retry-After"))
	}
	o.clock.Advance(31 * time.Second)
	if later := o.someone().post("/login", "email", martaEmail, "password", martaPassword); later.Code != http.StatusSeeOther {
		t.Errorf("half a minute later: %d, want 303", later.Code)
	}
}

func TestWrongPasswordsAtOnceAreCountedLikeOthers(t *testing.T) {
	o := openOffice(t, localOffice)
	var compared atomic.Int32
	var all sync.WaitGroup
	for i := range 40 {
		email := martaEmail
		if i%2 == 1 {
			email = strings.ToUpper(martaEmail[:1]) + martaEmail[1:]
		}
		all.Go(func() {
			if o.someone().post("/login", "email", email, "password", "not this one").Code == http.StatusUnauthorized {
				compared.Add(1)
			}
		})
	}
	all.Wait()
	if compared.Load() != 5 {
		t.Errorf("%d of 40 passwords were compared, want 5", compared.Load())
	}
}

func TestTheRightPasswordUsesUpNothing(t *testing.T) {
	o := openOffice(t, localOffice)
	for range 8 {
		if answer := o.someone().post("/login", "email", martaEmail, "password", martaPassword); answer.Code != http.StatusSeeOther {
			t.Fatalf("%d, want 303", answer.Code)
		}
	}
}

func TestASessionBeginsUnderANewId(t *testing.T) {
	o := openOffice(t, localOffice)
	b := o.signedIn(martaEmail)
	first := b.cookies["__Host-barometer"].Value
	b.post("/login", "email", martaEmail, "password", martaPassword)
	second := b.cookies["__Host-barometer"].Value
	if first == second {
		t.Fatal("the id stayed the same")
	}
	thief := o.someone()
	thief.cookies["__Host-barometer"] = &http.Cookie{Name: "__Host-barometer", Value: first}
	if answer := thief.get("/settings"); answer.Code != http.StatusSeeOther {
		t.Errorf("the id from before signing in still works: %d", answer.Code)
	}
	fixed := o.someone()
	fixed.cookies["__Host-barometer"] = &http.Cookie{Name: "__Host-barometer", Value: "chosen-by-somebody-else"}
	fixed.post("/login", "email", martaEmail, "password", martaPassword)
	if fixed.cookies["__Host-barometer"].Value == "chosen-by-somebody-else" {
		t.Error("an id that was brought along was taken")
	}
}

func TestSigningOutEndsTheSession(t *testing.T) {
	o := openOffice(t, localOffice)
	b := o.signedIn(martaEmail)
	kept := *b.cookies["__Host-barometer"]
	if answer := b.post("/logout"); answer.Code != http.StatusSeeOther || b.cookies["__Host-barometer"] != nil {
		t.Fatalf("signing out: %d, cookie %v", answer.Code, b.cookies)
	}
	b.cookies[kept.Name] = &kept
	if answer := b.get("/settings"); answer.Code != http.StatusSeeOther {
		t.Errorf("the old cookie still opens pages: %d", answer.Code)
	}
}

func TestFormsOfOtherSitesAreRefused(t *testing.T) {
	tests := []struct {
		name    string
		headers map[string]string
		want    int
	}{
		{"our own form", map[string]string{"Sec-Fetch-Site": "same-origin"}, http.StatusSeeOther},
		{"our own form in an old browser", map[string]string{"Origin": localOffice}, http.StatusSeeOther},
		{"no browser", nil, http.StatusSeeOther},
		{"another site", map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}, http.StatusForbidden},
		{"a neighbour under the same domain", map[string]string{"Sec-Fetch-Site": "same-site"}, http.StatusForbidden},
		{"another site in an old browser", map[string]string{"Origin": "https://evil.example"}, http.StatusForbidden},
		{"a sandboxed frame", map[string]string{"Origin": "null"}, http.StatusForbidden},
	}
	o := openOffice(t, localOffice)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b := o.signedIn(martaEmail)
			b.headers = test.headers
			if answer := b.post("/logout"); answer.Code != test.want {
				t.Errorf("%d, want %d", answer.Code, test.want)
			}
		})
	}
}

func TestTheCookieFitsTheConnection(t *testing.T) {
	tests := []struct {
		public string
		cookie string
		secure bool
	}{
		{"https://ask.house.example", "__Host-barometer", true},
		{"http://localhost:8080", "__Host-barometer", true},
		{"http://127.0.0.1:8080", "__Host-barometer", true},
		{"http://192.168.1.5:8080", "barometer", false},
		{"http://barometer:8080", "barometer", false},
	}
	for _, test := range tests {
		t.Run(test.public, func(t *testing.T) {
			o := openOffice(t, test.public)
			b := o.signedIn(martaEmail)
			c := b.cookies[test.cookie]
			if c == nil || c.Secure != test.secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
				t.Fatalf("cookie %v", b.cookies)
			}
			if answer := b.get("/settings"); answer.Code != http.StatusOK {
				t.Errorf("signed in, and yet %d", answer.Code)
			}
			warned := strings.Contains(o.someone().get("/login").Body.String(), "not encrypted")
			if warned == test.secure {
				t.Errorf("warned: %v, secure: %v", warned, test.secure)
			}
		})
	}
}

func TestTheFirstPersonSetsUpOnce(t *testing.T) {
	o := emptyOffice(t, localOffice)
	if _, err := o.store.SetUpLink(t.Context(), "a-secret-of-the-log", time.Hour); err != nil {
		t.Fatal(err)
	}
	const link = "/setup/a-secret-of-the-log"
	if answer := o.someone().get("/setup/a-guess"); answer.Code != http.StatusGone || !strings.Contains(answer.Body.String(), `href="/login">Sign in<`) {
		t.Errorf("a guessed link: %d, want 410 and the way in:\n%s", answer.Code, readable(answer.Body.String()))
	}
	first := o.someone().get(link)
	isSound(t, "the first person", first)
	if first.Code != http.StatusOK || !strings.Contains(first.Body.String(), "You are the first") {
		t.Fatalf("looking at the link: %d", first.Code)
	}
	short := o.someone().post(link, "name", "", "email", "no address", "password", "short")
	if short.Code != http.StatusUnprocessableEntity || strings.Count(short.Body.String(), `class="wrong"`) != 3 {
		t.Errorf("three mistakes: %d with %d of them told", short.Code, strings.Count(short.Body.String(), `class="wrong"`))
	}
	if !strings.Contains(short.Body.String(), ">Password must have 10 to 200 characters.<") {
		t.Errorf("the short password is told as\n%s", short.Body)
	}
	b := o.someone()
	if answer := b.post(link, "name", "Marta", "email", martaEmail, "password", martaPassword); answer.Code != http.StatusSeeOther {
		t.Fatalf("setting up: %d\n%s", answer.Code, answer.Body)
	}
	if answer := b.get("/settings"); answer.Code != http.StatusOK {
		t.Errorf("not signed in after setting up: %d", answer.Code)
	}
	if answer := o.someone().post(link, "name", "Eve", "email", "eve@house.example", "password", martaPassword); answer.Code != http.StatusGone {
		t.Errorf("the link works twice: %d", answer.Code)
	}
}

func TestChangingThePasswordEndsOtherSessions(t *testing.T) {
	o := openOffice(t, localOffice)
	here, elsewhere := o.signedIn(martaEmail), o.signedIn(martaEmail)
	if answer := here.post("/account/password", "now", "not this one", "new", "nine green bottles"); answer.Code != http.StatusUnprocessableEntity {
		t.Errorf("a wrong password was taken: %d", answer.Code)
	}
	if answer := here.post("/account/password", "now", martaPassword, "new", "short"); answer.Code != http.StatusUnprocessableEntity {
		t.Errorf("a short password was taken: %d", answer.Code)
	}
	if answer := here.post("/account/password", "now", martaPassword, "new", "nine green bottles"); answer.Code != http.StatusOK {
		t.Fatalf("changing: %d", answer.Code)
	}
	if answer := here.get("/settings"); answer.Code != http.StatusOK {
		t.Errorf("signed out here: %d", answer.Code)
	}
	if answer := elsewhere.get("/settings"); answer.Code != http.StatusSeeOther {
		t.Errorf("still signed in elsewhere: %d", answer.Code)
	}
}

func TestAViewerLooksAndChangesNothing(t *testing.T) {
	o := openOffice(t, localOffice)
	o.hire("vera@house.example", "Vera", surveys.Viewer)
	b := o.signedIn("vera@house.example")
	if answer := b.get("/complaints"); answer.Code != http.StatusOK {
		t.Errorf("looking: %d", answer.Code)
	}
	for _, path := range []string{"/cases/1", "/outbox/0000000000000000/again", "/outbox/0000000000000000/void", "/outbox/0000000000000000/restore"} {
		if answer := b.post(path, "do", "take"); answer.Code != http.StatusForbidden {
			t.Errorf("POST %s: %d, want 403", path, answer.Code)
		}
	}
}

func TestADemoLinkSignsIn(t *testing.T) {
	o := openOffice(t, localOffice, func(*server.Options) {})
	path, err := o.server.Welcome(t.Context(), o.marta.ID)
	if err != nil {
		t.Fatal(err)
	}
	b := o.someone()
	if answer := b.get(path); answer.Code != http.StatusSeeOther || answer.Header().Get("Location") != "/" {
		t.Fatalf("%d to %q", answer.Code, answer.Header().Get("Location"))
	}
	if answer := b.get("/settings"); answer.Code != http.StatusOK {
		t.Errorf("not signed in: %d", answer.Code)
	}
	if answer := o.someone().get("/welcome/0000"); answer.Code != http.StatusNotFound {
		t.Errorf("a made-up link: %d, want 404", answer.Code)
	}
}
