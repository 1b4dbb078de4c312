package store_test

import (
	"context"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"
)

// reminding has the usual survey remind after three days.
func reminding(t *testing.T, s *store.Store) {
	t.Helper()
	survey := surveys.DefaultSurvey()
	survey.Reminder = 3 * day
	_, _, err := s.SaveSurvey(context.Background(), survey, 0)
	must(t, err)
}

// followAll moves the figures of every shard, as the relay does.
func followAll(t *testing.T, s *store.Store) {
	t.Helper()
	for shard := range surveys.Shards {
		followShard(t, s, shard, 100)
	}
}

// claimed does the work of a kind that is due, and returns how much there was.
func claimed(t *testing.T, s *store.Store, kind surveys.DueKind, do func(surveys.Due)) int {
	t.Helper()
	n := 0
	for shard := range surveys.Shards {
		due, err := s.Claim(context.Background(), shard, time.Minute, 64)
		must(t, err)
		for _, d := range due {
			if d.Kind == kind {
				n++
				do(d)
			}
		}
	}
	return n
}

// remind does what reminders are due, and returns what came of them.
func remind(t *testing.T, s *store.Store) (out []surveys.Invitation) {
	t.Helper()
	claimed(t, s, surveys.DueRemind, func(d surveys.Due) {
		inv, made, err := s.Remind(context.Background(), surveys.InvitationID(d.ID))
		must(t, err)
		if made {
			out = append(out, inv)
		}
		must(t, s.Finish(context.Background(), d))
	})
	return out
}

// send takes a scheduled mail the whole way, where it may go.
func send(t *testing.T, s *store.Store, id surveys.InvitationID) surveys.Invitation {
	t.Helper()
	ctx := context.Background()
	mails, _, err := s.ClaimMails(ctx, id.Shard(), []surveys.InvitationID{id})
	must(t, err)
	must(t, s.MailsToData(ctx, mails))
	for _, m := range mails {
		must(t, s.MailsSent(ctx, []surveys.InvitationID{m.ID}))
	}
	inv, err := s.Invitation(ctx, id)
	must(t, err)
	return inv
}

// Who does not answer is reminded once, by a mail whose answer counts for the
// first one, and which no rate counts.
func TestOneReminder(t *testing.T) {
	ctx := context.Background()
	s, clock := storetest.Open(t)
	reminding(t, s)
	first := storetest.Sent(t, s)
	followAll(t, s)
	if got := remind(t, s); len(got) != 0 {
		t.Fatalf("reminded at once: %+v", got)
	}
	clock.Advance(3*day - time.Second)
	if got := remind(t, s); len(got) != 0 {
		t.Fatalf("reminded too early: %+v", got)
	}
	clock.Advance(time.Second)
	made := remind(t, s)
	if len(made) != 1 || made[0].Reminds != first.ID || made[0].Mail != surveys.MailScheduled || made[0].Round != 1 {
		t.Fatalf("made %+v", made)
	}
	second := send(t, s, made[0].ID)
	if second.Mail != surveys.MailSent || second.Asks() != first.ID || second.Interaction != first.Interaction {
		t.Errorf("reminder is %+v", second)
	}
	followAll(t, s)
	clock.Advance(30 * day)
	if got := remind(t, s); len(got) != 0 {
		t.Errorf("reminded once more: %+v", got)
	}
	contact, err := s.Contact(ctx, first.Contact)
	must(t, err)
	if contact.Asked != 1 || contact.LastAsked != second.ID {
		t.Errorf("asked %d times, last by %s; want once, and the reminder", contact.Asked, contact.LastAsked)
	}
	st, err := s.ProjectStanding(ctx, "support", surveys.Last(90, s.Today()))
	must(t, err)
	if st.Total.Sent != 1 {
		t.Errorf("%d mails in the response rate, want 1", st.Total.Sent)
	}
}

// What happens before a reminder is due, or between its making and its leaving,
// decides about it.
func TestWhoIsNotReminded(t *testing.T) {
	ctx := context.Background()
	anna := surveys.NewContactID(storetest.Anna)
	for _, c := range []struct {
		what string
		do   func(*testing.T, *store.Store, surveys.Invitation)
		want surveys.SkipReason // empty: no line, before it is due
	}{
		{"answered", func(t *testing.T, s *store.Store, inv surveys.Invitation) { must(t, s.Tap(ctx, inv.ID)) }, ""},
		{"opted out", func(t *testing.T, s *store.Store, _ surveys.Invitation) { must(t, s.OptOut(ctx, anna)) }, surveys.SkipOptedOut},
		{"mail comes back", func(t *testing.T, s *store.Store, _ surveys.Invitation) {
			must(t, s.BounceContact(ctx, anna, "550 no such user"))
		}, surveys.SkipBounced},
		{"contact paused", func(t *testing.T, s *store.Store, _ surveys.Invitation) {
			must(t, s.PauseContact(ctx, anna, s.Now().Add(90*day)))
		}, surveys.SkipContactPaused},
		{"customer paused", func(t *testing.T, s *store.Store, _ surveys.Invitation) {
			must(t, s.PauseCustomer(ctx, "northwind", s.Now().Add(90*day)))
		}, surveys.SkipCustomerPaused},
	} {
		for _, late := range []bool{false, true} {
			s, clock := storetest.Open(t)
			reminding(t, s)
			first := storetest.Sent(t, s)
			followAll(t, s)
			if !late {
				c.do(t, s, first)
			}
			clock.Advance(3 * day)
			made := remind(t, s)
			want := c.want
			if late {
				c.do(t, s, first)
				made[0] = send(t, s, made[0].ID)
				if want == "" {
					want = surveys.SkipAnswered
				}
			}
			switch {
			case want == "" && len(made) != 0:
				t.Errorf("%s: made %+v", c.what, made)
			case want != "" && (len(made) != 1 || made[0].Mail != surveys.MailSkipped || made[0].Reason != string(want)):
				t.Errorf("%s, late %t: made %+v, want %s", c.what, late, made, want)
			}
		}
	}
}

// A reminder is part of the quiet period for everybody else, and others are for
// it.
func TestReminderAndQuietPeriod(t *testing.T) {
	s, clock := storetest.Open(t)
	reminding(t, s)
	storetest.Sent(t, s)
	followAll(t, s)
	clock.Advance(3 * day)
	made := remind(t, s)
	send(t, s, made[0].ID)
	clock.Advance(12 * day) // 15 since the first mail
	if got := storetest.Ask(t, s, storetest.ID("T-2")); got.Reason != string(surveys.SkipQuiet) {
		t.Errorf("12 days after a reminder: %s %s", got.Mail, got.Reason)
	}
	clock.Advance(2 * day)
	if got := storetest.Ask(t, s, storetest.ID("T-3")); got.Mail != surveys.MailScheduled {
		t.Errorf("14 days after a reminder: %s %s", got.Mail, got.Reason)
	}
}

// A reminder that is made twice, or whose making died anywhere, is one.
func TestRemindIsSafeToRepeat(t *testing.T) {
	ctx := context.Background()
	id := surveys.NewInvitationID("support", "T-1001", "csat5", 0)
	everyBreak(t,
		func(t *testing.T, s *store.Store) {
			reminding(t, s)
			storetest.Sent(t, s)
			followAll(t, s)
		},
		func(s *store.Store) error {
			_, _, err := s.Remind(ctx, id)
			return err
		},
		func(t *testing.T, s *store.Store, clock *storetest.Clock) {
			clock.Advance(3 * day)
			remind(t, s)
			inv, err := s.Invitation(ctx, id.NewReminderID())
			must(t, err)
			if inv.Mail != surveys.MailScheduled || inv.Reason != "" {
				t.Errorf("reminder is %s %s", inv.Mail, inv.Reason)
			}
			if sent := send(t, s, inv.ID); sent.Mail != surveys.MailSent {
				t.Errorf("reminder is %s %s", sent.Mail, sent.Reason)
			}
		})
}

// Where the relay dies while it counts the mail, the reminder is still due, and
// once.
func TestReminderIsDueOnceWhateverDies(t *testing.T) {
	ctx := context.Background()
	id := surveys.NewInvitationID("support", "T-1001", "csat5", 0)
	everyBreak(t,
		func(t *testing.T, s *store.Store) {
			reminding(t, s)
			storetest.Sent(t, s)
		},
		func(s *store.Store) error {
			b, err := s.Outbox(ctx, id.Shard(), "", 100, 0)
			if err != nil {
				return err
			}
			_, err = s.Advance(ctx, b)
			return err
		},
		func(t *testing.T, s *store.Store, clock *storetest.Clock) {
			followAll(t, s)
			clock.Advance(3 * day)
			if got := remind(t, s); len(got) != 1 {
				t.Errorf("%d reminders", len(got))
			}
			followAll(t, s)
			clock.Advance(3 * day)
			if got := remind(t, s); len(got) != 0 {
				t.Errorf("%d reminders more", len(got))
			}
		})
}
