package store_test

import (
	"context"
	"strings"
	"testing"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"
)

// northReport drafts a report to Northwind.
func northReport(t *testing.T, s *store.Store) surveys.Report {
	t.Helper()
	r, err := s.DraftReport(context.Background(), store.ReportDraft{Customer: "northwind", Period: surveys.Last(90, s.Today()), By: "ada", Opening: "Thank you.\u202e"})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func code(err error) surveys.Code { return surveys.CodeOf(err) }

// A report goes from hand to hand: of two who change it at a time the second is
// told, and only what somebody has read can be released.
func TestTheStatesOfAReport(t *testing.T) {
	h, ctx := newHistory(t), context.Background()
	storetest.Ask(t, h.store)
	h.asks("yyyyyy", 5)
	s, ada := h.store, surveys.User{ID: "ada", Name: "Ada", Email: "ada@house.example", Role: surveys.Admin}
	r := northReport(t, s)
	if r.State != surveys.ReportDraft || r.Revision != 1 || r.Facts.Level.N != 6 || r.Facts.Level.K != 6 || r.Section(surveys.PartOpening).Text != "Thank you." {
		t.Fatalf("%+v", r)
	}
	if _, err := s.ReleaseReport(ctx, r.ID, r.Revision, ada, 180, surveys.Telling{}); code(err) != surveys.Conflict {
		t.Errorf("a draft is released: %v", err)
	}
	edited, err := s.EditReport(ctx, r.ID, r.Revision, r.Sections, []surveys.ContactID{surveys.NewContactID(storetest.Anna)})
	must(t, err)
	if _, err := s.EditReport(ctx, r.ID, r.Revision, r.Sections, nil); code(err) != surveys.Conflict {
		t.Errorf("the second editor is not told: %v", err)
	}
	long := append([]surveys.ReportSection{{Part: surveys.PartOpening, Text: strings.Repeat("x", surveys.MaxReportText+1)}}, r.Sections[1:]...)
	if _, err := s.EditReport(ctx, r.ID, edited.Revision, long, nil); code(err) != surveys.Invalid {
		t.Errorf("too long: %v", err)
	}
	read, err := s.ReviewReport(ctx, r.ID, edited.Revision, "ada")
	must(t, err)
	changed, err := s.EditReport(ctx, r.ID, read.Revision, read.Sections, read.To)
	must(t, err)
	if _, err := s.ReleaseReport(ctx, r.ID, changed.Revision, ada, 180, surveys.Telling{}); code(err) != surveys.Conflict {
		t.Errorf("what was changed after it was read is released: %v", err)
	}
	if got, gone := changed.Open(h.clock.Now()); got || gone {
		t.Error("a draft is open")
	}
	read, err = s.ReviewReport(ctx, r.ID, changed.Revision, "ada")
	must(t, err)
	out, err := s.ReleaseReport(ctx, r.ID, read.Revision, ada, 180, surveys.Telling{})
	must(t, err)
	if _, err := s.EditReport(ctx, r.ID, out.Revision, out.Sections, nil); code(err) != surveys.Conflict {
		t.Errorf("a released one is changed: %v", err)
	}
	if open, _ := out.Open(out.Released); !open || out.Sender.Name != "Ada" {
		t.Errorf("%+v", out)
	}
	if open, gone := out.Open(out.Ends); open || !gone {
		t.Error("its link never closes")
	}
	h.asks("yyyy", 1) // what is said later changes no report
	kept, err := s.Report(ctx, r.ID)
	must(t, err)
	if kept.Facts.Level != r.Facts.Level {
		t.Errorf("figures moved: %+v", kept.Facts.Level)
	}
	gone, err := s.WithdrawReport(ctx, r.ID, out.Revision, "ada", surveys.Telling{})
	must(t, err)
	if _, err := s.WithdrawReport(ctx, r.ID, gone.Revision, "ada", surveys.Telling{}); code(err) != surveys.Conflict {
		t.Errorf("withdrawn twice: %v", err)
	}
	all, total, err := s.Reports(ctx, 0, 10)
	if err != nil || total != 1 || len(all) != 1 || all[0].State != surveys.ReportWithdrawn {
		t.Errorf("%+v, %d, %v", all, total, err)
	}
	if _, err := s.DraftReport(ctx, store.ReportDraft{Project: all[0].Project, Period: surveys.Last(90, s.Today())}); code(err) != surveys.NotFound {
		t.Errorf("of no project: %v", err)
	}
	customer, err := s.Customer(ctx, "northwind")
	must(t, err)
	if _, err := s.DraftReport(ctx, store.ReportDraft{Project: customer.Projects[0], Period: surveys.Last(90, s.Today())}); code(err) != surveys.Conflict {
		t.Errorf("of a project with one customer: %v", err)
	}
}

// Special days, and the place on the founders' list, go with a customer that
// becomes another.
func TestAMergedCustomerTakesItsDaysAndItsPlaceAlong(t *testing.T) {
	h, ctx := newHistory(t), context.Background()
	s := h.store
	storetest.Ask(t, s)
	h.asks("yyyyyy", 5)
	must(t, s.GatherRelations(ctx))
	if list, err := s.Founders(ctx); err != nil || len(list) != 1 {
		t.Fatalf("%+v, %v", list, err)
	}
	day, err := s.AddSpecialDay(ctx, surveys.SpecialDay{Customer: "northwind", Kind: surveys.DayRenewal, Date: s.Today() + 20, Yearly: true, Before: 14}, surveys.Telling{})
	must(t, err)
	name := "North Group"
	if _, err := s.PutCustomer(ctx, "group", surveys.CustomerPatch{Name: &name}); err != nil {
		t.Fatal(err)
	}
	for range 2 { // and once more, as after a crash
		must(t, s.MergeCustomers(ctx, "northwind", "group"))
	}
	days, err := s.SpecialDays(ctx, "group")
	if err != nil || len(days) != 1 || days[0].ID != day.ID || days[0].Customer != "group" {
		t.Errorf("days: %+v, %v", days, err)
	}
	coming, err := s.UpcomingDays(ctx, surveys.Period{From: s.Today(), To: s.Today() + 60})
	if err != nil || len(coming) != 1 || coming[0].Customer != "group" {
		t.Errorf("to come: %+v, %v", coming, err)
	}
	list, err := s.Founders(ctx)
	if err != nil || len(list) != 1 || list[0].Customer != "group" {
		t.Fatalf("%+v, %v", list, err)
	}
	ada := surveys.User{ID: "ada", Name: "Ada", Email: "ada@house.example"}
	letter := store.NewFounderLetter{Customer: "group", By: ada, Subject: "Hello", Text: "Hello"}
	for i := range 2 {
		if _, written, err := s.WriteFounder(ctx, letter); err != nil || written != (i == 0) {
			t.Fatalf("%t, %v", written, err)
		}
	}
	if list, err = s.Founders(ctx); err != nil || list[0].Letter.Subject != "Hello" || list[0].Letter.Customer != "group" {
		t.Errorf("%+v, %v", list, err)
	}
}
