package store_test

import (
	"context"
	"testing"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"
)

// answerOf brings in an answer of a customer in a project.
func answerOf(t *testing.T, s *store.Store, id string, project surveys.ProjectRef, customer surveys.CustomerRef, address string, choice int, ago surveys.Day) {
	t.Helper()
	at := s.Now().AddDate(0, 0, -int(ago))
	_, err := s.Import(context.Background(), []store.Imported{{
		Interaction: surveys.Interaction{ID: surveys.InteractionID(id), Type: "ticket", OccurredAt: at, Project: project, Customer: customer,
			Contact: surveys.Contact{Address: address}},
		Scale: surveys.CSAT5, Choice: choice, AnsweredAtMS: at.UnixMilli(), OpenCase: true,
	}})
	must(t, err)
}

// TestTwoCustomersBecomeOne: an acquisition. The old id leads to the new one,
// nobody counts as lost, and the figures are those of both.
func TestTwoCustomersBecomeOne(t *testing.T) {
	ctx := context.Background()
	s, clock := storetest.Open(t)
	web, desk := surveys.ProjectRef{ID: "web"}, surveys.ProjectRef{ID: "desk"}
	old, kept := surveys.CustomerRef{ID: "old", Name: "Old Ltd"}, surveys.CustomerRef{ID: "new", Name: "New Ltd"}
	answerOf(t, s, "1", web, old, "ann@old.example", 1, 3)
	answerOf(t, s, "2", desk, old, "ann@old.example", 5, 200)
	answerOf(t, s, "3", web, kept, "bob@new.example", 5, 4)
	put(t, s, "old", "lost", "2024-01-01", "2026-01-20")
	put(t, s, "new", "active", "2026-01-20", "")
	followAll(t, s)
	both := surveys.Flows{Start: 1, End: 1, Won: 1, Lost: 1}
	if r := retention(t, s, "2026-01-01", "2026-01-31", ""); r.Flows != both {
		t.Fatalf("before: %+v", r)
	}
	for range 2 {
		must(t, s.MergeCustomers(ctx, "old", "new"))
		clock.Advance(2e9)
	}
	if r := retention(t, s, "2026-01-01", "2026-01-31", ""); r.Flows != (surveys.Flows{Start: 1, End: 1, Kept: 1}) {
		t.Errorf("after: %+v", r)
	}
	answerOf(t, s, "4", web, old, "ann@old.example", 4, 1) // told by a program that knows the old id only
	followAll(t, s)
	for _, id := range []surveys.CustomerID{"old", "new"} {
		c, err := s.Customer(ctx, id)
		must(t, err)
		if c.ID != "new" || c.Name != "New Ltd" || len(c.Projects) != 2 || len(c.Contacts) != 2 {
			t.Errorf("%s: %+v", id, c)
		}
		st, err := s.CustomerStanding(ctx, id, surveys.Last(365, s.Today()))
		must(t, err)
		if st.ID != "new" || st.Level.N != 4 || st.Level.K != 3 || st.Total.N() != 4 || st.Cases != 1 {
			t.Errorf("%s: %+v", id, st)
		}
		days, err := s.CustomerDays(ctx, id, surveys.Last(365, s.Today()))
		must(t, err)
		if days.Total().N() != 4 {
			t.Errorf("%s: %d answers by day", id, days.Total().N())
		}
	}
	events, _, err := s.CustomerTimelineOf(ctx, "new", surveys.EventAnswered, "", 20)
	must(t, err)
	if len(events) != 4 {
		t.Errorf("%d answers on the timeline", len(events))
	}
	all, total, err := s.CustomerStandings(ctx, store.ListQuery{Limit: 10, Period: surveys.Last(365, s.Today())})
	must(t, err)
	if total != 1 || all[0].Level.N != 4 || all[0].Name != "New Ltd" {
		t.Errorf("list: %+v", all)
	}
	ann, err := s.Contact(ctx, surveys.NewContactID("ann@old.example"))
	must(t, err)
	if ann.Customer != "new" {
		t.Errorf("Ann is at %s", ann.Customer)
	}
	in, err := s.CustomerInProjects(ctx, "new", surveys.Last(365, s.Today()))
	must(t, err)
	if len(in) != 2 || in[0].Level.N != 1 || in[1].Level.N != 3 {
		t.Errorf("by project: %+v", in)
	}
}

func TestMergersChain(t *testing.T) {
	ctx := context.Background()
	s, _ := storetest.Open(t)
	for _, id := range []surveys.CustomerID{"a", "b", "c"} {
		put(t, s, id, "active", "2025-01-01", "")
	}
	must(t, s.MergeCustomers(ctx, "a", "b"))
	must(t, s.MergeCustomers(ctx, "b", "c"))
	for _, id := range []surveys.CustomerID{"a", "b", "c"} {
		if got, err := s.Canonical(ctx, id); err != nil || got != "c" {
			t.Errorf("%s is %s, %v", id, got, err)
		}
	}
	if r := retention(t, s, "2026-01-01", "2026-01-31", ""); r.End != 1 {
		t.Errorf("%+v", r)
	}
	wantCode(t, s.MergeCustomers(ctx, "c", "c"), surveys.Invalid)
	wantCode(t, s.MergeCustomers(ctx, "c", "a"), surveys.Invalid) // a is c
	wantCode(t, s.MergeCustomers(ctx, "c", "nobody"), surveys.NotFound)
	wantCode(t, s.MergeCustomers(ctx, "nobody", "c"), surveys.NotFound)
}

// A merger that is repeated brings nothing back that was done since.
func TestARepeatedMergerBringsNoResolvedCaseBack(t *testing.T) {
	ctx := context.Background()
	s, _ := twoFirms(t)
	must(t, s.MergeCustomers(ctx, "old", "new"))
	cases, err := s.OpenCasesOf(ctx, "new")
	must(t, err)
	for _, c := range cases {
		_, err := s.PatchCase(ctx, c.ID, surveys.CasePatch{State: ptr(surveys.CaseResolved), Cause: ptr("speed"), By: "u1"})
		must(t, err)
	}
	followAll(t, s)
	must(t, s.MergeCustomers(ctx, "old", "new"))
	st, err := s.CustomerStanding(ctx, "new", surveys.Last(90, s.Today()))
	must(t, err)
	if len(cases) != 2 || st.Cases != 0 {
		t.Errorf("%d of %d cases are open again", st.Cases, len(cases))
	}
}
