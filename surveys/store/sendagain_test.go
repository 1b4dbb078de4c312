package store_test

import (
	"context"
	"testing"
	"time"

	"barometer/surveys"
)

// A mail that was refused and answered all the same has arrived at some time,
// and not in 1970.
func TestSendingAgainWhatArrivedKeepsATime(t *testing.T) {
	p, ctx := newTappingInData(t), context.Background()
	must(t, p.store.MailFailed(ctx, p.id, "550 no"))
	p.clock.Advance(time.Hour)
	p.confirm(press(p.visit(1, 4, surveys.DoubtListed), 1, 4)) // not surely a person
	must(t, p.store.Void(ctx, p.id, "sam", "a try"))
	must(t, p.store.SendAgain(ctx, p.id))
	if inv := p.invitation(); inv.Mail != surveys.MailSent || inv.SentAt.IsZero() {
		t.Errorf("mail is %s at %s, want sent at a time", inv.Mail, inv.SentAt)
	}
}

// newSentAgain returns an invitation whose first mail may have arrived and
// whose second one waits; first is when the first was due.
func newSentAgain(t *testing.T) (p *tapping, first time.Time) {
	t.Helper()
	p = newTappingInData(t)
	first = p.invitation().SendAt
	must(t, p.store.MailUnknown(context.Background(), p.id, "the connection broke"))
	p.clock.Advance(time.Hour)
	must(t, p.store.SendAgain(context.Background(), p.id))
	return p, first
}

// The links of the first copy work while the second one waits, is claimed, or
// was left out after all; an answer shows that the first one came, so there is
// no second one.
func TestFirstCopyIsAnsweredWhileASecondOneWaits(t *testing.T) {
	ctx := context.Background()
	for name, steps := range map[string][]string{
		"waiting": nil,
		"claimed": {"claim"},
		"retried": {"claim", "data", "retry"},
		"skipped": {"claim", "skipped"},
	} {
		t.Run(name, func(t *testing.T) {
			p, first := newSentAgain(t)
			do := mailDo(p.store, p.clock, p.id)
			for _, step := range steps {
				must(t, do[step]())
			}
			if !p.invitation().CanAnswer() {
				t.Error("the page says that nothing can be answered")
			}
			p.confirm(press(p.visit(1, 2, 0), 1, 2))
			p.wants(2, surveys.ByButton)
			inv := p.invitation()
			if inv.Mail != surveys.MailSent || !inv.SentAt.Equal(first) || !inv.EarlierAt.IsZero() {
				t.Errorf("mail is %s at %s, want sent at %s", inv.Mail, inv.SentAt, first)
			}
			wantCode(t, do["data"](), surveys.Conflict)
			claimed, _, err := p.store.ClaimMails(ctx, p.id.Shard(), []surveys.InvitationID{p.id})
			must(t, err)
			if len(claimed) > 0 {
				t.Error("a second mail goes out")
			}
			if got := kinds(t, p.store, p.id.Shard()); got != "asked sent answered case" && got != "asked sent answered" {
				t.Errorf("outbox says %q, want one sending and one answer", got)
			}
			schedule, err := p.store.Schedule(ctx, p.id.Shard())
			must(t, err)
			if _, due := schedule["mail:"+string(p.id)]; due {
				t.Error("a mail is due")
			}
		})
	}
}

// Once the second copy was sent, nothing is left of the first.
func TestSentTwiceIsSent(t *testing.T) {
	p, _ := newSentAgain(t)
	do := mailDo(p.store, p.clock, p.id)
	for _, step := range []string{"claim", "data", "sent"} {
		must(t, do[step]())
	}
	if inv := p.invitation(); !inv.EarlierAt.IsZero() || !inv.SentAt.Equal(p.clock.Now()) {
		t.Errorf("sent at %s, an earlier copy at %s", inv.SentAt, inv.EarlierAt)
	}
}
