package mailer_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"barometer/mailer"
	"barometer/mailer/smtptest"
	"barometer/surveys"
	"barometer/surveys/store/storetest"
)

// When the program ends, the mail in flight is finished and no other begun;
// what was claimed is due again at once.
func TestShutdownFinishesTheMailInFlight(t *testing.T) {
	sink := smtptest.Start(t)
	reached, goOn := make(chan struct{}), make(chan struct{})
	first := true
	sink.Fail(func(stage smtptest.Stage, _ string) error {
		if stage == smtptest.Taken && first {
			first = false
			close(reached)
			<-goOn
		}
		return nil
	})
	h := open(t, sink, func(o *mailer.Options) { o.Connections = 1 })
	var ids []surveys.InvitationID
	for i := range 10 {
		ids = append(ids, storetest.Ask(t, h.store, storetest.After(time.Minute), storetest.ID(fmt.Sprintf("T-%d", i)),
			storetest.To(fmt.Sprintf("c%d@northwind.example", i), "")).ID)
	}
	h.later(time.Minute)
	<-reached
	h.stop()
	close(goOn)
	<-h.ended
	states := map[surveys.MailState]int{}
	for _, id := range ids {
		states[h.invitation(id).Mail]++
	}
	if states[surveys.MailScheduled]+states[surveys.MailSent] != 10 || states[surveys.MailSent] != sink.Count() {
		t.Errorf("states are %v, the server has %d", states, sink.Count())
	}
	if sink.Count() > 2 { // the one in flight, and one whose envelope was with it
		t.Errorf("began %d mails", sink.Count())
	}
	due, err := h.store.DueShards(context.Background())
	if err != nil || len(due) == 0 {
		t.Errorf("nothing is due: %v %v", due, err)
	}
}

// A server that never answers does not keep the program from ending.
func TestShutdownDoesNotWaitForEver(t *testing.T) {
	sink := smtptest.Start(t)
	reached := make(chan struct{}, 1)
	sink.Fail(func(stage smtptest.Stage, _ string) error {
		if stage != smtptest.Taken {
			return nil
		}
		reached <- struct{}{}
		return smtptest.Stall
	})
	h := open(t, sink, func(o *mailer.Options) { o.Grace = 50 * time.Millisecond })
	inv := storetest.Ask(t, h.store)
	<-reached
	h.stop()
	select {
	case <-h.ended:
	case <-time.After(patience):
		t.Fatal("still running")
	}
	if got := h.invitation(inv.ID); got.Mail != surveys.MailUnknown {
		t.Errorf("mail is %s, want unknown: it may have been taken", got.Mail)
	}
}

// A worker that died left its mail in some state; the state says what comes.
func TestMailOfADeadWorker(t *testing.T) {
	for _, c := range []struct {
		died  string
		leave func(t *testing.T, h *house, inv surveys.Invitation)
		want  surveys.MailState
		mails int
	}{
		{"after claiming the work", func(*testing.T, *house, surveys.Invitation) {}, surveys.MailSent, 1},
		{"after claiming the mail", claimMail, surveys.MailSent, 1},
		{"before the body was through", func(t *testing.T, h *house, inv surveys.Invitation) {
			if err := h.store.MailsToData(context.Background(), claim(t, h, inv)); err != nil {
				t.Fatal(err)
			}
		}, surveys.MailUnknown, 0},
	} {
		t.Run(c.died, func(t *testing.T) {
			sink := smtptest.Start(t)
			h := open(t, sink, nil)
			inv := storetest.Ask(t, h.store, storetest.After(time.Hour))
			h.died(inv, func() { c.leave(t, h, inv) })
			h.await(inv.ID, c.want)
			h.drained()
			if sink.Count() != c.mails {
				t.Errorf("%d mails, want %d", sink.Count(), c.mails)
			}
		})
	}
}

func claimMail(t *testing.T, h *house, inv surveys.Invitation) { claim(t, h, inv) }

func claim(t *testing.T, h *house, inv surveys.Invitation) []surveys.Invitation {
	t.Helper()
	claimed, _, err := h.store.ClaimMails(context.Background(), inv.ID.Shard(), []surveys.InvitationID{inv.ID})
	if err != nil {
		t.Fatal(err)
	}
	return claimed
}

// died claims the invitation's work before the mailer sees it due, does what
// the dead worker had done, and lets all leases end.
func (h *house) died(inv surveys.Invitation, did func()) {
	h.Helper()
	due, err := h.early().Claim(context.Background(), inv.ID.Shard(), time.Minute, 1)
	if err != nil || len(due) != 1 {
		h.Fatal(due, err)
	}
	did()
	h.later(3 * time.Hour)
}

// Whatever dies while the server has the body, the mail is known to be on its
// way.
func TestMailIsMarkedBeforeItsBodyLeaves(t *testing.T) {
	sink := smtptest.Start(t)
	asked, states := make(chan surveys.InvitationID, 1), make(chan surveys.MailState, 1)
	var h *house
	sink.Fail(func(stage smtptest.Stage, _ string) error {
		if stage == smtptest.Taken {
			inv, err := h.store.Invitation(context.Background(), <-asked)
			if err != nil {
				return err
			}
			states <- inv.Mail
		}
		return nil
	})
	h = open(t, sink, nil)
	inv := storetest.Ask(t, h.store)
	asked <- inv.ID
	if got := <-states; got != surveys.MailData {
		t.Errorf("the server had the body while the mail was %s", got)
	}
	h.await(inv.ID, surveys.MailSent)
}
