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
	p.confirm(press(p.visit(1, 4, 0), 1, 4))
	must(t, p.store.Void(ctx, p.id, "sam", "a try"))
	must(t, p.store.SendAgain(ctx, p.id))
	if inv := p.invitation(); inv.Mail != surveys.MailSent || inv.SentAt.IsZero() {
		t.Errorf("mail is %s at %s, want sent at a time", inv.Mail, inv.SentAt)
	}
}
