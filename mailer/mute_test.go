package mailer_test

import (
	"context"
	"testing"
	"time"

	"barometer/mailer"
	"barometer/mailer/smtptest"
	"barometer/surveys"
	"barometer/surveys/store/storetest"
)

// TestMailsWaitForASender: while nobody has said who mails are from, they wait
// and it costs them no try; the mailer that has a sender sends them.
func TestMailsWaitForASender(t *testing.T) {
	h := open(t, nil, func(o *mailer.Options) { o.Mute = true })
	waiting := storetest.Ask(h, h.store, storetest.ID("T-1"), storetest.To(storetest.Anna, "")).ID
	h.drained() // put off, not taken off
	if inv := h.invitation(waiting); inv.Mail != surveys.MailScheduled {
		t.Fatalf("while there is no sender the mail is %s", inv.Mail)
	}
	h.stop()
	<-h.ended
	h.later(10 * time.Second)
	due, err := h.store.Claim(context.Background(), waiting.Shard(), time.Minute, 10)
	if err != nil || len(due) != 1 || due[0].Attempt != 1 {
		t.Fatalf("after waiting, the first try is %+v, %v", due, err)
	}
	if err := h.store.Postpone(context.Background(), waiting.Shard(), due, h.clock.Now()); err != nil {
		t.Fatal(err)
	}

	next := &house{T: t, store: h.store, clock: h.clock, sink: smtptest.Start(t), ended: make(chan struct{})}
	next.run(nil)
	next.await(waiting, surveys.MailSent)
}
