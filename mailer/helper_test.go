package mailer_test

import (
	"context"
	"io"
	"log/slog"
	"net/mail"
	"net/url"
	"testing"
	"time"

	"barometer/mailer"
	"barometer/mailer/smtptest"
	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"
)

// house is everything that a mail needs, on real parts.
type house struct {
	*testing.T
	store *store.Store
	clock *storetest.Clock
	sink  *smtptest.Server
	stop  context.CancelFunc
	ended chan struct{}

	mailer *mailer.Mailer
}

// open starts a mailer that sends to the sink in the clear; change may set
// other options.
func open(t *testing.T, sink *smtptest.Server, change func(*mailer.Options)) *house {
	t.Helper()
	h := &house{T: t, sink: sink, ended: make(chan struct{})}
	h.store, h.clock = storetest.Open(t)
	return h.run(change)
}

// openTold is open with a store that has somebody to tell of every event.
func openTold(t *testing.T, sink *smtptest.Server, change func(*mailer.Options)) *house {
	t.Helper()
	h := &house{T: t, sink: sink, ended: make(chan struct{}), clock: storetest.NewClock()}
	h.store = storetest.OpenWith(t, storetest.Redis(t), store.Options{Now: h.clock.Now, Zone: "Europe/Berlin", Rules: storetest.Rules(), Chats: true})
	return h.run(change)
}

// run starts the mailer.
func (h *house) run(change func(*mailer.Options)) *house {
	t := h.T
	t.Helper()
	m, err := mailer.New(options(t, h.store, h.clock, h.sink, change))
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	h.stop, h.mailer = stop, m
	go func() {
		defer close(h.ended)
		_ = m.Run(ctx)
	}()
	t.Cleanup(func() {
		stop()
		<-h.ended
		_ = m.Close()
	})
	return h
}

func options(t testing.TB, s *store.Store, clock *storetest.Clock, sink *smtptest.Server, change func(*mailer.Options)) mailer.Options {
	t.Helper()
	var server mailer.SMTP
	if sink != nil {
		var err error
		if server, err = mailer.ParseSMTP("smtp://" + sink.Addr + "?tls=none"); err != nil {
			t.Fatal(err)
		}
	}
	public, _ := url.Parse("https://rate.example.com")
	o := mailer.Options{
		Store: s, SMTP: server, PublicURL: public, Now: clock.Now, Templates: mailer.OpenLibrary(t),
		From:        mail.Address{Name: "Jonas Weber at Lindqvist & Rao", Address: "jonas@lindqvist.example"},
		Signer:      surveys.NewSigner([]byte("0123456789abcdef0123456789abcdef")),
		Links:       linkSafe(),
		Log:         slog.New(slog.NewTextHandler(io.Discard, nil)),
		QuietPeriod: 14 * 24 * time.Hour,
	}
	if change != nil {
		change(&o)
	}
	return o
}

// await waits until the mail of the invitation is in the state.
func (h *house) await(id surveys.InvitationID, want surveys.MailState) surveys.Invitation {
	h.Helper()
	var inv surveys.Invitation
	h.until(func() bool {
		var err error
		if inv, err = h.store.Invitation(context.Background(), id); err != nil {
			h.Fatal(err)
		}
		return inv.Mail == want
	}, func() string { return "mail is " + string(inv.Mail) + " (" + inv.Reason + "), want " + string(want) })
	return inv
}

// patience is how long a test waits for what comes in a moment: long enough for
// a machine that has other work.
const patience = 2 * time.Minute

// until waits until the condition holds and fails the test after a while.
func (h *house) until(holds func() bool, complaint func() string) {
	h.Helper()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	end := time.After(patience)
	for !holds() {
		select {
		case <-tick.C:
		case <-end:
			h.Fatal(complaint())
		}
	}
}

func (h *house) invitation(id surveys.InvitationID) surveys.Invitation {
	h.Helper()
	inv, err := h.store.Invitation(context.Background(), id)
	if err != nil {
		h.Fatal(err)
	}
	return inv
}

// idle reports whether nothing is due, and nothing in a worker's hands: all work
// is done or waits for its time.
func (h *house) idle() bool {
	due, err := h.store.DueShards(context.Background())
	return err == nil && len(due) == 0 && !h.mailer.Busy()
}

// drained waits until nothing is due any more, and what was due has ended.
func (h *house) drained() {
	h.Helper()
	h.until(h.idle, func() string { return "work stays due, or in hands" })
}

// later lets time pass when all work is done or waits: what a worker has in
// hands when the clock is set is put off from the new time, or comes too late.
func (h *house) later(d time.Duration) {
	h.Helper()
	h.at(h.clock.Now().Add(d))
}

// at lets time pass until t, as later does.
func (h *house) at(t time.Time) {
	h.Helper()
	if h.mailer != nil {
		h.drained()
	}
	h.clock.Set(t)
}

// settled waits until no mail is on its way.
func (h *house) settled() {
	h.Helper()
	h.drained()
	h.until(func() bool {
		all, err := h.store.NewestInvitations(context.Background(), 1000)
		if err != nil {
			h.Fatal(err)
		}
		for _, inv := range all {
			if inv.Mail == surveys.MailClaimed || inv.Mail == surveys.MailData || inv.Mail == surveys.MailScheduled {
				return false
			}
		}
		return true
	}, func() string { return "mails stay on their way" })
}

// early returns the same store with a clock that is two hours fast.
func (h *house) early() *store.Store {
	fast := func() time.Time { return h.clock.Now().Add(2 * time.Hour) }
	return storetest.OpenWith(h, h.store.Redis(), store.Options{Now: fast, Zone: "Europe/Berlin", Rules: storetest.Rules()})
}
