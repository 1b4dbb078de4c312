package store_test

import (
	"context"
	"testing"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"
)

// TestWhatWasKeptByTheOldIDStandsBehindTheFigures: after a merger every list is
// as long as the number that leads to it, by either id.
func TestWhatWasKeptByTheOldIDStandsBehindTheFigures(t *testing.T) {
	ctx := context.Background()
	s, clock := storetest.Open(t)
	web := surveys.ProjectRef{ID: "web"}
	answerOf(t, s, "1", web, surveys.CustomerRef{ID: "old"}, "ann@old.example", 1, 3)
	answerOf(t, s, "2", surveys.ProjectRef{ID: "desk"}, surveys.CustomerRef{ID: "old"}, "ann@old.example", 5, 200)
	answerOf(t, s, "3", web, surveys.CustomerRef{ID: "new"}, "bob@new.example", 5, 4)
	followAll(t, s)
	today := s.Today()
	for _, id := range []surveys.CustomerID{"old", "new"} {
		_, err := s.KeepWorth(ctx, []surveys.WorthEntry{{Kind: surveys.WorthRevenue, ID: "from-" + string(id), Customer: id,
			Project: surveys.GeneralProject, From: today, To: today, Amount: 100, Sort: surveys.RevenueSale}}, surveys.DefaultCurrency)
		must(t, err)
	}
	must(t, s.MergeCustomers(ctx, "old", "new"))
	clock.Advance(2e9)
	for _, id := range []surveys.CustomerID{"old", "new"} {
		for project, want := range map[surveys.ProjectID]int{"": 3, "web": 2, "desk": 1} {
			f := surveys.ResponseFilter{Customer: id, Project: project}
			_, sum, err := s.FilterStanding(ctx, f, surveys.Last(365, today))
			must(t, err)
			page, err := s.FilterResponses(ctx, f, "", 10)
			must(t, err)
			if sum.N() != want || len(page.Items) != want {
				t.Errorf("%s in %q: n is %d, %d answers are listed, want %d", id, project, sum.N(), len(page.Items), want)
			}
			for _, item := range page.Items {
				if item.Customer != "new" {
					t.Errorf("%s in %q: an answer of %s", id, project, item.Customer)
				}
			}
		}
		entries, _, err := s.WorthEntries(ctx, store.WorthQuery{Kind: surveys.WorthRevenue, Customer: id, Limit: 10})
		must(t, err)
		if len(entries) != 2 {
			t.Errorf("%s: %d entries of revenue", id, len(entries))
		}
	}
	in, err := s.ProjectCustomers(ctx, "web", surveys.Last(365, today), 10)
	must(t, err)
	if len(in) != 1 || in[0].ID != "new" || in[0].Level.N != 2 || in[0].Cases != 1 {
		t.Errorf("customers of the project: %+v", in)
	}
}

// TestACaseOfTheOldIDWaitsAtTheNewOne: who needs us is told at the customer that
// both became, with what callers said it is worth.
func TestACaseOfTheOldIDWaitsAtTheNewOne(t *testing.T) {
	ctx := context.Background()
	s, clock := storetest.Open(t)
	answerOf(t, s, "1", surveys.ProjectRef{ID: "web"}, surveys.CustomerRef{ID: "old"}, "ann@old.example", 1, 3)
	answerOf(t, s, "2", surveys.ProjectRef{ID: "web"}, surveys.CustomerRef{ID: "new"}, "bob@new.example", 5, 4)
	followAll(t, s)
	must(t, s.MergeCustomers(ctx, "old", "new"))
	clock.Advance(2e9)
	items, _, err := s.Attention(ctx, store.AttentionQuery{Period: surveys.Last(90, s.Today()), Limit: 10})
	must(t, err)
	if len(items) != 1 || items[0].ID != "new" || items[0].Case.ID == 0 || items[0].Cases != 1 {
		t.Errorf("%+v", items)
	}
}
