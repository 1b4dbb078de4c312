package mailer_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"barometer/mailer"
	"barometer/mailer/smtptest"
	"barometer/surveys"
	"barometer/surveys/store/storetest"
)

func TestMailIsSent(t *testing.T) {
	sink := smtptest.Start(t)
	h := open(t, sink, nil)
	inv := storetest.Ask(t, h.store)
	got := sink.Await(1)[0]
	if got.From != "jonas@lindqvist.example" || got.To != storetest.Anna {
		t.Errorf("envelope is %s → %s", got.From, got.To)
	}
	if !strings.Contains(string(got.Raw), "Message-ID: <i."+string(inv.ID)+"@lindqvist.example>") {
		t.Errorf("no Message-ID of ours in:\n%s", got.Raw)
	}
	if hello := sink.Hellos()[0]; hello != "lindqvist.example" {
		t.Errorf("introduced itself as %q", hello)
	}
	if inv := h.await(inv.ID, surveys.MailSent); inv.SentAt.IsZero() {
		t.Error("sent, but not when")
	}
}

func TestManyMailsAreEachSentOnce(t *testing.T) {
	sink := smtptest.Start(t)
	h := open(t, sink, nil)
	const n = 200
	for i := range n {
		storetest.Ask(t, h.store, storetest.ID(fmt.Sprintf("T-%d", i)),
			storetest.For(surveys.ProjectRef{ID: surveys.ProjectID(fmt.Sprintf("p%d", i%7))}, storetest.Northwind()),
			storetest.To(fmt.Sprintf("c%d@northwind.example", i), ""))
	}
	seen := map[string]int{}
	for _, m := range sink.Await(n) {
		seen[m.To]++
	}
	if len(seen) != n {
		t.Errorf("%d people were asked, want %d", len(seen), n)
	}
	h.settled()
	if got := sink.Count(); got != n {
		t.Errorf("%d mails, want %d", got, n)
	}
}

// What the server says, or does not say, decides the state. Nothing is ever
// sent again from the moment that nobody can know whether it was taken.
func TestEndOfAMail(t *testing.T) {
	const moment = 200 * time.Millisecond
	patient := func(*mailer.SMTP) {}
	inCommands, afterBody := func(s *mailer.SMTP) { s.Command = moment }, func(s *mailer.SMTP) { s.Body = moment }
	for name, c := range map[string]struct {
		fault  smtptest.Fault
		state  surveys.MailState
		reason string
		hasty  func(*mailer.SMTP) // shortens the wait that the fault makes vain, and no other
	}{
		"recipient refused for now":      {smtptest.At(smtptest.Rcpt, smtptest.Later), surveys.MailScheduled, "450 4.7.1 Greylist", patient},
		"recipient refused for good":     {smtptest.At(smtptest.Rcpt, smtptest.Never), surveys.MailFailed, "550 5.1.1 No such user", patient},
		"sender refused for good":        {smtptest.At(smtptest.Mail, smtptest.Refuse(550, "5.7.1 Not you")), surveys.MailFailed, "550 5.7.1 Not you", patient},
		"body refused for now":           {smtptest.At(smtptest.Taken, smtptest.Refuse(452, "4.3.1 Disk full")), surveys.MailScheduled, "452 4.3.1 Disk full", patient},
		"body refused for good":          {smtptest.At(smtptest.Taken, smtptest.Refuse(554, "5.7.1 Looks like spam")), surveys.MailFailed, "554 5.7.1 Looks like spam", patient},
		"server full":                    {smtptest.At(smtptest.Mail, smtptest.Refuse(421, "4.3.2 Too busy")), surveys.MailScheduled, "421 4.3.2 Too busy", patient},
		"hangs up before the envelope":   {smtptest.At(smtptest.Mail, smtptest.Drop), surveys.MailScheduled, "the connection to the mail server was lost", patient},
		"hangs up before the body":       {smtptest.At(smtptest.Rcpt, smtptest.Drop), surveys.MailScheduled, "the connection to the mail server was lost", patient},
		"silent before the body":         {smtptest.At(smtptest.Rcpt, smtptest.Stall), surveys.MailScheduled, "the mail server did not answer in time", inCommands},
		"hangs up after the final dot":   {smtptest.At(smtptest.Taken, smtptest.Drop), surveys.MailUnknown, "the connection to the mail server was lost after the mail had been handed over", patient},
		"silent after the final dot":     {smtptest.At(smtptest.Taken, smtptest.Stall), surveys.MailUnknown, "the mail server did not answer in time after the mail had been handed over", afterBody},
		"hangs up instead of a greeting": {smtptest.At(smtptest.Greeting, smtptest.Drop), surveys.MailScheduled, "the mail server does not greet", patient},
		"refuses to have us as a client": {smtptest.At(smtptest.Greeting, smtptest.Refuse(554, "5.7.1 Listed")), surveys.MailScheduled, "the mail server does not greet: 554 ", patient},
		"silent instead of a greeting":   {smtptest.At(smtptest.Greeting, smtptest.Stall), surveys.MailScheduled, "the mail server did not answer in time", inCommands},
	} {
		t.Run(name, func(t *testing.T) {
			sink := smtptest.Start(t)
			sink.Fail(c.fault)
			h := open(t, sink, func(o *mailer.Options) { c.hasty(&o.SMTP) })
			inv := storetest.Ask(t, h.store)
			h.until(func() bool { inv = h.invitation(inv.ID); return inv.Reason != "" },
				func() string { return "no reason, mail is " + string(inv.Mail) })
			if inv.Mail != c.state || !strings.HasPrefix(inv.Reason, c.reason) {
				t.Fatalf("mail is %s (%s), want %s (%s)", inv.Mail, inv.Reason, c.state, c.reason)
			}
			sink.Fail(nil)
			h.later(5 * time.Minute)
			if c.state == surveys.MailScheduled {
				h.until(func() bool { return h.invitation(inv.ID).Mail == surveys.MailSent }, func() string { return "is not sent later" })
				return
			}
			h.later(48 * time.Hour)
			h.drained()
			if got := h.invitation(inv.ID); got.Mail != c.state || sink.Count() != 0 {
				t.Errorf("two days later mail is %s, the server has %d", got.Mail, sink.Count())
			}
		})
	}
}

func TestRefusedMailWaitsLongerEachTimeAndIsGivenUp(t *testing.T) {
	sink := smtptest.Start(t)
	sink.Fail(smtptest.At(smtptest.Rcpt, smtptest.Later))
	h := open(t, sink, nil)
	inv := storetest.Ask(t, h.store)
	at := h.clock.Now()
	for attempt, want := range []time.Duration{5 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour, 4 * time.Hour} {
		h.until(func() bool {
			inv = h.invitation(inv.ID)
			return inv.Mail == surveys.MailScheduled && inv.SendAt.After(at)
		},
			func() string { return fmt.Sprintf("attempt %d: mail is %s until %s", attempt+1, inv.Mail, inv.SendAt) })
		if got := inv.SendAt.Sub(at); got != want {
			t.Errorf("after attempt %d it waits %s, want %s", attempt+1, got, want)
		}
		at = inv.SendAt
		h.at(at)
	}
	for inv.Mail != surveys.MailFailed {
		h.later(4 * time.Hour)
		attempts := inv.Attempts
		h.until(func() bool {
			inv = h.invitation(inv.ID)
			return inv.Mail == surveys.MailFailed || inv.Mail == surveys.MailScheduled && inv.Attempts > attempts
		}, func() string { return "stays " + string(inv.Mail) })
	}
	if want := "gave up after 48 hours: 450 4.7.1 Greylist"; inv.Reason != want {
		t.Errorf("reason is %q, want %q", inv.Reason, want)
	}
	if waited := h.clock.Now().Sub(storetest.NewClock().Now()); waited < 44*time.Hour || waited > 52*time.Hour {
		t.Errorf("gave up after %s", waited)
	}
}

func TestPersonIsSilencedOnlyByTheirOwnMailbox(t *testing.T) {
	for words, want := range map[string]bool{"5.1.1 No such user": true, "5.7.1 We do not like you": false} {
		sink := smtptest.Start(t)
		sink.Fail(smtptest.At(smtptest.Rcpt, smtptest.Refuse(550, words)))
		h := open(t, sink, nil)
		inv := h.await(storetest.Ask(t, h.store).ID, surveys.MailFailed)
		to, err := h.store.Contact(context.Background(), inv.Contact)
		if err != nil {
			t.Fatal(err)
		}
		if got := !to.BouncedAt.IsZero(); got != want {
			t.Errorf("after %q contact counts as bounced: %v, want %v", words, got, want)
		}
	}
}

func TestOptOutBetweenAskingAndSending(t *testing.T) {
	sink := smtptest.Start(t)
	h := open(t, sink, nil)
	inv := storetest.Ask(t, h.store, storetest.After(time.Hour))
	if err := h.store.OptOut(context.Background(), inv.Contact); err != nil {
		t.Fatal(err)
	}
	h.later(time.Hour)
	if got := h.await(inv.ID, surveys.MailSkipped); got.Reason != string(surveys.SkipOptedOut) {
		t.Errorf("skipped because of %q", got.Reason)
	}
	if sink.Count() != 0 {
		t.Error("was asked all the same")
	}
}

// A refused recipient in the middle of a batch does not spoil its neighbours.
func TestOneBadAddressAmongMany(t *testing.T) {
	sink := smtptest.Start(t)
	sink.Fail(func(stage smtptest.Stage, to string) error {
		if stage == smtptest.Rcpt && strings.HasPrefix(to, "c7@") {
			return smtptest.Never
		}
		return nil
	})
	h := open(t, sink, nil)
	var bad surveys.InvitationID
	for i := range 20 {
		inv := storetest.Ask(t, h.store, storetest.ID(fmt.Sprintf("T-%d", i)), storetest.To(fmt.Sprintf("c%d@northwind.example", i), ""))
		if i == 7 {
			bad = inv.ID
		}
	}
	sink.Await(19)
	h.settled()
	if got := h.invitation(bad); got.Mail != surveys.MailFailed {
		t.Errorf("the bad one is %s", got.Mail)
	}
	if sink.Count() != 19 {
		t.Errorf("%d mails, want 19", sink.Count())
	}
}
