package mailer_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"barometer/mailer"
	"barometer/mailer/smtptest"
	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"
)

// toldBack are the mails that are reports.
func toldBack(sink *smtptest.Server) []smtptest.Message {
	return slices.DeleteFunc(sink.Messages(), func(m smtptest.Message) bool { return !strings.Contains(string(m.Raw), "Message-ID: <r.") })
}

// northReport drafts a report to Northwind for some readers.
func (h *house) northReport(to ...surveys.ContactID) surveys.Report {
	h.Helper()
	ctx := context.Background()
	r, err := h.store.DraftReport(ctx, store.ReportDraft{Customer: "northwind", Period: surveys.Last(30, h.store.Today()), By: "ada",
		Opening: "<b>Thank you</b> for telling us.\n.\nBcc: x@y.example"})
	if err == nil {
		r, err = h.store.EditReport(ctx, r.ID, r.Revision, r.Sections, to)
	}
	if err == nil {
		r, err = h.store.ReviewReport(ctx, r.ID, r.Revision, "ada")
	}
	if err != nil {
		h.Fatal(err)
	}
	return r
}

// Two programs look at the same schedule: nothing leaves before a person
// releases the report, and then each reader who may be sent it gets it once.
func TestAReportIsMailedOnceAndOnlyWhenReleased(t *testing.T) {
	ctx := context.Background()
	sink := smtptest.Start(t)
	h := open(t, sink, func(o *mailer.Options) { o.Digest = -1 })
	second := &house{T: t, sink: sink, ended: make(chan struct{}), store: h.store, clock: h.clock}
	second.run(func(o *mailer.Options) { o.Digest = -1 })
	ada := h.person("Ada", surveys.Admin)
	anna := h.await(storetest.Ask(t, h.store).ID, surveys.MailSent)
	var readers []surveys.ContactID
	for _, name := range []string{"bo", "cy"} {
		inv := h.await(storetest.Ask(t, h.store, storetest.ID("T-"+name), storetest.To(name+"@northwind.example", name)).ID, surveys.MailSent)
		readers = append(readers, inv.Contact)
	}
	readers = append(readers, anna.Contact, "0000000000000000")
	h.press(anna.ID, 1, surveys.Words{Comment: "Nobody may quote this."})
	if err := h.store.StopReports(ctx, readers[0]); err != nil {
		t.Fatal(err)
	}
	if err := h.store.OptOut(ctx, readers[1]); err != nil { // of questions: a report is none
		t.Fatal(err)
	}
	german := "de"
	if err := h.store.AmendContact(ctx, readers[1], surveys.ContactPatch{Language: &german}); err != nil {
		t.Fatal(err)
	}
	r := h.northReport(readers...)
	h.drained()
	if n := len(toldBack(sink)); n != 0 {
		t.Fatalf("%d mails before it was released", n)
	}
	if _, err := h.store.ReleaseReport(ctx, r.ID, r.Revision, ada, 180, surveys.Telling{}); err != nil {
		t.Fatal(err)
	}
	h.until(func() bool {
		mails, err := h.store.ReportMails(ctx, r.ID)
		return err == nil && len(mails) == 4 && mails[2].State == surveys.MailSent && mails[3].State == surveys.MailSent
	}, func() string { return "it is not sent" })
	h.drained()
	mails, err := h.store.ReportMails(ctx, r.ID)
	if err != nil || mails[1].Reason != "wants no reports" || mails[4].Reason != "no address that mail can be sent to" {
		t.Errorf("%+v, %v", mails, err)
	}
	all := toldBack(sink)
	if len(all) != 2 {
		t.Fatalf("%d mails to %v", len(all), to(all))
	}
	slices.SortFunc(all, func(a, b smtptest.Message) int { return strings.Compare(a.To, b.To) })
	if other := strings.ReplaceAll(string(all[1].Raw), "=\r\n", ""); !strings.Contains(other, "Was Sie uns gesagt haben") {
		t.Errorf("a German reader is sent\n%s", other)
	}
	text := strings.ReplaceAll(string(all[0].Raw), "=\r\n", "")
	for _, want := range []string{`From: "Ada" <jonas@lindqvist.example>`, `Reply-To: "Ada" <ada@house.example>`, "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
		"/report/", "/stop>", "&lt;b&gt;Thank you", "What you told us"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	for _, bad := range []string{"Nobody may quote this", "\r\nBcc: x@y.example\r\n\r\n--", "<b>Thank you</b> for telling us.</p>", "Auto-Submitted"} {
		if strings.Contains(text, bad) {
			t.Errorf("%q in\n%s", bad, text)
		}
	}
}

// What is withdrawn before its mail went out is not sent.
func TestAWithdrawnReportIsNotMailed(t *testing.T) {
	ctx := context.Background()
	sink := smtptest.Start(t)
	h := open(t, sink, func(o *mailer.Options) { o.Digest = -1 })
	ada := h.person("Ada", surveys.Admin)
	inv := h.await(storetest.Ask(t, h.store).ID, surveys.MailSent)
	r := h.northReport(inv.Contact)
	h.drained()
	h.stop()
	<-h.ended
	r, err := h.store.ReleaseReport(ctx, r.ID, r.Revision, ada, 180, surveys.Telling{})
	if err == nil {
		_, err = h.store.WithdrawReport(ctx, r.ID, r.Revision, ada.ID, surveys.Telling{})
	}
	if err != nil {
		t.Fatal(err)
	}
	again := &house{T: t, sink: sink, ended: make(chan struct{}), store: h.store, clock: h.clock}
	again.run(nil)
	again.until(func() bool {
		mails, err := h.store.ReportMails(ctx, r.ID)
		return err == nil && mails[1].State == surveys.MailFailed
	}, func() string { return "nobody says that it is not sent" })
	if n := len(toldBack(sink)); n != 0 {
		t.Errorf("%d mails", n)
	}
}
