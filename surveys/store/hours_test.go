package store_test

import (
	"context"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"
)

// working lets mails go out from nine to five on working days.
func working(t *testing.T, s *store.Store) {
	t.Helper()
	must(t, s.SavePreferences(context.Background(), surveys.Preferences{Hours: office()}))
}

func office() surveys.Hours {
	return surveys.Hours{From: 9 * 60, To: 17 * 60,
		Days: []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}}
}

func in(zone string) storetest.Option {
	return func(in *surveys.Interaction) { in.Contact.TimeZone = zone }
}

// The mail waits for the hours of its contact, wherever that is; the store's
// clock shows Monday, 11:00 in Berlin.
func TestAskedWithinTheHours(t *testing.T) {
	for zone, want := range map[string]string{
		"":                    "2026-03-02T10:00:00Z",
		"Europe/Berlin":       "2026-03-02T10:00:00Z",
		"Asia/Kathmandu":      "2026-03-02T10:00:00Z",
		"America/New_York":    "2026-03-02T14:00:00Z",
		"Pacific/Auckland":    "2026-03-02T20:00:00Z",
		"Australia/Lord_Howe": "2026-03-02T22:00:00Z",
	} {
		s, _ := storetest.Open(t)
		working(t, s)
		inv := storetest.Ask(t, s, in(zone))
		waits := ""
		if want != "2026-03-02T10:00:00Z" {
			waits = string(surveys.WaitsForHours)
		}
		if got := inv.SendAt.Format(time.RFC3339); got != want || inv.Mail != surveys.MailScheduled || inv.Reason != waits {
			t.Errorf("%q: %s %s at %s, want at %s %s", zone, inv.Mail, inv.Reason, got, want, waits)
		}
	}
}

// The zone that was told once is remembered.
func TestZoneOfAContactIsKept(t *testing.T) {
	s, clock := storetest.Open(t)
	working(t, s)
	storetest.Sent(t, s, in("Asia/Kolkata"))
	clock.Advance(21 * day)
	if got := storetest.Ask(t, s, storetest.ID("T-2")); got.SendAt != clock.Now() {
		t.Errorf("at 15:30 in Kolkata: %s", got.SendAt)
	}
	clock.Advance(21*day + 2*time.Hour)
	if got := storetest.Ask(t, s, storetest.ID("T-3"), storetest.To(storetest.Ben, "")); got.SendAt != clock.Now() {
		t.Errorf("whose zone we do not know goes by the house's: %s", got.SendAt)
	}
}

// A mail that comes to its turn outside the hours, because the server was down
// or the hours were changed, waits; that costs no attempt and is seen.
func TestClaimedOutsideTheHours(t *testing.T) {
	ctx := context.Background()
	s, clock := storetest.Open(t)
	working(t, s)
	inv := storetest.Ask(t, s)
	ids := []surveys.InvitationID{inv.ID}
	clock.Advance(12 * time.Hour) // Monday, 23:00 in Berlin
	for range 3 {
		due, err := s.Claim(ctx, inv.ID.Shard(), time.Minute, 10)
		must(t, err)
		if len(due) != 1 || due[0].Attempt != 1 {
			t.Fatalf("due %+v", due)
		}
		mails, _, err := s.ClaimMails(ctx, inv.ID.Shard(), ids)
		must(t, err)
		got, err := s.Invitation(ctx, inv.ID)
		must(t, err)
		morning := time.Date(2026, time.March, 3, 8, 0, 0, 0, time.UTC)
		if len(mails) != 0 || got.Mail != surveys.MailScheduled || got.Attempts != 0 || got.Reason != string(surveys.WaitsForHours) || got.SendAt != morning {
			t.Fatalf("claimed %d, then %s %s at %s after %d attempts", len(mails), got.Mail, got.Reason, got.SendAt, got.Attempts)
		}
		schedule, err := s.Schedule(ctx, inv.ID.Shard())
		must(t, err)
		if at := schedule["mail:"+string(inv.ID)]; at != morning {
			t.Fatalf("due at %s", at)
		}
		must(t, s.AddDue(ctx, inv.ID.Shard(), surveys.DueMail, string(inv.ID), clock.Now()))
	}
	clock.Set(time.Date(2026, time.March, 3, 8, 0, 0, 0, time.UTC))
	if sent := send(t, s, inv.ID); sent.Mail != surveys.MailSent || sent.Reason != "" {
		t.Errorf("in the morning: %s %q", sent.Mail, sent.Reason)
	}
}

// Who puts a mail back after its lease was over has it no longer.
func TestAMailOfSomebodyElseIsNotPutBack(t *testing.T) {
	ctx := context.Background()
	rdb := storetest.Redis(t)
	s, clock := storetest.OpenAt(t, rdb)
	working(t, s)
	inv := storetest.Ask(t, s)
	night := storetest.OpenWith(t, rdb, store.Options{Now: func() time.Time { return clock.Now().Add(12 * time.Hour) }, Rules: storetest.Rules()})
	var theirs []surveys.Invitation
	slow := &between{at: 4, do: func() { // after the claim, and after its looking again
		var err error
		theirs, _, err = s.ClaimMails(ctx, inv.ID.Shard(), []surveys.InvitationID{inv.ID})
		must(t, err)
	}}
	rdb.AddHook(slow)
	mails, _, err := night.ClaimMails(ctx, inv.ID.Shard(), []surveys.InvitationID{inv.ID})
	must(t, err)
	got, err := s.Invitation(ctx, inv.ID)
	must(t, err)
	if slow.seen < 4 || len(mails) != 0 || len(theirs) != 1 || got.Mail != surveys.MailClaimed {
		t.Errorf("%d round trips, claimed %d and %d, then %s, want claimed by the second", slow.seen, len(mails), len(theirs), got.Mail)
	}
	must(t, s.MailsToData(ctx, theirs))
}

func TestWaitingIsSafeToRepeatAfterACrash(t *testing.T) {
	ctx := context.Background()
	id := surveys.NewInvitationID("support", "T-1001", "csat5", 0)
	ids := []surveys.InvitationID{id}
	claim := func(s *store.Store) error {
		_, _, err := s.ClaimMails(ctx, id.Shard(), ids)
		return err
	}
	everyBreak(t,
		func(t *testing.T, s *store.Store) {
			storetest.Ask(t, s)
			must(t, s.SavePreferences(ctx, surveys.Preferences{Hours: surveys.Hours{From: 60, To: 120}}))
		},
		claim,
		func(t *testing.T, s *store.Store, _ *storetest.Clock) {
			must(t, claim(s))
			got, err := s.Invitation(ctx, id)
			must(t, err)
			if got.Mail != surveys.MailScheduled || got.Reason != string(surveys.WaitsForHours) || got.Attempts > 1 {
				t.Errorf("%s %s after %d attempts", got.Mail, got.Reason, got.Attempts)
			}
		})
}
