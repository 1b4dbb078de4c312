package main

import (
	"bytes"
	"context"
	"fmt"
	"net/mail"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"barometer/mailer/smtptest"
	"barometer/surveys"
	"barometer/surveys/store"
)

// How many mails are sent, and how often their sender is killed meanwhile. The
// number of mails is small enough for the race detector within the budget; a
// large sender's day is tried with BAROMETER_TEST_MAILS=30000.
const (
	killedMails    = 2500
	killedMailsArg = "BAROMETER_TEST_MAILS"
	killsOfMails   = 10
)

// TestKillWhileSending kills the server ten times, each at another step of
// draining a backlog: no mail arrives twice, every mail has an end, what is
// said to be sent has arrived, and what nobody knows is counted as unknown.
func TestKillWhileSending(t *testing.T) {
	n := killedMails
	if text := os.Getenv(killedMailsArg); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
	}
	h := newHouse(t, []string{"--appendonly", "yes"}, "BAROMETER_SCAN_WINDOW=0")
	h.mails = smtptest.Start(t, smtptest.HeadOnly())
	h.env = append(h.env, "BAROMETER_SMTP=smtp://"+h.mails.Addr+"?tls=none")
	b := newBacklog(t, h, n)
	began := time.Now()
	s := h.spawn(t)
	for kill := range killsOfMails {
		await(t, "more mails are under way", func() bool { return h.mails.Count() >= (kill+1)*n/(killsOfMails+2) })
		pause(t, 0, 50*time.Millisecond)
		s.kill()
		s = h.spawn(t)
	}
	await(t, "every mail has an end", b.ended)
	b.check(time.Since(began))
}

// backlog are invitations whose mails are all due.
type backlog struct {
	*testing.T
	h     *house
	store *store.Store
	ids   []surveys.InvitationID
}

// newBacklog asks n people before there is anybody who sends.
func newBacklog(t *testing.T, h *house, n int) *backlog {
	t.Helper()
	st, err := store.Open(context.Background(), h.redis.Client(), store.Options{Zone: "Europe/Berlin", Rules: surveys.Rules{QuietPeriod: time.Hour}})
	if err != nil {
		t.Fatal(err)
	}
	b := &backlog{T: t, h: h, store: st, ids: make([]surveys.InvitationID, n)}
	var asking sync.WaitGroup
	for part := range 8 {
		asking.Go(func() {
			for i := part; i < n; i += 8 {
				inv, _, err := st.Ask(context.Background(), surveys.Interaction{
					ID: surveys.InteractionID(fmt.Sprintf("T-%d", i)), Type: "ticket", OccurredAt: time.Now(),
					Project: surveys.ProjectRef{ID: surveys.ProjectID(fmt.Sprintf("p%d", i%50))},
					Contact: surveys.Contact{Address: fmt.Sprintf("c%d@kill.example", i)}})
				if err != nil {
					t.Error(err)
				}
				b.ids[i] = inv.ID
			}
		})
	}
	asking.Wait()
	return b
}

func (b *backlog) ended() bool {
	for _, inv := range b.read() {
		switch inv.Mail {
		case surveys.MailScheduled, surveys.MailClaimed, surveys.MailData:
			return false
		}
	}
	return true
}

func (b *backlog) read() []surveys.Invitation {
	b.Helper()
	all, err := b.store.Invitations(context.Background(), b.ids)
	if err != nil || len(all) != len(b.ids) {
		b.Fatalf("%d of %d invitations: %v", len(all), len(b.ids), err)
	}
	return all
}

func (b *backlog) check(took time.Duration) {
	b.Helper()
	arrived := map[surveys.InvitationID]int{}
	for _, m := range b.h.mails.Messages() {
		head, err := mail.ReadMessage(bytes.NewReader(m.Raw))
		if err != nil {
			b.Fatal(err)
		}
		if id, ok := surveys.InvitationOf(head.Header.Get("Message-ID")); ok {
			arrived[id]++
		}
	}
	unknown, missing := 0, 0
	for _, inv := range b.read() {
		switch n := arrived[inv.ID]; {
		case n > 1:
			b.Errorf("%s was sent %d times", inv.ID, n)
		case inv.Mail == surveys.MailUnknown:
			unknown++
			missing += 1 - n
		case inv.Mail != surveys.MailSent || n != 1:
			b.Errorf("%s is %s (%s) and arrived %d times", inv.ID, inv.Mail, inv.Reason, n)
		}
	}
	b.Logf("%d mails and %d kills in %s: %d unknown, of which %d did not arrive", len(b.ids), killsOfMails, took.Round(100*time.Millisecond), unknown, missing)
	if most := killsOfMails * mailsPerKill; unknown > most {
		b.Errorf("%d mails are unknown, at most %d can be", unknown, most)
	}
}
