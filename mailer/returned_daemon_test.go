package mailer

import (
	"testing"

	"barometer/surveys"
)

// What has no part for programs is a notification where it reads like one: a
// postmaster may be away, and a text may name codes.
func TestTextsOfMailPrograms(t *testing.T) {
	for _, c := range []struct {
		name, from, subject, text string
		want                      surveys.Feedback
		silent                    bool
	}{
		{"a postmaster who is away", "postmaster@northwind.example", "Out of office", "I am away until 5.12. For 5.1.1 questions ask Bob.", surveys.Feedback{}, false},
		{"one who asks for a proof", "postmaster@northwind.example", "Please confirm", "550 mails are blocked until you click here.", surveys.Feedback{}, false},
		{"one who returns a mail", "postmaster@northwind.example", "Undeliverable: One question", "<anna@northwind.example>:\n550 5.1.1 User unknown", failure("550 5.1.1 User unknown"), true},
		{"one who says so in the text", "Postmaster <postmaster@northwind.example>", "Notice", "Your message could not be delivered:\n\n<anna@northwind.example>\n550 5.1.1 User unknown", failure("550 5.1.1 User unknown"), true},
		{"Yahoo", "MAILER-DAEMON@yahoo.com", "Failure Notice", "Sorry, we were unable to deliver your message to the following address.\n\n<anna@yahoo.example>:\n554: 30:\nSorry, your message cannot be delivered. This mailbox is disabled (554.30).\n\n--- Below this line is a copy of the message.\n",
			failure("554: 30: Sorry, your message cannot be delivered. This mailbox is disabled (554.30)."), false},
		{"T-Online", "Mailer-Daemon@t-online.de", "Mail delivery failed", "|--- Failed addresses follow: ---|\n <anna@t-online.example> ... Recipient unknown\n", failure("... Recipient unknown"), false},
		{"qmail without a code", "MAILER-DAEMON@mx.northwind.example", "failure notice", "Hi. This is the qmail-send program.\nThis is a permanent error; I've given up.\n\n<anna@northwind.example>:\n192.0.2.25 does not like recipient.\nRemote host said: 550 unknown user\nGiving up on 192.0.2.25.\n",
			failure("550 unknown user"), true},
		{"Exim, which goes on trying", "Mailer-Daemon@mx.northwind.example", "Warning: message delayed 24 hours", "A message that you sent has not yet been delivered to one or more of its recipients.\nIt could not be delivered at once; delivery attempts will continue.\n\n  anna@northwind.example\n", surveys.Feedback{}, false},
	} {
		raw := "From: " + c.from + "\nSubject: " + c.subject + "\n\n" + c.text
		got := readReturned([]byte(raw), true)
		if got != c.want || surveys.IsDeadBox(got.Words) != c.silent {
			t.Errorf("%s: %+v, silences %v; want %+v, %v", c.name, got, surveys.IsDeadBox(got.Words), c.want, c.silent)
		}
	}
}

// Only Outlook.com itself hands on complaints without a report: the same field
// stands in whatever its users hand on.
func TestOnlyOutlookComplainsWithoutAReport(t *testing.T) {
	for _, c := range []struct {
		from string
		want surveys.FeedbackKind
	}{
		{"<staff@hotmail.com>", surveys.FeedbackComplaint},
		{"Hotmail <Staff@Hotmail.com>", surveys.FeedbackComplaint},
		{"staff@outlook.com", surveys.FeedbackComplaint},
		{"Anna <anna@hotmail.com>", surveys.FeedbackNone},
		{"staff@hotmail.com.evil.example", surveys.FeedbackNone},
		{"staff@evil.example", surveys.FeedbackNone},
		{`"staff@hotmail.com" <anna@evil.example>`, surveys.FeedbackNone},
		{"", surveys.FeedbackNone},
	} {
		raw := "From: " + c.from + "\nContent-Type: multipart/mixed; boundary=b1\n\n--b1\nContent-Type: message/rfc822\n\n" +
			"X-HmXmrOriginalRecipient: anna@hotmail.com\nSubject: One question\n\nHow satisfied are you?\n--b1--\n"
		if got := readReturned([]byte(raw), false); got.Kind != c.want {
			t.Errorf("from %q it is read as %+v", c.from, got)
		}
	}
}
