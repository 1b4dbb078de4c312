package server_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"barometer/surveys"

	"github.com/pquerna/otp/totp"
)

// codeAt is what an authenticator app shows at a time.
func codeAt(t *testing.T, secret string, at time.Time) string {
	t.Helper()
	code, err := totp.GenerateCode(secret, at)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// turnOn turns the second factor of whoever is signed in on, and returns the
// key and the recovery codes.
func (b *colleague) turnOn(t *testing.T) (secret string, codes []string) {
	t.Helper()
	leads(t, b.post("/account/factor", "do", "begin", "password", martaPassword), "/account/factor")
	answer := b.get("/account/factor")
	isSound(t, "the key of a second factor", answer)
	page := answer.Body.String()
	shown := regexp.MustCompile(`<code class="secret">([^<]*)</code>`).FindStringSubmatch(page)
	if len(shown) != 2 || !strings.Contains(page, `<svg class="qr"`) {
		t.Fatalf("no key:\n%s", page)
	}
	secret = strings.ReplaceAll(shown[1], " ", "")
	if answer = b.post("/account/factor", "do", "confirm", "code", codeAt(t, secret, b.o.clock.Now().Add(-time.Hour))); answer.Code != http.StatusUnprocessableEntity {
		t.Errorf("digits of an hour ago: %d", answer.Code)
	}
	done := b.post("/account/factor", "do", "confirm", "code", codeAt(t, secret, b.o.clock.Now()))
	says(t, done, "It is on. Keep these codes.")
	for _, m := range regexp.MustCompile(`<li><code>([^<]*)</code>`).FindAllStringSubmatch(done.Body.String(), -1) {
		codes = append(codes, m[1])
	}
	if len(codes) != 10 {
		t.Fatalf("%d recovery codes", len(codes))
	}
	if kind := b.o.onePost(surveys.PostFactorOn); kind.To != martaEmail {
		t.Errorf("the owner is told by %+v", kind)
	}
	return secret, codes
}

// atTheCode has shown Marta's password and is asked for a code.
func (o *office) atTheCode(t *testing.T) *colleague {
	t.Helper()
	b := o.someone()
	leads(t, b.post("/login", "email", martaEmail, "password", martaPassword, "next", "/customers"), "/login/code")
	isSound(t, "asked for a code", b.get("/login/code"))
	return b
}

func TestSigningInWithASecondFactor(t *testing.T) {
	o := openOffice(t, localOffice)
	secret, codes := o.signedIn(martaEmail).turnOn(t)
	o.clock.Advance(2 * time.Minute)
	now := o.clock.Now()
	for _, step := range []struct {
		name, code string
		want       int
	}{
		{"a guess", "000000", http.StatusUnauthorized},
		{"two steps late", codeAt(t, secret, now.Add(-time.Minute)), http.StatusUnauthorized},
		{"two steps early", codeAt(t, secret, now.Add(time.Minute)), http.StatusUnauthorized},
		{"a step late", codeAt(t, secret, now.Add(-30*time.Second)), http.StatusSeeOther},
		{"that one again", codeAt(t, secret, now.Add(-30*time.Second)), http.StatusUnauthorized},
		{"with a blank", codeAt(t, secret, now)[:3] + " " + codeAt(t, secret, now)[3:], http.StatusSeeOther},
		{"a step early", codeAt(t, secret, now.Add(30*time.Second)), http.StatusSeeOther},
		{"and back to now", codeAt(t, secret, now), http.StatusUnauthorized},
		{"a recovery code", codes[3], http.StatusSeeOther},
		{"in large letters, without blanks", strings.ToUpper(strings.ReplaceAll(codes[4], " ", "")), http.StatusSeeOther},
		{"the first one again", codes[3], http.StatusUnauthorized},
	} {
		b := o.atTheCode(t)
		if answer := b.get("/customers"); answer.Code != http.StatusSeeOther {
			t.Fatalf("%s: in without a code: %d", step.name, answer.Code)
		}
		pending := b.cookies["__Host-barometer"].Value
		answer := b.post("/login/code", "code", step.code)
		if answer.Code != step.want {
			t.Errorf("%s: %d, want %d", step.name, answer.Code, step.want)
		}
		if step.want == http.StatusSeeOther {
			leads(t, answer, "/customers")
			says(t, b.get("/account"), "Marta Lindqvist")
			if b.cookies["__Host-barometer"].Value == pending {
				t.Errorf("%s: the session keeps the id from before the code", step.name)
			}
		}
	}
	says(t, o.signedInWith(t, codes[5]).get("/account"), "7 recovery codes are left.")
}

// signedInWith is a browser in which Marta has signed in with a code.
func (o *office) signedInWith(t *testing.T, code string) *colleague {
	t.Helper()
	b := o.atTheCode(t)
	leads(t, b.post("/login/code", "code", code), "/customers")
	return b
}

func TestBetweenPasswordAndCode(t *testing.T) {
	o := openOffice(t, localOffice)
	leads(t, o.someone().get("/login/code"), "/login")
	if answer := o.someone().post("/login/code", "code", "000000"); answer.Code != http.StatusUnauthorized {
		t.Errorf("a code without a password: %d", answer.Code)
	}
	secret, codes := o.signedIn(martaEmail).turnOn(t)
	late := o.atTheCode(t)
	o.clock.Advance(5 * time.Minute)
	if answer := late.post("/login/code", "code", codeAt(t, secret, o.clock.Now())); answer.Code != http.StatusUnauthorized || !strings.Contains(answer.Body.String(), "longer than five minutes") {
		t.Errorf("too late: %d", answer.Code)
	}
	changed := o.atTheCode(t)
	if err := o.store.SetPassword(t.Context(), o.marta.ID, "another", ""); err != nil {
		t.Fatal(err)
	}
	if answer := changed.post("/login/code", "code", codes[0]); answer.Code != http.StatusUnauthorized {
		t.Errorf("the password was changed meanwhile: %d", answer.Code)
	}
}

// A thousand guesses wait longer and longer, from one place and from many.
func TestGuessingCodesIsSlow(t *testing.T) {
	o := openOffice(t, localOffice)
	secret, _ := o.signedIn(martaEmail).turnOn(t)
	b := o.atTheCode(t)
	compared := 0
	for range 40 {
		if b.post("/login/code", "code", "000000").Code == http.StatusUnauthorized {
			compared++
		}
	}
	if compared != 5 {
		t.Errorf("%d guesses were compared, want 5", compared)
	}
	if answer := b.post("/login/code", "code", codeAt(t, secret, o.clock.Now())); answer.Code != http.StatusTooManyRequests || answer.Header().Get("Retry-After") == "" {
		t.Errorf("the right one at once: %d", answer.Code)
	}
}

func TestTurningTheSecondFactorOff(t *testing.T) {
	o := openOffice(t, localOffice)
	b := o.signedIn(martaEmail)
	if answer := b.post("/account/factor", "do", "begin", "password", "not this one"); answer.Code != http.StatusUnprocessableEntity {
		t.Errorf("begun without the password: %d", answer.Code)
	}
	leads(t, b.get("/account/factor"), "/account#factor")
	_, codes := b.turnOn(t)
	for _, wrong := range [][2]string{{"not this one", codes[0]}, {martaPassword, "000000"}} {
		if answer := b.post("/account/factor", "do", "off", "password", wrong[0], "code", wrong[1]); answer.Code != http.StatusUnprocessableEntity {
			t.Errorf("off with %v: %d", wrong, answer.Code)
		}
	}
	says(t, b.post("/account/factor", "do", "off", "password", martaPassword, "code", codes[0]), "The second factor is off.")
	o.onePost(surveys.PostNoFactor)
	leads(t, o.someone().post("/login", "email", martaEmail, "password", martaPassword), "/")

	b.turnOn(t)
	o.hire(alfEmail, "Alf Berg", surveys.Admin)
	says(t, o.signedIn(alfEmail).post("/settings/people/"+string(o.marta.ID), "do", "factor"), "The second factor of Marta Lindqvist is off. They were told by mail.")
	if post := o.onePost(surveys.PostNoFactor); post.By != "Alf Berg" || post.To != martaEmail {
		t.Errorf("told by %+v", post)
	}
	leads(t, o.someone().post("/login", "email", martaEmail, "password", martaPassword), "/")
	o.recorded("person.factor_on", "person.factor_off")
}
