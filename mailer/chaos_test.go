package mailer_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/mail"
	"slices"
	"sync"
	"testing"
	"time"

	"barometer/mailer"
	"barometer/mailer/smtptest"
	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/redistest"
	"barometer/surveys/store/storetest"

	"github.com/redis/go-redis/v9"
)

// How long each kind of trouble lasts, and how many mails fall due in it.
const (
	chaosRound = 400 * time.Millisecond
	chaosMails = 40
	chaosEnd   = 2 * time.Minute // until all is settled once the net is good
)

// chaos is a house whose mail server and Redis are behind a bad net.
type chaos struct {
	*house
	smtp, redis *badNet
	asked       []surveys.InvitationID
}

func openChaos(t *testing.T) *chaos {
	t.Helper()
	sink, rdb := smtptest.Start(t), redistest.Start(t)
	c := &chaos{smtp: newBadNet(t, "smtp", sink.Addr), redis: newBadNet(t, "redis", rdb.Addr),
		house: &house{T: t, sink: sink, ended: make(chan struct{})}}
	c.store, c.clock = storetest.OpenAt(t, rdb.Client())
	far := redis.NewClient(&redis.Options{Addr: c.redis.addr, DialTimeout: 200 * time.Millisecond, ReadTimeout: 200 * time.Millisecond, WriteTimeout: 200 * time.Millisecond})
	t.Cleanup(func() { _ = far.Close() })
	worker := storetest.OpenWith(t, far, store.Options{Now: c.clock.Now, Zone: "Europe/Berlin", Rules: storetest.Rules()})
	c.run(func(o *mailer.Options) {
		o.Store = worker
		o.SMTP.Host, o.SMTP.Port, _ = net.SplitHostPort(c.smtp.addr)
		o.SMTP.Dial, o.SMTP.Command, o.SMTP.Body = 200*time.Millisecond, 200*time.Millisecond, 200*time.Millisecond
	})
	return c
}

// live asks a few people and lets a round of real time pass; then all waits and
// leases are over.
func (c *chaos) live() {
	for range chaosMails {
		n := len(c.asked)
		c.asked = append(c.asked, storetest.Ask(c, c.store, storetest.ID(fmt.Sprintf("T-%d", n)),
			storetest.To(fmt.Sprintf("c%d@customer%d.example", n, n%9), "")).ID)
	}
	<-time.After(chaosRound)
	c.clock.Advance(5 * time.Hour)
}

// verdict counts what has arrived, and holds it against what we believe.
func (c *chaos) verdict() {
	c.Helper()
	arrived := map[surveys.InvitationID]int{}
	for _, m := range c.sink.Messages() {
		head, err := mail.ReadMessage(bytes.NewReader(m.Raw))
		if err != nil {
			c.Fatal(err)
		}
		if id, ok := surveys.InvitationOf(head.Header.Get("Message-ID")); ok {
			arrived[id]++
		}
	}
	states, lost := map[surveys.MailState]int{}, 0
	for _, id := range c.asked {
		inv := c.invitation(id)
		states[inv.Mail]++
		switch n := arrived[id]; {
		case n > 1:
			c.Errorf("%s was sent %d times", id, n)
		case inv.Mail == surveys.MailUnknown:
			lost += 1 - n
		case inv.Mail == surveys.MailSent && n == 0, inv.Mail == surveys.MailFailed && n > 0:
			c.Errorf("%s is %s (%s) and arrived %d times", id, inv.Mail, inv.Reason, n)
		case inv.Mail != surveys.MailSent && inv.Mail != surveys.MailFailed:
			c.Errorf("%s is %s (%s): it has no end", id, inv.Mail, inv.Reason)
		}
	}
	c.Logf("%d mails: %v; %d of the unknown did not arrive", len(c.asked), states, lost)
	if states[surveys.MailSent] < len(c.asked)/2 || states[surveys.MailUnknown] == 0 {
		c.Errorf("%v: too little went well, or nothing went wrong", states)
	}
}

// Whatever the net and the mail server do, no mail arrives twice, none is said
// to be sent that is not, and all come to an end.
func TestMailsThroughABadNet(t *testing.T) {
	c := openChaos(t)
	for _, p := range []poison{
		{"latency", `{"latency":30,"jitter":30}`}, {"slicer", `{"average_size":300,"size_variation":200,"delay":100}`},
		{"limit_data", `{"bytes":20000}`}, {"reset_peer", `{"timeout":40}`}, {"timeout", `{"timeout":60}`}, {"slow_close", `{"delay":50}`},
	} {
		c.smtp.suffer(p, 0.7)
		c.live()
		c.smtp.heal()
		c.redis.suffer(p, 0.5)
		c.live()
		c.smtp.suffer(p, 0.5)
		c.live()
		c.smtp.heal()
		c.redis.heal()
	}
	c.sink.Fail(moody())
	for range 3 {
		c.live()
	}
	c.sink.Fail(nil)
	for range 2 {
		c.live()
	}
	c.settledSoon()
	c.verdict()
}

// moody is a mail server that fails in every way that it can, at every stage,
// by chance; the first mail that it has whole it drops without a word.
func moody() smtptest.Fault {
	var mu sync.Mutex
	random := rand.New(rand.NewPCG(8, 8))
	ways := []error{smtptest.Later, smtptest.Drop, smtptest.Stall, smtptest.Refuse(421, "4.3.2 Closing"), smtptest.Refuse(452, "4.2.2 Full"), smtptest.Refuse(451, "4.3.0 Local error")}
	dropped := false
	return func(stage smtptest.Stage, _ string) error {
		mu.Lock()
		defer mu.Unlock()
		if stage == smtptest.Taken && !dropped {
			dropped = true
			return smtptest.Drop
		}
		if random.IntN(12) > 0 {
			return nil
		}
		return ways[random.IntN(len(ways))]
	}
}

// settledSoon lets the waits pass until every mail has an end. Between two steps
// of the clock there is time to work: what is under way when a lease ends has
// none.
func (c *chaos) settledSoon() {
	c.Helper()
	end := time.After(chaosEnd)
	for !c.settledNow() {
		select {
		case <-time.After(chaosRound):
			c.clock.Advance(5 * time.Hour)
		case <-end:
			c.Fatal("mails stay on their way")
		}
	}
}

func (c *chaos) settledNow() bool {
	all, err := c.store.Invitations(context.Background(), c.asked)
	if err != nil {
		c.Fatal(err)
	}
	return !slices.ContainsFunc(all, func(inv surveys.Invitation) bool {
		return inv.Mail == surveys.MailScheduled || inv.Mail == surveys.MailClaimed || inv.Mail == surveys.MailData
	})
}
