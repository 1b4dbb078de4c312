package surveys_test

import (
	"strings"
	"testing"

	"barometer/surveys"
)

// Many servers refuse without an enhanced code, or with one that says nothing.
// Their words count where they can mean nothing but that there is no such
// mailbox; whatever may be about us, or about now, silences nobody.
func TestWordsOfServersWithoutACode(t *testing.T) {
	dead := []string{
		"550 User unknown",
		"550 No such user here",
		"550 no such user - psmtp",
		"550 5.0.0 User unknown.",
		"550 5.1.0 Address rejected: no such user.",
		"550 5.5.0 Invalid Recipient - https://community.mimecast.com/docs/DOC-1369#550 [abc]",
		"5.1.0 - Unknown address error 550-'5.1.1 RESOLVER.ADR.RecipNotFound; not found' (delivery attempts: 0)",
		"550 <eva@northwind.example>: Recipient address rejected: User unknown in virtual mailbox table",
		"550 <eva@northwind.example>: Recipient address rejected: User unknown in relay recipient table",
		"550 <sender@policy.example>... User unknown",
		"550 unknown or illegal alias: spam@northwind.example",
		"550 unknown recipient",
		"550 Unknown local part eva in <eva@northwind.example>",
		"551 User not local; no such user",
		"551 no such mailbox",
		"553 sorry, no mailbox here by that name (#5.1.1)",
		"550 Requested action not taken: mailbox unavailable, user does not exist",
		"550 Mailbox not found",
		"550 Mailbox unavailable or does not exist: the mailbox does not exist",
		"550 mailbox <eva@northwind.example> does not exist",
		"550 The email account that you tried to reach does not exist.",
		"550 User doesn't exist: eva@northwind.example",
		"550 #5.1.0 Address rejected. Recipient not found",
		"550 eva@northwind.example: user not found",
		"550 Message was not accepted -- invalid mailbox. Local mailbox eva@northwind.example is unavailable: user not found",
		"550 Invalid recipient eva@northwind.example",
		"553 5.0.0 Not a valid recipient",
		"554 delivery error: dd This user doesn't have a yahoo.com account (eva@yahoo.com) [0] - mta1.mail.yahoo.com",
		"552 1 Requested mail action aborted, mailbox not found",
		"550 This mailbox is disabled",
		"550 The recipient's account has been closed",
		"550 recipient no longer exists",
		"550 Account inactive: this account no longer exists",
		"550 no such person at this address",
		"550 Recipient unknown",
		"550 Empfänger unbekannt",
		"550 utilisateur inconnu",
		"550 first 5.1.1 second unknown user",
	}
	alive := []string{
		"550 Requested action not taken: mailbox unavailable",
		"550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302)",
		"550 mailbox unavailable, try again later: user unknown",
		"553 mailbox name not allowed",
		"550 Unrouteable address",
		"550 Access denied",
		"550 5.4.1 Recipient address rejected: Access denied. No such user",
		"550 5.7.1 No such user",
		"554 5.3.0 no such user",
		"450 User unknown",
		"451 4.1.0 no such user, try later",
		"535 no such user",
		"530 unknown user",
		"550 Sender verify failed: no such user here",
		"550-Verification failed for <b@bounce.acme.example> No such user here Sender verify failed",
		"550 The sender's mailbox does not exist",
		"550 From address: user unknown",
		"550 MAIL FROM: no such mailbox",
		"550 Callback failed: user unknown",
		"550 Blocked: user unknown or your IP is on a blacklist",
		"550 Message blocked as spam, or recipient not found",
		"550 High probability of spam",
		"550 rejected by policy: unknown user",
		"550 Relaying denied. No such user",
		"550 unable to relay; unknown user",
		"550 No such user, or you are not allowed to send to it",
		"550 Too many unknown users from your host",
		"550 Rate limit: too many invalid recipients",
		"550 Your server sent mail to too many unknown recipients",
		"550 unknown recipients exceeded",
		"552 Message exceeds maximum size",
		"552 mailbox full, user unknown",
		"550 user over quota, mailbox is disabled",
		"550 mailbox temporarily disabled",
		"550 User unknown: SPF check failed",
		"550 DMARC: no such user",
		"550 Helo: unknown user",
		"550 Reverse DNS not found, user unknown",
		"550 domain of recipient not found",
		"550 Unknown domain for this user: the domain does not exist",
		"550 Client host rejected: cannot find your hostname",
		"550 see https://mail.example/?p=NoSuchUser",
		"550 <no.such.user@northwind.example> is not accepted",
		"550 content: this account has been disabled for sending",
		"550",
		"no such user",
		"the server said 550 user unknown",
		"",
	}
	check := func(all []string, want bool) {
		for _, words := range all {
			if got := surveys.IsDeadBox(words); got != want {
				t.Errorf("%q silences: %v, want %v", words, got, want)
			}
			if got := surveys.AdviceOn(words) == surveys.AdviceDead; got != want {
				t.Errorf("%q is shown as a dead mailbox: %v, want %v", words, got, want)
			}
		}
	}
	check(dead, true)
	check(alive, false)
	if all := len(dead) + len(alive); all < 80 {
		t.Errorf("only %d texts", all)
	}
	long := "550 " + strings.Repeat("user ", 100_000)
	if surveys.IsDeadBox(long) {
		t.Error("a long one silences")
	}
}
