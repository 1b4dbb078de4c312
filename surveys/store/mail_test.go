package store_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"
)

// one is the invitation that the stories below are about.
func one() surveys.InvitationID { return surveys.NewInvitationID("support", "T-1001", "csat5", 0) }

// mailDo are the calls of the mailer, and of a person who presses "send again",
// by a word.
func mailDo(s *store.Store, clock *storetest.Clock, id surveys.InvitationID) map[string]func() error {
	ctx, ids := context.Background(), []surveys.InvitationID{id}
	mine := []surveys.Invitation{{ID: id}} // as the claim gave it
	claim := func() ([]surveys.Invitation, error) {
		claimed, _, err := s.ClaimMails(ctx, id.Shard(), ids)
		return claimed, err
	}
	return map[string]func() error{
		"claim": func() error {
			claimed, err := claim()
			if len(claimed) > 0 {
				mine = claimed
			}
			return err
		},
		"steal":   func() error { _, err := claim(); return err },
		"data":    func() error { return s.MailsToData(ctx, mine) },
		"sent":    func() error { return s.MailsSent(ctx, ids) },
		"failed":  func() error { return s.MailFailed(ctx, id, "550 no such user here") },
		"skipped": func() error { return s.MailSkipped(ctx, id, surveys.SkipOptedOut) },
		"retry":   func() error { return s.MailRetry(ctx, mine[0], clock.Now().Add(time.Hour), "451 try again later") },
		"unknown": func() error { return s.MailUnknown(ctx, id, "the connection broke") },
		"again":   func() error { return s.SendAgain(ctx, id) },
		"tap":     func() error { return s.Tap(ctx, id) },
		"wait":    func() error { clock.Advance(time.Minute); return nil },
	}
}

func TestTheWayOfAMail(t *testing.T) {
	ctx := context.Background()
	for _, tc := range []struct {
		name    string
		steps   []string // a ! says that the step is refused
		want    surveys.MailState
		reason  string
		entries string // kinds of outbox entries
	}{
		{"waits", nil, surveys.MailScheduled, "", "asked"},
		{"is sent", []string{"claim", "data", "sent"}, surveys.MailSent, "", "asked sent"},
		{"is claimed again when the worker died before sending", []string{"claim", "claim", "data", "sent"}, surveys.MailSent, "", "asked sent"},
		{"ends open when the worker died while sending", []string{"claim", "data", "claim"}, surveys.MailUnknown, "nobody knows whether the mail server took it", "asked"},
		{"is on its way though the answer to the worker was lost", []string{"claim", "data", "data", "sent"}, surveys.MailSent, "", "asked sent"},
		{"is not sent by a worker that lost its claim", []string{"claim", "steal", "data!"}, surveys.MailClaimed, "", "asked"},
		{"is not sent by a worker that lost it to a person", []string{"claim", "data", "unknown", "again", "steal", "data!"}, surveys.MailClaimed, "", "asked"},
		{"is not sent without a claim", []string{"data!"}, surveys.MailScheduled, "", "asked"},
		{"is tried again", []string{"claim", "data", "retry"}, surveys.MailScheduled, "451 try again later", "asked"},
		{"is sent at the second try", []string{"claim", "retry", "claim", "data", "sent"}, surveys.MailSent, "", "asked sent"},
		{"stays with who claimed it since, whatever comes late", []string{"claim", "retry", "steal", "retry"}, surveys.MailClaimed, "451 try again later", "asked"},
		{"fails", []string{"claim", "failed"}, surveys.MailFailed, "550 no such user here", "asked"},
		{"is skipped at the last moment", []string{"claim", "skipped"}, surveys.MailSkipped, "opted_out", "asked"},
		{"is not skipped once it may have left", []string{"claim", "data", "skipped"}, surveys.MailData, "", "asked"},
		{"turns out to be sent", []string{"claim", "data", "unknown", "sent"}, surveys.MailSent, "", "asked sent"},
		{"turns out to be refused", []string{"claim", "data", "unknown", "failed"}, surveys.MailFailed, "550 no such user here", "asked"},
		{"is not tried again where the end is open", []string{"claim", "data", "unknown", "retry", "claim"}, surveys.MailUnknown, "the connection broke", "asked"},
		{"was answered before the worker died: it has arrived", []string{"claim", "data", "tap", "wait", "claim"}, surveys.MailSent, "", "asked sent"},
		{"was answered before the connection broke", []string{"claim", "data", "tap", "unknown"}, surveys.MailSent, "", "asked sent"},
		{"was answered and is not sent once more", []string{"claim", "data", "tap", "retry", "claim", "data!"}, surveys.MailSent, "", "asked sent"},
		{"failed and was answered all the same", []string{"claim", "data", "tap", "failed", "again!"}, surveys.MailFailed, "550 no such user here", "asked"},
		{"stays sent", []string{"claim", "data", "sent", "failed", "skipped", "unknown", "retry", "claim", "data!", "again!"}, surveys.MailSent, "", "asked sent"},
		{"stays failed", []string{"claim", "failed", "sent", "skipped", "unknown", "retry", "claim", "data!"}, surveys.MailFailed, "550 no such user here", "asked"},
		{"stays skipped", []string{"claim", "skipped", "sent", "failed", "unknown", "retry", "claim", "data!", "again!"}, surveys.MailSkipped, "opted_out", "asked"},
		{"failed and is sent again", []string{"claim", "failed", "again", "claim", "data", "sent"}, surveys.MailSent, "", "asked sent"},
		{"is open and is sent again", []string{"claim", "data", "unknown", "again"}, surveys.MailScheduled, "", "asked"},
		{"is not sent again while it waits", []string{"again!"}, surveys.MailScheduled, "", "asked"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s, clock := storetest.Open(t)
			storetest.Ask(t, s)
			do := mailDo(s, clock, one())
			for _, step := range tc.steps {
				var want surveys.Code
				if n := len(step) - 1; step[n] == '!' {
					step, want = step[:n], surveys.Conflict
				}
				if err := do[step](); surveys.CodeOf(err) != want {
					t.Fatalf("%s: error %v, want code %q", step, err, want)
				}
			}
			inv, err := s.Invitation(ctx, one())
			must(t, err)
			if inv.Mail != tc.want || inv.Reason != tc.reason {
				t.Errorf("mail is %s %q, want %s %q", inv.Mail, inv.Reason, tc.want, tc.reason)
			}
			if got := kinds(t, s, one().Shard()); got != tc.entries {
				t.Errorf("outbox says %q, want %q", got, tc.entries)
			}
			checkMail(t, s, inv)
		})
	}
}

// kinds returns the kinds of a shard's outbox entries.
func kinds(t *testing.T, s *store.Store, shard int) string {
	t.Helper()
	entries, err := s.OutboxEntries(context.Background(), shard)
	must(t, err)
	out := ""
	for i, e := range entries {
		if i > 0 {
			out += " "
		}
		out += string(e.Kind)
	}
	return out
}

// fataler is testing.T and rapid.T.
type fataler interface{ Fatalf(string, ...any) }

// checkMail checks what must be true in every state: work is due exactly while
// the mail is on its way, trouble is listed, the contact is held or free.
func checkMail(t fataler, s *store.Store, inv surveys.Invitation) {
	ctx := context.Background()
	schedule, err := s.Schedule(ctx, inv.ID.Shard())
	if err != nil {
		t.Fatalf("%v", err)
	}
	onWay := slices.Contains([]surveys.MailState{surveys.MailScheduled, surveys.MailClaimed, surveys.MailData}, inv.Mail)
	if _, due := schedule["mail:"+string(inv.ID)]; due != onWay {
		t.Fatalf("mail is %s, due: %t", inv.Mail, due)
	}
	troubled, err := s.TroubledInvitations(ctx, 10)
	if err != nil {
		t.Fatalf("%v", err)
	}
	trouble := inv.Mail == surveys.MailFailed || inv.Mail == surveys.MailUnknown
	if (len(troubled) == 1) != trouble {
		t.Fatalf("mail is %s, listed as trouble: %d", inv.Mail, len(troubled))
	}
	if ended := !onWay; ended && s.Holder(ctx, inv.Contact) == string(inv.ID) {
		t.Fatalf("mail is %s, but holds its contact", inv.Mail)
	}
	if sent := inv.Mail == surveys.MailSent; sent == inv.SentAt.IsZero() {
		t.Fatalf("mail is %s, sent at %v", inv.Mail, inv.SentAt)
	}
}

func TestSentTakesWhatIsNotNeededAnyMore(t *testing.T) {
	s, clock := storetest.Open(t)
	inv := storetest.Sent(t, s)
	if !inv.SendAt.IsZero() || inv.Attempts != 0 || !inv.SentAt.Equal(clock.Now()) {
		t.Errorf("send at %v, %d attempts, sent at %v", inv.SendAt, inv.Attempts, inv.SentAt)
	}
	contact, err := s.Contact(context.Background(), inv.Contact)
	must(t, err)
	if contact.LastAsked != inv.ID || !contact.LastAskedAt.Equal(clock.Now()) || contact.Asked != 1 {
		t.Errorf("contact %+v, want asked once, now", contact)
	}
}

func TestClaimedMailsAreLookedAtAgain(t *testing.T) {
	ctx := context.Background()
	for _, tc := range []struct {
		name   string
		change func(*store.Store, *storetest.Clock, surveys.Invitation) error
		want   surveys.SkipReason
	}{
		{"nothing happened", func(*store.Store, *storetest.Clock, surveys.Invitation) error { return nil }, ""},
		{"opted out", func(s *store.Store, _ *storetest.Clock, inv surveys.Invitation) error {
			return s.OptOut(ctx, inv.Contact)
		}, surveys.SkipOptedOut},
		{"contact paused", func(s *store.Store, c *storetest.Clock, inv surveys.Invitation) error {
			return s.PauseContact(ctx, inv.Contact, c.Now().Add(day))
		}, surveys.SkipContactPaused},
		{"customer paused", func(s *store.Store, c *storetest.Clock, inv surveys.Invitation) error {
			return s.PauseCustomer(ctx, inv.Customer, c.Now().Add(day))
		}, surveys.SkipCustomerPaused},
		{"mail bounced", func(s *store.Store, _ *storetest.Clock, inv surveys.Invitation) error {
			return s.BounceContact(ctx, inv.Contact, "550")
		}, surveys.SkipBounced},
		{"held by another mail", func(s *store.Store, _ *storetest.Clock, inv surveys.Invitation) error {
			other := storetest.Ask(t, s, storetest.ID("T-2"), storetest.To(storetest.Ben, "Ben"))
			return s.Redis().HSet(ctx, "u:{"+string(inv.Contact)+"}", "held", string(other.ID)).Err()
		}, surveys.SkipQuiet},
		{"asked by another mail", func(s *store.Store, c *storetest.Clock, inv surveys.Invitation) error {
			return s.Redis().HSet(ctx, "u:{"+string(inv.Contact)+"}", "asked", "another", "asked_at", c.Now().Add(-day).Unix()).Err()
		}, surveys.SkipQuiet},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s, clock := storetest.Open(t)
			inv := storetest.Ask(t, s)
			must(t, tc.change(s, clock, inv))
			claimed, _, err := s.ClaimMails(ctx, inv.ID.Shard(), []surveys.InvitationID{inv.ID})
			must(t, err)
			if (len(claimed) == 1) != (tc.want == "") {
				t.Errorf("%d mails to be sent", len(claimed))
			}
			inv, err = s.Invitation(ctx, inv.ID)
			must(t, err)
			if inv.Reason != string(tc.want) {
				t.Errorf("mail is %s %q, want reason %q", inv.Mail, inv.Reason, tc.want)
			}
			checkMail(t, s, inv)
		})
	}
}

func TestABatchIsClaimedAndSentTogether(t *testing.T) {
	ctx := context.Background()
	s, clock := storetest.Open(t)
	var ids []surveys.InvitationID
	for i := range 20 {
		ids = append(ids, storetest.Ask(t, s, storetest.ID(fmt.Sprint("T-", i)), storetest.To(fmt.Sprintf("p%d@northwind.example", i), "")).ID)
	}
	clock.Advance(time.Second)
	due, err := s.Claim(ctx, ids[0].Shard(), time.Minute, 64)
	must(t, err)
	if len(due) != 20 {
		t.Fatalf("%d due, want 20", len(due))
	}
	claimed, _, err := s.ClaimMails(ctx, ids[0].Shard(), ids)
	must(t, err)
	if len(claimed) != 20 || claimed[3].ID != ids[3] || claimed[3].Attempts != 1 || claimed[3].Mail != surveys.MailClaimed {
		t.Fatalf("%d claimed, the fourth %+v", len(claimed), claimed[3])
	}
	must(t, s.MailFailed(ctx, ids[4], "550"))
	err = s.MailsToData(ctx, claimed)
	wantCode(t, err, surveys.Conflict)
	must(t, s.MailsSent(ctx, ids))
	all, err := s.Invitations(ctx, ids)
	must(t, err)
	for i, inv := range all {
		if want := map[bool]surveys.MailState{true: surveys.MailFailed, false: surveys.MailSent}[i == 4]; inv.Mail != want {
			t.Errorf("mail %d is %s, want %s", i, inv.Mail, want)
		}
	}
}

func TestMailsThatAreNotThere(t *testing.T) {
	s, clock := storetest.Open(t)
	do := mailDo(s, clock, one())
	for _, step := range []string{"failed", "skipped", "retry", "unknown", "again"} {
		if err := do[step](); surveys.CodeOf(err) != surveys.NotFound {
			t.Errorf("%s: error %v, want not_found", step, err)
		}
	}
	must(t, s.AddDue(context.Background(), one().Shard(), surveys.DueMail, string(one()), clock.Now()))
	must(t, do["claim"]())
	schedule, err := s.Schedule(context.Background(), one().Shard())
	must(t, err)
	if len(schedule) != 0 {
		t.Errorf("%v is due for a mail that is not there", schedule)
	}
}

func TestSendAgainMindsTheContact(t *testing.T) {
	ctx := context.Background()
	s, _ := storetest.Open(t)
	inv := storetest.Ask(t, s)
	must(t, s.MailFailed(ctx, inv.ID, "550"))
	storetest.Sent(t, s, storetest.ID("T-2"))
	wantCode(t, s.SendAgain(ctx, inv.ID), surveys.Conflict)
	must(t, s.OptOut(ctx, inv.Contact))
	wantCode(t, s.SendAgain(ctx, inv.ID), surveys.Conflict)
	inv, err := s.Invitation(ctx, inv.ID)
	must(t, err)
	if inv.Mail != surveys.MailFailed {
		t.Errorf("mail is %s, want failed", inv.Mail)
	}
}

// A house that sends for years, or to a list of dead addresses, keeps the
// newest of what went wrong.
func TestTroubleIsKeptWithinBounds(t *testing.T) {
	ctx := context.Background()
	s, clock := storetest.Open(t)
	must(t, s.FillTrouble(ctx, one().Shard(), 10_000, clock.Now().Add(-time.Second)))
	inv := storetest.Ask(t, s)
	must(t, s.MailFailed(ctx, inv.ID, "550"))
	if n := s.InTrouble(ctx, one().Shard()); n != 10_000 {
		t.Errorf("%d in trouble, want the newest 10,000", n)
	}
	if found, err := s.TroubledInvitations(ctx, 1); err != nil || len(found) != 1 || found[0].ID != inv.ID {
		t.Errorf("the newest in trouble is %v (%v), want %s", found, err, inv.ID)
	}
}
