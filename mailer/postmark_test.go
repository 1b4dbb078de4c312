package mailer

import (
	"net/mail"
	"strings"
	"testing"

	"barometer/surveys"
)

// Postmark's fields are in mails that go out by it, name the invitation, and
// are in no others.
func TestPostmarkLearnsTheInvitation(t *testing.T) {
	for host, want := range map[string]bool{"smtp.postmarkapp.com": true, "SMTP-broadcasts.PostmarkApp.com": true,
		"mail.acme.example": false, "postmarkapp.com.evil.example": false, "notpostmarkapp.com": false} {
		if got := isPostmark(host); got != want {
			t.Errorf("%s: %v", host, got)
		}
	}
	w, err := newWriter(OpenLibrary(t), mail.Address{Address: "jonas@acme.example"}, surveys.NewSigner(make([]byte, 32)), "https://ask.example", 0)
	if err != nil {
		t.Fatal(err)
	}
	inv := surveys.Invitation{ID: "3qc7q09w4qprzwda"}
	for _, postmark := range []bool{true, false} {
		w.postmark = postmark
		head, err := w.messageOf(inv, surveys.DefaultSurvey(), surveys.Contact{Address: "anna@northwind.example"}, testTime()).appendTo(nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(string(head), "\r\nX-PM-Metadata-invitation: 3qc7q09w4qprzwda\r\n") && strings.Contains(string(head), "\r\nX-PM-KeepID: true\r\n"); got != postmark {
			t.Errorf("by Postmark %v: %v\n%s", postmark, got, head)
		}
	}
}
