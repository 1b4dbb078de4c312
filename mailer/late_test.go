package mailer_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"barometer/mailer"
	"barometer/mailer/smtptest"
	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"
)

// lateServer has the mails to some people, whole, and says nothing of them until
// it is told to.
type lateServer struct {
	isLate func(to string) bool
	mu     sync.Mutex
	has    []string
	answer chan struct{} // closed: it speaks
	once   sync.Once
	words  error
}

// speak lets it answer.
func (s *lateServer) speak() { s.once.Do(func() { close(s.answer) }) }

func (s *lateServer) fault(stage smtptest.Stage, to string) error {
	if stage != smtptest.Taken || !s.isLate(to) {
		return nil
	}
	s.mu.Lock()
	s.has = append(s.has, to)
	s.mu.Unlock()
	<-s.answer
	return s.words
}

func (s *lateServer) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.has)
}

// startLate starts a server that is late with the mails to those whose address
// begins so.
func startLate(t *testing.T, words error, beginnings ...string) (*smtptest.Server, *lateServer) {
	t.Helper()
	late := &lateServer{answer: make(chan struct{}), words: words, isLate: func(to string) bool {
		for _, b := range beginnings {
			if strings.HasPrefix(to, b) {
				return true
			}
		}
		return false
	}}
	sink := smtptest.Start(t)
	sink.Fail(late.fault)
	t.Cleanup(late.speak)
	return sink, late
}

// hasty leaves one connection, and gives up no mail that waits for an answer but
// after the given time.
func hasty(body time.Duration) func(*mailer.Options) {
	return func(o *mailer.Options) {
		o.Connections, o.Grace = 1, time.Second
		o.SMTP.Patience, o.SMTP.Body = 30*time.Millisecond, body
	}
}

// many asks n people of one project, whose mails are due together.
func (h *house) many(n int) []surveys.Invitation {
	h.Helper()
	var all []surveys.Invitation
	for i := range n {
		all = append(all, storetest.Ask(h, h.store, storetest.After(time.Minute), storetest.ID(fmt.Sprintf("T-%d", i)),
			storetest.To(fmt.Sprintf("c%d@northwind.example", i), "")))
	}
	h.later(time.Minute)
	return all
}

// A server that has one mail and says nothing of it keeps no other mail of its
// batch; when it speaks after all, or never does, the mail has its end.
func TestALateAnswerKeepsNobodyElseWaiting(t *testing.T) {
	for _, c := range []struct {
		name   string
		body   time.Duration // that an answer may take
		words  error         // its answer
		speaks bool
		state  surveys.MailState
		reason string
	}{
		{"it takes the mail in the end", time.Hour, nil, true, surveys.MailSent, ""},
		{"it refuses it in the end", time.Hour, smtptest.Refuse(554, "5.7.1 Looks like spam"), true, surveys.MailFailed, "554 5.7.1 Looks like spam"},
		{"it wants it later", time.Hour, smtptest.Refuse(451, "4.3.0 Local error"), true, surveys.MailScheduled, "451 4.3.0 Local error"},
		{"it says nothing", 200 * time.Millisecond, nil, false, surveys.MailUnknown, "the mail server did not answer in time after the mail had been handed over"},
	} {
		t.Run(c.name, func(t *testing.T) {
			sink, late := startLate(t, c.words, "c20@")
			h := open(t, sink, hasty(c.body))
			all := h.many(40)
			sink.Await(39)
			for i, inv := range all {
				if i != 20 {
					h.await(inv.ID, surveys.MailSent)
				}
			}
			if c.speaks {
				h.isHeld(all[20])
				late.speak()
			}
			h.drained()
			if got := h.invitation(all[20].ID); got.Mail != c.state || got.Reason != c.reason {
				t.Errorf("mail is %s (%s), want %s (%s)", got.Mail, got.Reason, c.state, c.reason)
			}
			if got := late.count(); got != 1 {
				t.Errorf("the server got it %d times", got)
			}
		})
	}
}

// isHeld checks that the mail is on its way, and that nobody else finds it due
// for as long as the server may take.
func (h *house) isHeld(inv surveys.Invitation) {
	h.Helper()
	if got := h.invitation(inv.ID); got.Mail != surveys.MailData {
		h.Fatalf("mail is %s (%s) while the server has it", got.Mail, got.Reason)
	}
	hour := func() time.Time { return h.clock.Now().Add(time.Hour) }
	other := storetest.OpenWith(h, h.store.Redis(), store.Options{Now: hour, Zone: "Europe/Berlin", Rules: storetest.Rules()})
	due, err := other.Claim(context.Background(), inv.ID.Shard(), time.Minute, 64)
	if err != nil {
		h.Fatal(err)
	}
	for _, d := range due {
		if d.ID == string(inv.ID) {
			h.Error("somebody else finds the mail due while the server has it")
		}
	}
}

// Where a server is late with everything, few mails are begun: the others wait
// in the schedule, and have not been tried.
func TestAServerThatIsLateWithAllGetsFew(t *testing.T) {
	sink, late := startLate(t, nil, "c")
	h := open(t, sink, hasty(time.Hour))
	all := h.many(40)
	h.until(func() bool { return late.count() >= 2 }, func() string { return fmt.Sprintf("%d mails were begun", late.count()) })
	waiting := func() (n int) {
		for _, inv := range all {
			if got := h.invitation(inv.ID); got.Mail == surveys.MailScheduled {
				n++
			}
		}
		return n
	}
	h.until(func() bool { return waiting() == 38 }, func() string { return fmt.Sprintf("%d of 38 mails wait", waiting()) })
	if got := late.count(); got != 2 {
		t.Errorf("%d mails were begun", got)
	}
	sink.Fail(smtptest.At(smtptest.Rcpt, smtptest.Refuse(451, "4.3.0 Local error")))
	late.speak()
	h.until(func() bool {
		for _, inv := range all {
			if got := h.invitation(inv.ID); got.Mail != surveys.MailSent && got.Reason == "" {
				return false
			}
		}
		return true
	}, func() string { return "not all were tried" })
	h.drained()
	for _, inv := range all {
		got := h.invitation(inv.ID)
		if wait := got.SendAt.Sub(h.clock.Now()); got.Mail == surveys.MailScheduled && wait != 5*time.Minute {
			t.Fatalf("after its first try a mail waits %s", wait)
		}
	}
	if sink.Count() != 2 {
		t.Errorf("the server took %d mails", sink.Count())
	}
}

// A mail to the team that gets no answer keeps neither mails to customers nor
// the next of the team.
func TestALateAlertKeepsNobodyElseWaiting(t *testing.T) {
	sink, late := startLate(t, nil, "ada@")
	h := open(t, sink, func(o *mailer.Options) {
		hasty(time.Hour)(o)
		alertTo("ada@house.example", "mia@house.example")(o)
	})
	h.complain(surveys.Words{})
	h.until(func() bool { return late.count() == 1 }, func() string { return "nobody is told" })
	other := storetest.Ask(t, h.store, storetest.ID("T-2"), storetest.To(storetest.Ben, ""))
	h.await(other.ID, surveys.MailSent)
	h.until(func() bool { return sink.Count() == 3 }, func() string { return "the next of the team waits" })
	late.speak()
	h.until(func() bool { return sink.Count() == 4 }, func() string { return "the answer was not read" })
	h.drained()
	if got := late.count(); got != 1 {
		t.Errorf("the server got it %d times", got)
	}
}

// When the program ends, nobody waits longer than the grace for a late answer,
// and the end of its mail is open.
func TestShutdownWhileAnAnswerIsLate(t *testing.T) {
	sink, _ := startLate(t, nil, "c0@")
	h := open(t, sink, func(o *mailer.Options) {
		hasty(time.Hour)(o)
		o.Grace = 50 * time.Millisecond
	})
	all := h.many(3)
	sink.Await(2)
	h.stop()
	<-h.ended
	if got := h.invitation(all[0].ID); got.Mail != surveys.MailUnknown {
		t.Errorf("mail is %s, want unknown: it may have been taken", got.Mail)
	}
}
