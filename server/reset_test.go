package server_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"barometer/surveys"
)

// asked asks for another password and returns the link of the mail.
func (o *office) asked(email string) string {
	o.tb.Helper()
	if answer := o.someone().post("/forgot", "email", email); answer.Code != http.StatusOK {
		o.tb.Fatalf("asking: %d\n%s", answer.Code, answer.Body)
	}
	return "/reset/" + o.onePost(surveys.PostReset).Secret
}

func TestAForgottenPassword(t *testing.T) {
	o := openOffice(t, localOffice)
	elsewhere := o.signedIn(martaEmail)
	link := o.asked(" Marta@house.example ")
	for range 2 {
		says(t, o.someone().get(link), "Choose another password")
	}
	if answer := o.someone().post(link, "password", "short"); answer.Code != http.StatusUnprocessableEntity {
		t.Errorf("a short one: %d", answer.Code)
	}
	says(t, o.someone().post(link, "password", "nine green bottles"), "Your password is changed, and you are signed out everywhere.")
	if post := o.onePost(surveys.PostPassword); post.To != martaEmail || post.Secret != "" {
		t.Errorf("the owner is told by %+v", post)
	}
	leads(t, elsewhere.get("/"), "/login")
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		if answer := o.someone().send(method, link, map[string][]string{"password": {"ten green bottles"}}); answer.Code != http.StatusGone {
			t.Errorf("%s of a spent link: %d", method, answer.Code)
		}
	}
	leads(t, o.someone().post("/login", "email", martaEmail, "password", "nine green bottles"), "/")
}

func TestLinksToAnotherPasswordEnd(t *testing.T) {
	o := openOffice(t, localOffice)
	first := o.asked(martaEmail)
	second := o.asked(martaEmail)
	if answer := o.someone().get(first); answer.Code != http.StatusGone {
		t.Errorf("another was asked for, and yet the first: %d", answer.Code)
	}
	says(t, o.signedIn(martaEmail).post("/account/password", "now", martaPassword, "new", "nine green bottles"), "Your password is changed.")
	if answer := o.someone().post(second, "password", "ten green bottles"); answer.Code != http.StatusGone {
		t.Errorf("the password was changed, and yet the link: %d", answer.Code)
	}
	for _, made := range []string{"/reset/x", "/reset/" + string(o.marta.ID), "/reset/" + string(o.marta.ID) + "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "/join/" + string(o.marta.ID) + "ABC"} {
		if answer := o.someone().get(made); answer.Code != http.StatusGone {
			t.Errorf("%s: %d, want 410", made, answer.Code)
		}
	}
}

// Whoever asks learns nothing of who is on the team, and makes nobody's mailbox
// overflow.
func TestAskingForAPasswordTellsNothing(t *testing.T) {
	o := openOffice(t, localOffice)
	if _, err := o.store.AddUser(t.Context(), surveys.User{Email: "oidc@house.example", Role: surveys.Viewer}); err != nil {
		t.Fatal(err)
	}
	known := o.someone().post("/forgot", "email", martaEmail)
	for _, email := range []string{"nobody@house.example", "oidc@house.example", "no address"} {
		if answer := o.someone().post("/forgot", "email", email); answer.Code != known.Code || answer.Body.String() != known.Body.String() {
			t.Errorf("the answer to %s differs: %d", email, answer.Code)
		}
	}
	if post := o.onePost(surveys.PostReset); post.To != martaEmail {
		t.Errorf("a mail went to %s", post.To)
	}
	mails := 1
	for i := range 8 {
		b := o.someone()
		b.headers["X-Forwarded-For"] = "203.0.113." + string(rune('1'+i)) // believed of nobody
		if answer := b.post("/forgot", "email", martaEmail); i >= 4 && answer.Code != http.StatusTooManyRequests {
			t.Errorf("time %d: %d, want 429", i+2, answer.Code)
		}
		mails += len(o.posted())
	}
	if mails != 4 {
		t.Errorf("%d mails, want 4", mails)
	}
	o.clock.Advance(time.Minute)
	if team, err := o.store.Users(t.Context()); err != nil || len(team) != 2 {
		t.Errorf("%d on the team, %v", len(team), err)
	}
	if said := known.Body.String(); strings.Contains(said, martaEmail) {
		t.Error("the answer repeats the address")
	}
}
