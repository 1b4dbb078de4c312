package mailer

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"barometer/surveys"
)

func returnedMail(t testing.TB, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile("testdata/returned/" + name + ".eml")
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestWhatComesBackIsRead(t *testing.T) {
	for name, c := range map[string]struct {
		want   surveys.Feedback
		silent bool // the contact is not asked again
	}{
		"postfix-unknown-user": {surveys.Feedback{Kind: surveys.FeedbackFailure, Words: "550 5.1.1 <anna@northwind.example>: Recipient address rejected: User unknown in local recipient table"}, true},
		"exchange-disabled":    {surveys.Feedback{Kind: surveys.FeedbackFailure, Words: "550 5.2.1 Mailbox disabled, not accepting messages"}, true},
		"nested":               {surveys.Feedback{Kind: surveys.FeedbackFailure, Words: "556 5.1.10 domain accepts no mail (null MX)"}, true},
		"exim-text":            {surveys.Feedback{Kind: surveys.FeedbackFailure, Words: "550 5.1.1 The email account that you tried to reach does not exist"}, true},
		"qmail-text":           {surveys.Feedback{Kind: surveys.FeedbackFailure, Words: "5.1.1"}, true},
		"policy":               {surveys.Feedback{Kind: surveys.FeedbackFailure, Words: "550 5.7.1 Message rejected as spam by content filtering"}, false},
		"expired":              {surveys.Feedback{Kind: surveys.FeedbackFailure, Words: "4.4.7 delivery temporarily suspended: connect to northwind.example timed out"}, false},
		"gmail-delayed":        {surveys.Feedback{Kind: surveys.FeedbackDelay, Words: "4.4.1 The recipient server did not accept our requests to connect."}, false},
		"delivered":            {surveys.Feedback{Kind: surveys.FeedbackDelivery, Words: "2.1.5"}, false},
		"abuse":                {surveys.Feedback{Kind: surveys.FeedbackComplaint}, false},
		"not-spam":             {},
		"out-of-office":        {}, "vacation-of-a-postmaster": {}, "letter": {},
	} {
		got := readReturned(bytes.NewReader(returnedMail(t, name)), true)
		if got != c.want {
			t.Errorf("%s is read as %+v, want %+v", name, got, c.want)
		}
		if refusal, _ := surveys.ReadRefusal(got.Words); refusal.DeadBox() != c.silent {
			t.Errorf("%s silences: %v, want %v", name, refusal.DeadBox(), c.silent)
		}
	}
}

// Text alone is believed of a mail program only, and only with the null return
// path, which no person's program writes.
func TestTextOfAPersonIsNoNotification(t *testing.T) {
	if got := readReturned(bytes.NewReader(returnedMail(t, "exim-text")), false); got != (surveys.Feedback{}) {
		t.Errorf("with a return path it is read as %+v", got)
	}
	for _, from := range []string{"Anna <anna@northwind.example>", "", "<<<", "x@mailer-daemon.example"} {
		raw := "From: " + from + "\r\n\r\n550 5.1.1 no such user\r\n"
		if got := readReturned(strings.NewReader(raw), true); got != (surveys.Feedback{}) {
			t.Errorf("from %q it is read as %+v", from, got)
		}
	}
}

func TestFailureOutweighsTheRest(t *testing.T) {
	groups := readGroups("Reporting-MTA: dns; a\n\nAction: relayed\nStatus: 2.1.5\n\nAction: failed\nStatus: 5.1.1\n\nAction: delayed\nStatus: 4.4.1\n")
	if got := readStatus(groups); got.Kind != surveys.FeedbackFailure || got.Words != "5.1.1" {
		t.Errorf("read as %+v", got)
	}
}

func FuzzReadReturned(f *testing.F) {
	for _, name := range []string{"postfix-unknown-user", "nested", "abuse", "qmail-text", "exchange-disabled"} {
		f.Add(returnedMail(f, name))
	}
	f.Add([]byte("Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		got := readReturned(bytes.NewReader(raw), true)
		if strings.ContainsAny(got.Words, "\r\n\x00") || len([]rune(got.Words)) > maxWords {
			t.Fatalf("words are %q", got.Words)
		}
	})
}

// BenchmarkReadReturned reads a usual notification, and one that is built to
// keep its reader busy.
func BenchmarkReadReturned(b *testing.B) {
	deep := "Content-Type: multipart/mixed; boundary=a\r\n\r\n" + strings.Repeat("--a\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n", 5000)
	flat := "From: mailer-daemon@x\r\n\r\n" + strings.Repeat("5.", inboundBytes/2)
	for name, raw := range map[string][]byte{"usual": returnedMail(b, "postfix-unknown-user"), "deep": []byte(deep), "flat": []byte(flat)} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				readReturned(bytes.NewReader(raw), true)
			}
		})
	}
}
