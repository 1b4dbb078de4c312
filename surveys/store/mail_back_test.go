package store_test

import (
	"context"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store/storetest"
)

func TestWhatComesBackAfterAMail(t *testing.T) {
	ctx := context.Background()
	for _, tc := range []struct {
		name    string
		steps   []string
		want    surveys.MailState
		reason  string
		entries string
	}{
		{"a sent mail comes back", []string{"claim", "data", "sent", "bounced"}, surveys.MailBounced, "550 5.1.1 gone", "asked sent bounced"},
		{"twice", []string{"claim", "data", "sent", "bounced", "bounced"}, surveys.MailBounced, "550 5.1.1 gone", "asked sent bounced"},
		{"before its sending is noted", []string{"claim", "data", "bounced", "sent"}, surveys.MailBounced, "550 5.1.1 gone", "asked sent bounced"},
		{"one whose end was open", []string{"claim", "data", "unknown", "bounced"}, surveys.MailBounced, "550 5.1.1 gone", "asked sent bounced"},
		{"one that was answered has arrived", []string{"claim", "data", "sent", "tap", "bounced"}, surveys.MailSent, "", "asked sent"},
		{"one that is scheduled once more was not meant", []string{"claim", "retry", "bounced"}, surveys.MailScheduled, "451 try again later", "asked"},
		{"one that failed stays failed", []string{"claim", "failed", "bounced"}, surveys.MailFailed, "550 no such user here", "asked"},
		{"an open end is taken", []string{"claim", "data", "unknown", "arrived"}, surveys.MailSent, "", "asked sent"},
		{"a sent one is taken", []string{"claim", "data", "sent", "arrived"}, surveys.MailSent, "", "asked sent"},
		{"a bounced one stays", []string{"claim", "data", "sent", "bounced", "arrived", "remark"}, surveys.MailBounced, "550 5.1.1 gone", "asked sent bounced"},
		{"a sent one is late", []string{"claim", "data", "sent", "remark"}, surveys.MailSent, "4.4.1 late", "asked sent"},
		{"what waits is not late", []string{"remark"}, surveys.MailScheduled, "", "asked"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s, clock := storetest.Open(t)
			id := storetest.Ask(t, s).ID
			do := mailDo(s, clock, id)
			do["bounced"] = func() error { _, err := s.MailBounced(ctx, id, "550 5.1.1 gone"); return err }
			do["arrived"] = func() error { return s.MailArrived(ctx, id) }
			do["remark"] = func() error { return s.MailRemark(ctx, id, "4.4.1 late") }
			for _, step := range tc.steps {
				must(t, do[step]())
			}
			inv, err := s.Invitation(ctx, id)
			must(t, err)
			if inv.Mail != tc.want || inv.Reason != tc.reason {
				t.Errorf("mail is %s (%s), want %s (%s)", inv.Mail, inv.Reason, tc.want, tc.reason)
			}
			if got := kinds(t, s, id.Shard()); got != tc.entries {
				t.Errorf("outbox says %s, want %s", got, tc.entries)
			}
		})
	}
}

func TestNothingComesBackOfAnUnknownInvitation(t *testing.T) {
	s, _ := storetest.Open(t)
	ctx := context.Background()
	if _, err := s.MailBounced(ctx, one(), "550 5.1.1"); surveys.CodeOf(err) != surveys.NotFound {
		t.Errorf("bounced: %v", err)
	}
	must(t, s.MailRemark(ctx, one(), "late"))
	if _, err := s.Invitation(ctx, one()); surveys.CodeOf(err) != surveys.NotFound {
		t.Errorf("a remark made an invitation: %v", err)
	}
}

func TestAskingPausesAndGoesOn(t *testing.T) {
	s, clock := storetest.Open(t)
	ctx := context.Background()
	first, err := s.BrakeOn(ctx, surveys.Brake{Bad: 20, Of: 200, Words: "550 5.7.1 no"})
	must(t, err)
	if !first.On(clock.Now()) || first.Until.Sub(clock.Now()) != time.Hour || first.Bad != 20 || first.Of != 200 || first.Words != "550 5.7.1 no" {
		t.Fatalf("first pause %+v", first)
	}
	same, err := s.BrakeOn(ctx, surveys.Brake{Bad: 50, Of: 200})
	must(t, err)
	if same != first {
		t.Errorf("the pause that lasts became %+v", same)
	}
	clock.Advance(2 * time.Hour)
	second, err := s.BrakeOn(ctx, surveys.Brake{Bad: 20, Of: 21})
	must(t, err)
	if second.Until.Sub(clock.Now()) != 2*time.Hour || second.Times != 2 {
		t.Errorf("second pause %+v", second)
	}
	clock.Advance(48 * time.Hour)
	later, err := s.BrakeOn(ctx, surveys.Brake{Bad: 20, Of: 21})
	must(t, err)
	if later.Times != 1 {
		t.Errorf("two days later it is pause number %d in a row", later.Times)
	}
	must(t, s.BrakeOff(ctx))
	must(t, s.BrakeOff(ctx))
	if b, err := s.Brake(ctx); err != nil || b != (surveys.Brake{}) {
		t.Errorf("after its end %+v, %v", b, err)
	}
}

// What was put back for the end of a pause is due at once when a person ends it,
// and counts as never claimed.
func TestWorkWaitsForTheEndOfAPause(t *testing.T) {
	s, clock := storetest.Open(t)
	ctx := context.Background()
	id := storetest.Ask(t, s).ID
	due, err := s.Claim(ctx, id.Shard(), time.Minute, 10)
	must(t, err)
	pause, err := s.BrakeOn(ctx, surveys.Brake{Bad: 20, Of: 20})
	must(t, err)
	must(t, s.Postpone(ctx, id.Shard(), due, pause.Until))
	clock.Advance(30 * time.Minute)
	none, err := s.Claim(ctx, id.Shard(), time.Minute, 10)
	must(t, err)
	if len(none) != 0 {
		t.Fatalf("claimed during the pause: %+v", none)
	}
	must(t, s.BrakeOff(ctx))
	again, err := s.Claim(ctx, id.Shard(), time.Minute, 10)
	must(t, err)
	if len(again) != 1 || again[0].Attempt != 1 {
		t.Fatalf("after the pause %+v", again)
	}
	clock.Advance(2 * time.Minute)
	newer, err := s.Claim(ctx, id.Shard(), time.Minute, 10)
	must(t, err)
	must(t, s.Postpone(ctx, id.Shard(), again, clock.Now().Add(time.Hour)))
	clock.Advance(2 * time.Minute)
	if late, err := s.Claim(ctx, id.Shard(), time.Minute, 10); err != nil || len(newer) != 1 || len(late) != 1 || late[0].Attempt != 3 {
		t.Errorf("a claim that is over moved the work: %+v, %v", late, err)
	}
}

// Only invitations whose caller names a mail are looked up, a good one of two
// properties counts, and a mail gateway is nothing of the kind.
func TestReferencesAreReadWhereTheyAre(t *testing.T) {
	s, _ := storetest.Open(t)
	ctx := context.Background()
	named := func(properties map[string]string) storetest.Option {
		return func(in *surveys.Interaction) { in.Properties = properties }
	}
	var ids []surveys.InvitationID
	for i, properties := range []map[string]string{
		{"message_id": "<a@b.example>"}, {"message_id": "not one", "reference": "c@d.example"}, {"message_id": "x y"}, nil,
	} {
		ids = append(ids, storetest.Ask(t, s, storetest.ID(string(rune('a'+i))), storetest.To(string(rune('a'+i))+"@northwind.example", ""), named(properties)).ID)
	}
	must(t, s.MarkGateway(ctx, ids[3]))
	all, err := s.Invitations(ctx, ids)
	must(t, err)
	must(t, s.ReadReferences(ctx, all))
	for i, want := range []string{"a@b.example", "c@d.example", "", ""} {
		if all[i].Reference != want || all[i].Follows != (want != "") {
			t.Errorf("%d: follows %v, %q, want %q", i, all[i].Follows, all[i].Reference, want)
		}
	}
}
