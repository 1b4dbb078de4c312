package mailer_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"barometer/mailer"
	"barometer/mailer/smtptest"
	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"
)

// northwindDay keeps a special day of Northwind.
func (h *house) northwindDay(d surveys.SpecialDay) surveys.SpecialDay {
	h.Helper()
	d.Customer = "northwind"
	d, err := h.store.AddSpecialDay(context.Background(), d, surveys.Telling{})
	if err != nil {
		h.Fatal(err)
	}
	return d
}

// reminders are the mails about special days, by recipient.
func reminders(sink *smtptest.Server) []smtptest.Message {
	return slices.DeleteFunc(sink.Messages(), func(m smtptest.Message) bool { return !strings.Contains(string(m.Raw), "Message-ID: <y.") })
}

// Two programs look at the same schedule: whoever knows the customer best is
// told once of each year's renewal, and the customer never.
func TestASpecialDayIsToldOnceToOneOfOurs(t *testing.T) {
	ctx := context.Background()
	sink := smtptest.Start(t)
	h := open(t, sink, nil)
	second := &house{T: t, sink: sink, ended: make(chan struct{}), store: h.store, clock: h.clock}
	second.run(nil)
	h.person("Ada", surveys.Admin)
	mia := h.person("Mia", surveys.Member)
	inv := h.await(storetest.Ask(t, h.store).ID, surveys.MailSent)
	if err := h.store.AmendContact(ctx, inv.Contact, surveys.ContactPatch{Tie: &mia.ID}); err != nil {
		t.Fatal(err)
	}
	today := h.store.Today()
	h.northwindDay(surveys.SpecialDay{Kind: surveys.DayRenewal, Date: today + 20, Yearly: true, Before: 14, Note: "Support <contract>"})
	h.at((today + 6).Start(h.store.Zone()).Add(7*time.Hour + 59*time.Minute))
	h.drained()
	if n := len(reminders(sink)); n != 0 {
		t.Fatalf("%d reminders before their time", n)
	}
	h.later(2 * time.Minute)
	h.until(func() bool { return len(reminders(sink)) > 0 }, func() string { return "nobody is reminded" })
	h.drained()
	m := reminders(sink)[0]
	for _, want := range []string{"Subject: Northwind Ltd: Renewal on 22 March, in 14 days", "Support <contract>", "Nothing was sent to the customer"} {
		if !strings.Contains(strings.ReplaceAll(string(m.Raw), "=\r\n", ""), want) {
			t.Errorf("no %q in\n%s", want, m.Raw)
		}
	}
	h.at((today + 30).Start(h.store.Zone()))
	h.drained()
	if all := reminders(sink); len(all) != 1 || m.To != mia.Email {
		t.Fatalf("%d reminders, the first to %s", len(all), m.To)
	}
	h.at((today + 20).Time().AddDate(1, 0, -10))
	h.until(func() bool { return len(reminders(sink)) == 2 }, func() string { return "the next year is not told" })
	h.drained()
	events, _, err := h.store.CustomerTimeline(ctx, "northwind", "", 20)
	if err != nil || !slices.ContainsFunc(events, func(e surveys.Event) bool { return e.Note.Kind == surveys.NoteDay }) {
		t.Errorf("the timeline knows nothing of it: %+v, %v", events, err)
	}
}

func TestASpecialDayThatNobodyIsTiedToIsToldToAdmins(t *testing.T) {
	sink := smtptest.Start(t)
	h := open(t, sink, nil)
	h.person("Ada", surveys.Admin)
	h.person("Vic", surveys.Viewer)
	h.person("Mia", surveys.Member)
	h.await(storetest.Ask(t, h.store).ID, surveys.MailSent)
	gone := h.northwindDay(surveys.SpecialDay{Kind: surveys.DayAnniversary, Date: h.store.Today() + 40, Before: 1})
	if err := h.store.RemoveSpecialDay(context.Background(), "northwind", gone.ID); err != nil {
		t.Fatal(err)
	}
	h.northwindDay(surveys.SpecialDay{Kind: surveys.DayOther, Date: h.store.Today() + 3, Before: 14, Note: "Open day"}) // at once
	h.until(func() bool { return len(reminders(sink)) == 1 }, func() string { return "nobody is reminded" })
	h.later(60 * 24 * time.Hour)
	h.drained()
	if all := reminders(sink); len(all) != 1 || all[0].To != "ada@house.example" {
		t.Errorf("%d reminders to %v", len(all), to(all))
	}
}

// A founder's mail goes out once, in the founder's name, and answers come back.
func TestAFoundersMailIsAPersons(t *testing.T) {
	ctx := context.Background()
	sink := smtptest.Start(t)
	h := open(t, sink, func(o *mailer.Options) { o.Digest = -1 })
	ada := h.person("Ada", surveys.Admin)
	inv := h.await(storetest.Ask(t, h.store).ID, surveys.MailSent)
	h.press(inv.ID, 1, surveys.Words{Comment: "Down again."})
	if err := h.store.GatherRelations(ctx); err != nil {
		t.Fatal(err)
	}
	list, err := h.store.Founders(ctx)
	if err != nil || len(list) != 1 || list[0].Reason != surveys.FounderUnhappy || list[0].Contact != inv.Contact {
		t.Fatalf("%+v, %v", list, err)
	}
	letter := store.NewFounderLetter{Customer: "northwind", By: ada, Subject: "Northwind and us", Text: "Hello Anna,\n\nI am sorry.\n\nAda"}
	for i := range 2 {
		if _, written, err := h.store.WriteFounder(ctx, letter); err != nil || written != (i == 0) {
			t.Fatalf("written %t, %v", written, err)
		}
	}
	ours := func() (out []smtptest.Message) {
		for _, m := range sink.Messages() {
			if strings.Contains(string(m.Raw), "Message-ID: <f.") {
				out = append(out, m)
			}
		}
		return out
	}
	h.until(func() bool {
		list, err = h.store.Founders(ctx)
		return err == nil && list[0].Letter.State == surveys.MailSent
	}, func() string { return "it is not sent" })
	h.drained()
	if len(ours()) != 1 {
		t.Fatalf("%d mails", len(ours()))
	}
	m := string(ours()[0].Raw)
	for _, want := range []string{`From: "Ada" <jonas@lindqvist.example>`, `Reply-To: "Ada" <ada@house.example>`, "Subject: Northwind and us", "I am sorry."} {
		if !strings.Contains(m, want) {
			t.Errorf("no %q in\n%s", want, m)
		}
	}
	if strings.Contains(m, "Auto-Submitted") || ours()[0].To != storetest.Anna {
		t.Errorf("to %s, or automatic:\n%s", ours()[0].To, m)
	}
	letter.Text = "Something else"
	if _, _, err := h.store.WriteFounder(ctx, letter); surveys.CodeOf(err) != surveys.Conflict {
		t.Errorf("a second mail from one place: %v", err)
	}
	h.later(7 * 24 * time.Hour)
	if list, err = h.store.Founders(ctx); err != nil || len(list) != 0 {
		t.Errorf("on the list again within 60 days: %+v, %v", list, err)
	}
}
