package store_test

import (
	"context"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
)

// inMemory returns a store on the Redis inside the process that the demo falls
// back to.
func inMemory(t *testing.T) (*store.Store, *storetest.Clock) {
	t.Helper()
	rdb := redis.NewClient(&redis.Options{Addr: miniredis.RunT(t).Addr()})
	t.Cleanup(func() { _ = rdb.Close() })
	return storetest.OpenAt(t, rdb)
}

// A rating and all that can become of it: held, settled, changed, set aside,
// restored.
func TestTapScriptsRunInMemory(t *testing.T) {
	s, clock := inMemory(t)
	p, ctx := &tapping{t, s, clock, storetest.Sent(t, s).ID}, context.Background()
	clock.Advance(2 * time.Minute)
	if held := p.confirm(auto(p.visit(1, 2, 0), 1)); held.State != surveys.VisitHeld {
		t.Errorf("an untouched tap after two minutes is %q, want held", held.State)
	}
	clock.Advance(15 * time.Minute)
	if _, err := s.Settle(ctx, p.id); err != nil {
		t.Fatal(err)
	}
	p.wants(2, surveys.BySettled)
	p.confirm(press(p.visit(1, 2, 0), 1, 4))
	p.wants(4, surveys.ByButton)
	must(t, s.Void(ctx, p.id, "sam", "a colleague tried the link"))
	p.wants(0, "")
	must(t, s.Restore(ctx, p.id, "kim", "it was the customer after all"))
	p.wants(4, surveys.ByButton)
	p.wantsEntries(surveys.EntryAnswered, surveys.EntryChanged, surveys.EntryVoided, surveys.EntryRestored)
	must(t, s.MarkGateway(ctx, p.id))
	visits, err := s.Visits(ctx, p.id)
	must(t, err)
	if len(visits.List) != 2 || visits.Window.Length != 30*time.Minute {
		t.Errorf("%d visits, window %s; want 2 and 30 minutes", len(visits.List), visits.Window.Length)
	}
}

// One client at three invitations is taken for a machine there, too.
func TestBurstsAreSeenInMemory(t *testing.T) {
	s, clock := inMemory(t)
	var last store.Sight
	for _, to := range []string{storetest.Anna, storetest.Ben, storetest.Carla} {
		id := storetest.Sent(t, s, storetest.ID(to), storetest.To(to, "")).ID
		var err error
		last, err = s.Visit(context.Background(), store.Opening{Invitation: id, Choice: 5, Client: surveys.Client{7}, Window: time.Minute})
		must(t, err)
		clock.Advance(time.Second)
	}
	if !last.Doubts.Has(surveys.DoubtFleet) {
		t.Errorf("doubts against the third are %v", last.Doubts.Names())
	}
}

// A customer, what waits for its hours, reminders and pulses live there, too.
func TestAskingRunsInMemory(t *testing.T) {
	ctx := context.Background()
	s, clock := inMemory(t)
	reminding(t, s)
	pulsing(t, s, nil)
	storetest.Sent(t, s)
	followAll(t, s)
	clock.Advance(3 * day)
	if made := remind(t, s); len(made) != 1 {
		t.Errorf("%d reminders", len(made))
	}
	clock.Set(time.Date(2026, time.March, 8, 0, 0, 0, 0, s.Zone()))
	if n := pulseNow(t, s); n != 1 {
		t.Errorf("a pulse asked %d", n)
	}
	working(t, s)
	late := storetest.Ask(t, s, storetest.ID("T-2"), storetest.To(storetest.Ben, ""), storetest.At(clock.Now()))
	must(t, s.SavePreferences(ctx, surveys.Preferences{Hours: surveys.Hours{From: 1, To: 2}}))
	if got := send(t, s, late.ID); got.Mail != surveys.MailScheduled || got.Reason != string(surveys.WaitsForHours) {
		t.Errorf("at night: %s %s", got.Mail, got.Reason)
	}
	must(t, s.PauseCustomer(ctx, "northwind", clock.Now().Add(day)))
	if c, err := s.Customer(ctx, "northwind"); err != nil || len(c.Contacts) != 2 {
		t.Errorf("customer %+v %v", c, err)
	}
	if got := ledger(t, s, store.InvitationQuery{Limit: 1}); len(got) != 4 {
		t.Errorf("%d in the ledger, want 4", len(got))
	}
}
