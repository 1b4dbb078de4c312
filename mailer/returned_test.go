package mailer

import (
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
		"postfix-unknown-user": {failure("550 5.1.1 <anna@northwind.example>: Recipient address rejected: User unknown in local recipient table"), true},
		"exchange-disabled":    {failure("550 5.2.1 Mailbox disabled, not accepting messages"), true},
		"nested":               {failure("556 5.1.10 domain accepts no mail (null MX)"), true},
		"exim-text":            {failure("550 5.1.1 The email account that you tried to reach does not exist"), true},
		"qmail-text":           {failure("5.1.1"), true},
		"policy":               {failure("550 5.7.1 Message rejected as spam by content filtering"), false},
		"expired":              {failure("4.4.7 delivery temporarily suspended: connect to northwind.example timed out"), false},
		"gmail-delayed":        {surveys.Feedback{Kind: surveys.FeedbackDelay, Words: "4.4.1 The recipient server did not accept our requests to connect."}, false},
		"delivered":            {surveys.Feedback{Kind: surveys.FeedbackDelivery, Words: "2.1.5"}, false},
		"exim-gave-up":         {failure("451 4.7.1 Greylisted: retry timeout exceeded"), false},
		"exim-no-route":        {failure("Unrouteable address"), false},
		"qmail-gave-up":        {failure("4.4.2"), false},
		"list-of-people":       {surveys.Feedback{Kind: surveys.FeedbackDelivery, Words: "2.0.0"}, false},
		"damaged":              {failure("5.1.1"), true},
		"no-boundary":          {failure("5.1.1"), true},
		"outlook-complaint":    {surveys.Feedback{Kind: surveys.FeedbackComplaint}, false},
		"abuse":                {surveys.Feedback{Kind: surveys.FeedbackComplaint}, false},
		"not-spam":             {},
		"out-of-office":        {}, "vacation-of-a-postmaster": {}, "office-of-a-postmaster": {}, "letter": {},
	} {
		got := readReturned(returnedMail(t, name), true)
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
	if got := readReturned(returnedMail(t, "exim-text"), false); got != (surveys.Feedback{}) {
		t.Errorf("with a return path it is read as %+v", got)
	}
	for _, from := range []string{"Anna <anna@northwind.example>", "", "<<<", "x@mailer-daemon.example"} {
		raw := "From: " + from + "\r\n\r\n550 5.1.1 no such user\r\n"
		if got := readReturned([]byte(raw), true); got != (surveys.Feedback{}) {
			t.Errorf("from %q it is read as %+v", from, got)
		}
	}
}

// Where a server on the way made several recipients of ours, it is not gone
// while one of them has the mail, or failed for another reason.
func TestSeveralRecipientsOfOneMail(t *testing.T) {
	const relayed, gone, policy, late = "Action: relayed\nStatus: 2.1.5\n\n", "Action: failed\nStatus: 5.1.1\n\n", "Action: failed\nStatus: 5.7.1\n\n", "Action: delayed\nStatus: 4.4.1\n\n"
	for status, want := range map[string]surveys.Feedback{
		gone + relayed + late: {Kind: surveys.FeedbackDelivery, Words: "2.1.5"},
		late + gone:           failure("5.1.1"),
		gone + policy + gone:  failure("5.7.1"),
		late:                  {Kind: surveys.FeedbackDelay, Words: "4.4.1"},
		"":                    {},
	} {
		if got := readStatus(readGroups("Reporting-MTA: dns; a\n\n" + status)); got != want {
			t.Errorf("%q is read as %+v, want %+v", status, got, want)
		}
	}
}

func failure(words string) surveys.Feedback {
	return surveys.Feedback{Kind: surveys.FeedbackFailure, Words: words}
}

func FuzzReadReturned(f *testing.F) {
	for _, name := range []string{"postfix-unknown-user", "nested", "abuse", "qmail-text", "exchange-disabled"} {
		f.Add(returnedMail(f, name))
	}
	f.Add([]byte("Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		got := readReturned(raw, true)
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
				readReturned(raw, true)
			}
		})
	}
}
