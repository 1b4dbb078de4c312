package mailer_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"barometer/mailer"
	"barometer/mailer/smtptest"
	"barometer/surveys"
	"barometer/surveys/store/storetest"
)

// A domain that has too much from us rests as a whole: one refusal, and nobody
// there is tried until it is over; others go on.
func TestDomainThatHasTooMuchRests(t *testing.T) {
	var tries atomic.Int32
	sink := smtptest.Start(t)
	crowded := func(stage smtptest.Stage, to string) error {
		if stage == smtptest.Rcpt && strings.HasSuffix(to, "@northwind.example") {
			tries.Add(1)
			return smtptest.Refuse(450, "4.7.28 Too many messages")
		}
		return nil
	}
	sink.Fail(crowded)
	h := open(t, sink, nil)
	var there []surveys.InvitationID
	first := storetest.Ask(t, h.store, storetest.ID("N-0"), storetest.To("c0@northwind.example", ""))
	h.until(func() bool { return h.invitation(first.ID).Reason != "" }, func() string { return "was not refused" })
	for i := 1; i < 20; i++ {
		there = append(there, storetest.Ask(t, h.store, storetest.ID(fmt.Sprintf("N-%d", i)), storetest.To(fmt.Sprintf("c%d@northwind.example", i), "")).ID)
	}
	storetest.Ask(t, h.store, storetest.ID("L-1"), storetest.To(storetest.Carla, ""))
	sink.Await(1)
	h.drained()
	end := h.clock.Now().Add(5 * time.Minute)
	for _, id := range there {
		inv := h.invitation(id)
		if inv.Mail != surveys.MailScheduled || !inv.SendAt.Equal(end) || inv.Reason != "450 4.7.28 Too many messages" {
			t.Fatalf("mail is %s at %s (%s)", inv.Mail, inv.SendAt, inv.Reason)
		}
	}
	if got := tries.Load(); got != 1 {
		t.Errorf("it was tried %d times", got)
	}
	if rests, err := h.store.Rests(context.Background()); err != nil || len(rests) != 1 || rests[0] != (surveys.DomainRest{
		Domain: "northwind.example", Until: end.UTC(), Times: 1, Words: "450 4.7.28 Too many messages"}) {
		t.Errorf("the team sees %+v, %v", rests, err)
	}
	h.at(end)
	h.until(func() bool {
		rests, err := h.store.Rests(context.Background())
		return err == nil && len(rests) == 1 && rests[0].Times == 2
	}, func() string { return "was not refused again" })
	h.drained()
	h.later(5 * time.Second) // for those that waited for the lane
	h.drained()
	for _, id := range append(there, first.ID) {
		if got := h.invitation(id).SendAt.Sub(end); got != 30*time.Minute {
			t.Errorf("after the second refusal it rests for %s", got)
		}
	}
	sink.Fail(nil)
	h.later(time.Hour)
	h.until(func() bool { return sink.Count() >= 21 }, func() string { return fmt.Sprintf("%d of 21 mails have come", sink.Count()) })
}

// crowdAt counts how many mails to a domain are on their way at once, and keeps
// each there until others could have come.
type crowdAt struct {
	domain string
	mu     sync.Mutex
	now    int
	most   int
}

func (c *crowdAt) fault(stage smtptest.Stage, to string) error {
	if !strings.HasSuffix(to, c.domain) {
		return nil
	}
	if stage == smtptest.Taken {
		<-time.After(5 * time.Millisecond)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	switch stage {
	case smtptest.Rcpt:
		c.now++
		c.most = max(c.most, c.now)
	case smtptest.Taken:
		c.now--
	}
	return nil
}

// After a rest a domain gets mail over one connection, however many we have.
func TestAfterItsRestADomainGetsLessAtOnce(t *testing.T) {
	sink := smtptest.Start(t)
	sink.Fail(smtptest.At(smtptest.Rcpt, smtptest.Refuse(450, "4.7.28 Too many messages")))
	h := open(t, sink, nil)
	first := storetest.Ask(t, h.store, storetest.ID("N-0"), storetest.To("c0@northwind.example", ""))
	h.until(func() bool { return h.invitation(first.ID).Reason != "" }, func() string { return "was not refused" })
	for i := range 12 {
		storetest.Ask(t, h.store, storetest.ID(fmt.Sprintf("N-%d", i+1)), storetest.To(fmt.Sprintf("c%d@northwind.example", i+1), ""), storetest.For(surveys.ProjectRef{ID: surveys.ProjectID(fmt.Sprintf("p%d", i))}, storetest.Northwind()))
	}
	h.drained()
	crowd := &crowdAt{domain: "@northwind.example"}
	sink.Fail(crowd.fault)
	h.later(time.Hour)
	h.until(func() bool {
		if h.idle() {
			h.later(5 * time.Second) // as long as a mail without a lane waits
		}
		return sink.Count() >= 13
	}, func() string { return fmt.Sprintf("%d of 13 mails have come", sink.Count()) })
	crowd.mu.Lock()
	defer crowd.mu.Unlock()
	if crowd.most != 1 {
		t.Errorf("%d mails were on their way at once, want 1", crowd.most)
	}
}

// Whoever waits for a turn, or for the end of a rest, has not been tried: after
// many turns, the first refusal is the first.
func TestWaitingForATurnIsNoAttempt(t *testing.T) {
	ctx := context.Background()
	sink := smtptest.Start(t)
	h := &house{T: t, sink: sink}
	h.store, h.clock = storetest.Open(t)
	m, err := mailer.New(options(t, h.store, h.clock, sink, nil))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.Close() })
	inv := storetest.Ask(t, h.store)
	turn := func(wait time.Duration) surveys.Invitation {
		t.Helper()
		h.later(wait)
		if err := m.Turn(ctx, inv.ID.Shard()); err != nil {
			t.Fatal(err)
		}
		return h.invitation(inv.ID)
	}
	leave := m.Crowd("northwind.example")
	for range 20 {
		if got := turn(5 * time.Second); got.Mail != surveys.MailScheduled || !strings.HasPrefix(got.Reason, "waits its turn") {
			t.Fatalf("mail is %s (%s)", got.Mail, got.Reason)
		}
	}
	leave()
	sink.Fail(smtptest.At(smtptest.Rcpt, smtptest.Refuse(451, "4.3.0 Local error")))
	got := turn(5 * time.Second)
	if wait := got.SendAt.Sub(h.clock.Now()); got.Mail != surveys.MailScheduled || wait != 5*time.Minute {
		t.Errorf("mail is %s (%s), due in %s", got.Mail, got.Reason, wait)
	}
}

// What a server says to a sender, or the connection, is nothing about a domain.
func TestRefusalOfUsRestsNoDomain(t *testing.T) {
	sink := smtptest.Start(t)
	sink.Fail(smtptest.At(smtptest.Mail, smtptest.Refuse(451, "4.7.28 Slow down")))
	h := open(t, sink, nil)
	id := storetest.Ask(t, h.store).ID
	h.until(func() bool { return h.invitation(id).Reason != "" }, func() string { return "was not refused" })
	sink.Fail(nil)
	other := storetest.Ask(t, h.store, storetest.ID("T-2"), storetest.To(storetest.Ben, "")).ID
	h.await(other, surveys.MailSent)
}

func TestFullMailboxIsTriedLater(t *testing.T) {
	sink := smtptest.Start(t)
	sink.Fail(smtptest.At(smtptest.Rcpt, smtptest.Refuse(452, "4.2.2 Over quota")))
	h := open(t, sink, nil)
	inv := storetest.Ask(t, h.store)
	h.until(func() bool { return h.invitation(inv.ID).Reason != "" }, func() string { return "was not refused" })
	if got := h.invitation(inv.ID).SendAt.Sub(h.clock.Now()); got != 30*time.Minute {
		t.Errorf("waits %s", got)
	}
	to, err := h.store.Contact(context.Background(), inv.Contact)
	if err != nil || !to.BouncedAt.IsZero() {
		t.Errorf("contact %+v, %v", to, err)
	}
}

// When many mails are refused, asking pauses: what is due waits, no attempt is
// counted, and a person or the time lets it go on.
func TestAskingPausesWhenManyAreRefused(t *testing.T) {
	ctx := context.Background()
	for name, goOn := range map[string]func(*house){
		"a person": func(h *house) {
			if err := h.store.BrakeOff(ctx); err != nil {
				h.Fatal(err)
			}
			h.later(time.Second)
		},
		"the time": func(h *house) { h.later(time.Hour) },
	} {
		t.Run(name, func(t *testing.T) {
			sink := smtptest.Start(t)
			sink.Fail(smtptest.At(smtptest.Rcpt, smtptest.Refuse(550, "5.7.1 Not from you")))
			h := open(t, sink, nil)
			h.refused(20)
			late := storetest.Ask(t, h.store, storetest.ID("T-20"), storetest.To(storetest.Carla, ""))
			var b surveys.Brake
			var err error
			h.until(func() bool {
				b, err = h.store.Brake(ctx)
				return err != nil || b.On(h.clock.Now())
			}, func() string { return "asking goes on" })
			if err != nil || b.Bad != 20 || b.Of != 20 || b.Words != "550 5.7.1 Not from you" || !b.On(h.clock.Now()) {
				t.Fatalf("the pause is %+v, %v", b, err)
			}
			if inv := h.invitation(late.ID); inv.Mail != surveys.MailScheduled || inv.Attempts != 0 {
				t.Errorf("mail is %s after %d attempts", inv.Mail, inv.Attempts)
			}
			sink.Fail(nil)
			goOn(h)
			h.until(func() bool { return h.invitation(late.ID).Mail == surveys.MailSent }, func() string { return "asking does not go on" })
		})
	}
}

// refused asks n people whose mails the server refuses.
func (h *house) refused(n int) {
	h.Helper()
	var ids []surveys.InvitationID
	for i := range n {
		ids = append(ids, storetest.Ask(h, h.store, storetest.ID(fmt.Sprintf("T-%d", i)), storetest.To(fmt.Sprintf("c%d@northwind.example", i), "")).ID)
	}
	for _, id := range ids {
		h.await(id, surveys.MailFailed)
	}
}

func TestFewRefusalsPauseNothing(t *testing.T) {
	sink := smtptest.Start(t)
	sink.Fail(smtptest.At(smtptest.Rcpt, smtptest.Refuse(550, "5.7.1 Not from you")))
	h := open(t, sink, nil)
	h.refused(19)
	sink.Fail(nil)
	h.await(storetest.Ask(t, h.store, storetest.ID("T-20"), storetest.To(storetest.Carla, "")).ID, surveys.MailSent)
}
