package server_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"barometer/server"
	"barometer/surveys"
)

// mailing is a house that mails go out of.
func mailing(o *server.Options) {
	o.Given = surveys.Sender{Name: "Marta", Address: martaEmail, Host: "smtp.house.example", Port: 587, Privacy: surveys.StartTLS}
}

// A hash of a password costs 19 MiB, so nobody has one made by a link that is
// none: it is refused before what was typed is looked at.
func TestAMadeUpSetUpLinkHashesNothing(t *testing.T) {
	o := emptyOffice(t, localOffice)
	for _, password := range []string{"short", martaPassword} {
		answer := o.someone().post("/setup/a-guess", "name", "", "email", "no address", "password", password)
		if answer.Code != http.StatusGone {
			t.Errorf("password %q: %d, want 410 before anything else", password, answer.Code)
		}
	}
}

// Letters in another case are the same mailbox, from wherever they are typed.
func TestOneMailboxHasOneLimit(t *testing.T) {
	behind := func(options *server.Options) { options.Proxies = []string{"192.0.2.0/24"} } // where httptest's requests come from
	o := openOffice(t, localOffice, behind)
	for i := range 6 {
		typed := strings.ToUpper(martaEmail[:i]) + martaEmail[i:]
		b := o.someone()
		b.headers["X-Forwarded-For"] = fmt.Sprintf("203.0.113.%d", i+1)
		if answer := b.post("/forgot", "email", typed); answer.Code != http.StatusOK {
			t.Fatalf("%s: %d", typed, answer.Code)
		}
	}
	if mails := len(o.posted()); mails != 4 {
		t.Errorf("%d mails to one mailbox, want 4", mails)
	}
}

// Where no mail can go out, nobody is told to wait for one.
func TestForgettingAPasswordWithoutMail(t *testing.T) {
	mute := openOffice(t, localOffice)
	says(t, mute.someone().get("/forgot"), "No mail goes out of this house yet", "barometer user password")
	for _, email := range []string{martaEmail, "nobody@house.example"} {
		answer := mute.someone().post("/forgot", "email", email)
		says(t, answer, "No mail goes out of this house yet", "barometer user password")
		if strings.Contains(answer.Body.String(), "a mail is on its way") {
			t.Errorf("%s is told to wait", email)
		}
	}
	says(t, mute.signedIn(martaEmail).post("/settings/people/"+string(mute.hire(alfEmail, "Alf Berg", surveys.Viewer).ID), "do", "password"), "nothing goes out before")
	given := openOffice(t, localOffice, mailing)
	says(t, given.someone().post("/forgot", "email", martaEmail), "a mail is on its way")
}

// The small letters of the Turkish İ spell an i: whoever has that mailbox is
// nobody else for it.
func TestAProviderVouchesForNobodyElse(t *testing.T) {
	v := newVoucher(t)
	o := guarded(t, v)
	o.hire("ines@house.example", "Ines", surveys.Admin)
	// The other first: who was let in once is known to the provider from then on.
	for _, c := range []struct {
		email string
		in    bool
	}{{"İnes@house.example", false}, {"INES@house.example", true}} {
		b := o.someone()
		asked := v.begin(b, "/")
		v.claims = v.about(o, asked, c.email)
		b.get("/login/oidc/callback?code=c&state=" + asked.Get("state"))
		if got := b.get("/settings").Code == http.StatusOK; got != c.in {
			t.Errorf("%s is let in: %v, want %v", c.email, got, c.in)
		}
	}
}

// A password that was locked under another secret cannot be read again: it is
// asked for, not dropped.
func TestAPasswordThatDoesNotOpenIsAskedForAgain(t *testing.T) {
	o := openOffice(t, localOffice)
	kept, err := o.store.SaveSender(t.Context(), surveys.Sender{Name: "Marta", Address: martaEmail, Host: "smtp.house.example", Port: 587,
		Privacy: surveys.StartTLS, User: "marta", Locked: "of-another-secret"})
	if err != nil {
		t.Fatal(err)
	}
	answer := o.signedIn(martaEmail).post("/settings/sender", "person", "Marta L.", "address", martaEmail, "host", kept.Host, "port", "587",
		"privacy", "starttls", "user", "marta", "password", "", "revision", "1", "anyway", "1")
	if answer.Code != http.StatusUnprocessableEntity {
		t.Errorf("%d, want 422", answer.Code)
	}
	if now, err := o.store.Sender(t.Context()); err != nil || now.Locked != kept.Locked {
		t.Errorf("kept now: %+v, %v", now, err)
	}
}
