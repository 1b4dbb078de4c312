package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"

	"github.com/redis/go-redis/v9"
)

// everyBreak runs do over and over, each time with the next round trip to Redis
// broken, before it arrived or after it was done, until one run meets no break.
// check looks at what is left each time.
func everyBreak(t *testing.T, prepare func(*testing.T, *store.Store), do func(*store.Store) error, check func(*testing.T, *store.Store, *storetest.Clock)) {
	t.Helper()
	for _, after := range []bool{false, true} {
		for at, met := 1, true; met; at++ {
			rdb := storetest.Redis(t)
			s, clock := storetest.OpenAt(t, rdb)
			prepare(t, s)
			b := &breaker{at: at, after: after}
			rdb.AddHook(b)
			err := do(s)
			met = b.seen >= at
			if met == (err == nil) {
				t.Fatalf("round trip %d broken: %t, but error %v", at, met, err)
			}
			b.at = -1
			t.Run(fmt.Sprintf("round trip %d broken, done %t", at, after), func(t *testing.T) { check(t, s, clock) })
		}
	}
}

func ask(s *store.Store, options ...storetest.Option) error {
	_, _, err := s.Ask(context.Background(), storetest.Interaction(options...))
	return err
}

func nothing(*testing.T, *store.Store) {}

func TestAskIsSafeToRepeatAfterACrash(t *testing.T) {
	ctx := context.Background()
	everyBreak(t, nothing,
		func(s *store.Store) error { return ask(s) },
		func(t *testing.T, s *store.Store, _ *storetest.Clock) {
			inv, _, err := s.Ask(ctx, storetest.Interaction())
			must(t, err)
			checkAsked(t, s, inv, "")
			entries, err := s.OutboxEntries(ctx, inv.ID.Shard())
			must(t, err)
			customer, err := s.Customer(ctx, "northwind")
			must(t, err)
			if len(entries) != 1 || len(customer.Projects) != 1 || len(customer.Contacts) != 1 {
				t.Errorf("%d outbox entries, customer %+v; want 1 and one project and contact", len(entries), customer)
			}
		})
}

func TestACrashedAskKeepsTheContactForAnHour(t *testing.T) {
	everyBreak(t, nothing,
		func(s *store.Store) error { return ask(s, storetest.ID("T-1")) },
		func(t *testing.T, s *store.Store, clock *storetest.Clock) {
			crashed := surveys.NewInvitationID("support", "T-1", "csat5", 0)
			_, err := s.Invitation(context.Background(), crashed)
			want := surveys.SkipQuiet
			if err != nil {
				want = ""
			}
			clock.Advance(time.Hour)
			checkAsked(t, s, storetest.Ask(t, s, storetest.ID("T-2")), want)
		})
}

func TestAReservationOfTheMomentHolds(t *testing.T) {
	rdb := storetest.Redis(t)
	s, clock := storetest.OpenAt(t, rdb)
	contact := surveys.NewContactID(storetest.Anna)
	holder := surveys.NewInvitationID("support", "T-1", "csat5", 0)
	must(t, rdb.HSet(context.Background(), "u:{"+string(contact)+"}", "held", string(holder), "held_at", clock.Now().Unix()).Err())
	clock.Advance(59 * time.Minute)
	if got := storetest.Ask(t, s, storetest.ID("T-2")); got.Reason != string(surveys.SkipQuiet) {
		t.Errorf("while another request is at work: %s %q, want quiet_period", got.Mail, got.Reason)
	}
	clock.Advance(time.Minute)
	checkAsked(t, s, storetest.Ask(t, s, storetest.ID("T-3")), "")
}

// What a crash between the shard and the contact leaves open is made up for by
// whoever finds the contact held.
func TestTheNextAskCatchesUpOnACrashedMail(t *testing.T) {
	ctx := context.Background()
	id := surveys.NewInvitationID("support", "T-1", "csat5", 0)
	ids := []surveys.InvitationID{id}
	prepare := func(t *testing.T, s *store.Store) {
		storetest.Ask(t, s, storetest.ID("T-1"))
		claimed, _, err := s.ClaimMails(ctx, id.Shard(), ids)
		must(t, err)
		must(t, s.MailsToData(ctx, claimed))
	}
	for _, tc := range []struct {
		name string
		do   func(*store.Store) error
		free surveys.MailState // the state that gives the contact back
	}{
		{"sent", func(s *store.Store) error { return s.MailsSent(ctx, ids) }, ""},
		{"unknown", func(s *store.Store) error { return s.MailUnknown(ctx, id, "the connection broke") }, ""},
		{"failed", func(s *store.Store) error { return s.MailFailed(ctx, id, "550") }, surveys.MailFailed},
	} {
		t.Run(tc.name, func(t *testing.T) {
			everyBreak(t, prepare, tc.do, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
				inv, err := s.Invitation(ctx, id)
				must(t, err)
				want := surveys.SkipQuiet
				if inv.Mail == tc.free {
					want = ""
				}
				clock.Advance(13 * day)
				checkAsked(t, s, storetest.Ask(t, s, storetest.ID("T-2")), want)
				if want == "" || inv.Mail == surveys.MailData {
					return
				}
				contact, err := s.Contact(ctx, inv.Contact)
				must(t, err)
				if contact.LastAsked != id || contact.Asked != 1 {
					t.Errorf("contact %+v, want asked once, by %s", contact, id)
				}
				clock.Advance(day)
				checkAsked(t, s, storetest.Ask(t, s, storetest.ID("T-3")), "")
			})
		})
	}
}

func TestSentIsSafeToRepeatAfterACrash(t *testing.T) {
	ctx := context.Background()
	id := surveys.NewInvitationID("support", "T-1", "csat5", 0)
	ids := []surveys.InvitationID{id}
	everyBreak(t,
		func(t *testing.T, s *store.Store) {
			storetest.Ask(t, s, storetest.ID("T-1"))
			claimed, _, err := s.ClaimMails(ctx, id.Shard(), ids)
			must(t, err)
			must(t, s.MailsToData(ctx, claimed))
		},
		func(s *store.Store) error { return s.MailsSent(ctx, ids) },
		func(t *testing.T, s *store.Store, clock *storetest.Clock) {
			clock.Advance(time.Minute)
			must(t, s.MailsSent(ctx, ids))
			must(t, s.MailsSent(ctx, ids))
			entries, err := s.OutboxEntries(ctx, id.Shard())
			must(t, err)
			contact, err := s.Contact(ctx, surveys.NewContactID(storetest.Anna))
			must(t, err)
			if len(entries) != 2 || contact.Asked != 1 || s.Holder(ctx, contact.ID) != "" {
				t.Errorf("%d outbox entries, asked %d times, held by %q; want asked and sent, once, nobody", len(entries), contact.Asked, s.Holder(ctx, contact.ID))
			}
		})
}

// A skip that won against a scheduled request for the same interaction must
// not leave the contact held by it.
func TestAnInvitationThatWasSkippedMeanwhileGivesTheContactBack(t *testing.T) {
	ctx := context.Background()
	rdb := storetest.Redis(t)
	s, clock := storetest.OpenAt(t, rdb)
	storetest.Ask(t, s, storetest.ID("T-0"), storetest.To(storetest.Ben, "Ben"))
	rival := storetest.OpenWith(t, rdb, store.Options{Now: clock.Now, Rules: surveys.Rules{SampleShare: 1e-12}})
	rdb.AddHook(&between{at: 3, do: func() {
		_, _, err := rival.Ask(ctx, storetest.Interaction())
		must(t, err)
	}})
	inv, created, err := s.Ask(ctx, storetest.Interaction())
	must(t, err)
	if created || inv.Reason != string(surveys.SkipSampled) || s.Holder(ctx, inv.Contact) != "" {
		t.Errorf("created %t, %s %q, contact held by %q; want the rival's skip and nobody", created, inv.Mail, inv.Reason, s.Holder(ctx, inv.Contact))
	}
}

// between runs something before the n-th round trip.
type between struct {
	redis.Hook
	at   int
	seen int
	do   func()
}

func (b *between) DialHook(next redis.DialHook) redis.DialHook { return next }

func (b *between) step() {
	if b.seen++; b.seen == b.at {
		b.do()
	}
}

func (b *between) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		b.step()
		return next(ctx, cmd)
	}
}

func (b *between) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		b.step()
		return next(ctx, cmds)
	}
}
