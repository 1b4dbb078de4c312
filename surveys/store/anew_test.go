package store_test

import (
	"context"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store/storetest"
)

// follow brings the figures to the end of every outbox and rebuilds.
func (t *tapping) follow() {
	t.tb.Helper()
	h := &history{tb: t.tb, store: t.store, clock: t.clock}
	h.follow()
	h.rebuild()
}

// newTappingInData returns an invitation whose mail is on its way.
func newTappingInData(tb testing.TB) *tapping {
	tb.Helper()
	ctx := context.Background()
	s, clock := storetest.Open(tb)
	t := &tapping{tb, s, clock, storetest.Ask(tb, s).ID}
	claimed, _, err := s.ClaimMails(ctx, t.id.Shard(), []surveys.InvitationID{t.id})
	if err != nil {
		tb.Fatal(err)
	}
	if err := s.MailsToData(ctx, claimed); err != nil {
		tb.Fatal(err)
	}
	return t
}

// An answer that was taken back and given anew in another month stands on two
// timelines; the signal hears it once.
func TestAnswerGivenAnewIsFoldedOnce(t *testing.T) {
	p, ctx := newTapping(t, time.Hour), context.Background()
	p.confirm(auto(p.visit(1, 1, 0), 1))
	p.follow()
	p.clock.Advance(2 * time.Second)
	p.visit(1, 2, 0) // a scanner after all
	p.wants(0, "")
	p.follow()
	p.clock.Advance(20 * 24 * time.Hour)
	other := &tapping{t, p.store, p.clock, storetest.Sent(t, p.store, storetest.ID("T-2"), storetest.To(storetest.Ben, "")).ID}
	p.clock.Advance(time.Hour)
	other.confirm(press(other.visit(3, 5, 0), 1, 5))
	p.clock.Advance(20 * 24 * time.Hour)
	p.confirm(press(p.visit(2, 4, 0), 1, 4))
	p.wants(4, surveys.ByButton)
	p.follow()
	must(t, p.store.MakeDirty(ctx, "support"))
	p.follow()
	stream, err := p.store.ProjectStream(ctx, "support")
	must(t, err)
	if stream.Seen != 2 {
		t.Errorf("the signal has seen %d answers, want 2", stream.Seen)
	}
}

// A mail whose answer was taken back before its sending was noted is a mail
// without an answer.
func TestVoidBeforeSentIsNoAnswer(t *testing.T) {
	p, ctx := newTappingInData(t), context.Background()
	p.clock.Advance(time.Hour)
	p.confirm(press(p.visit(1, 4, 0), 1, 4))
	must(t, p.store.Void(ctx, p.id, "sam", "a try"))
	must(t, p.store.MailsSent(ctx, []surveys.InvitationID{p.id}))
	p.follow()
	sent := func(answered int) {
		t.Helper()
		days, err := p.store.ProjectDays(ctx, "support", month())
		must(t, err)
		var all surveys.Tally
		for _, day := range days {
			all.Add(day)
		}
		if all.Sent != 1 || all.Answered != answered {
			t.Errorf("%d sent, %d answered; want 1 and %d", all.Sent, all.Answered, answered)
		}
	}
	sent(0)
	must(t, p.store.Restore(ctx, p.id, "sam", "no try"))
	p.follow()
	sent(1)
}
