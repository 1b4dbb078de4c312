package mailer_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"barometer/mailer"
	"barometer/mailer/smtptest"
	"barometer/surveys"
	"barometer/surveys/store/storetest"
)

// A mail server that is slow to take the mails of many customers keeps neither a
// complaint from the team nor an event from a webhook.
func TestAComplaintPassesTheMailsOfOthers(t *testing.T) {
	sink, e := smtptest.Start(t), listen(t, nil)
	ends, held := make(chan struct{}), make(chan struct{}, 1000)
	defer close(ends)
	h := openTold(t, sink, func(o *mailer.Options) { alertTo("ada@house.example")(o); inside(o); o.SMTP.Patience = time.Hour })
	w := h.hookNamed("crm", e.URL)
	complaint := h.await(storetest.Ask(h, h.store).ID, surveys.MailSent)
	sink.Fail(func(stage smtptest.Stage, to string) error {
		if stage == smtptest.Taken && to != "ada@house.example" {
			held <- struct{}{}
			<-ends
		}
		return nil
	})
	for i := range 300 {
		storetest.Ask(t, h.store, storetest.ID(fmt.Sprintf("T-%d", i)), storetest.To(fmt.Sprintf("c%d@customer%d.example", i, i), ""), storetest.After(time.Hour),
			storetest.For(surveys.ProjectRef{ID: surveys.ProjectID(fmt.Sprint("p", i))}, storetest.Northwind()))
	}
	h.later(time.Hour)
	for range 4 {
		<-held // each connection that customers' mails go over waits for an answer
	}
	h.until(func() bool {
		due, err := h.store.DueShards(context.Background())
		return err == nil && len(due) == surveys.Shards-2*4
	}, func() string { return "each worker should have the mails of two shards in hands" })
	if inv := h.press(complaint.ID, 1, surveys.Words{Comment: "Again."}); inv.Case == 0 {
		t.Fatal("this is no complaint")
	}
	h.keepFor(w, 1)
	h.until(func() bool { return len(to(sink.Messages())) == 1 }, func() string { return "nobody on the team is told" })
	h.until(func() bool { return len(e.all()) > 0 }, func() string { return "the webhook hears nothing" })
	if n := sink.Count(); n != 2 {
		t.Errorf("%d mails were taken, want the first question and the alert", n)
	}
}
