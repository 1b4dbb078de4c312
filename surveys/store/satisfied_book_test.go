package store_test

import (
	"context"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"
)

// sameAsStandings compares what the book says of all customers with what each
// one's own page says.
func (h *history) sameAsStandings(customers ...surveys.CustomerID) {
	h.tb.Helper()
	ctx, period := context.Background(), surveys.Last(90, h.store.Today())
	levels, err := h.store.CustomerLevels(ctx, "", period, period.Before())
	h.check(err)
	for _, id := range customers {
		st, err := h.store.CustomerStanding(ctx, id, period)
		h.check(err)
		got := levels[id]
		if len(got.Levels) != 2 || got.Levels[0] != st.Level || got.Levels[1] != st.Before || got.Forecast() != st.Forecast {
			h.tb.Errorf("%s: %+v, want %+v before %+v, %s", id, got, st.Level, st.Before, st.Forecast)
		}
	}
}

// TestTheBookOfAllCustomersSaysWhatTheirPagesSay: as answers come, change and
// are set aside, as days pass, and where an alarm stands.
func TestTheBookOfAllCustomersSaysWhatTheirPagesSay(t *testing.T) {
	h, ctx := newHistory(t), context.Background()
	h.clock.Set(h.clock.Now().AddDate(0, 0, -200))
	var last surveys.Invitation
	for day := range 100 {
		h.clock.Advance(48 * time.Hour)
		h.answer("erp", "northgate", 5)
		last = h.answer([]surveys.ProjectID{"erp", "web"}[day%2], "alma", 1+day%5)
	}
	h.follow()
	h.sameAsStandings("northgate", "alma")
	h.changed(&last, 1)
	h.answer("web", "lund", 4)
	h.follow()
	h.sameAsStandings("northgate", "alma", "lund")
	h.voided(&last)
	h.decline("erp", "northgate")
	h.follow()
	h.clock.Advance(24 * time.Hour)
	h.sameAsStandings("northgate", "alma", "lund")
	inWeb, err := h.store.CustomerLevels(ctx, "web", surveys.Last(90, h.store.Today()))
	h.check(err)
	if _, there := inWeb["northgate"]; there || len(inWeb) != 2 || inWeb["lund"].Levels[0].N != 1 {
		t.Errorf("in one project: %+v", inWeb)
	}
}

func TestWhatMergedCustomersAreWorthIsOneSum(t *testing.T) {
	s, _ := storetest.Open(t)
	b, ctx := books{t, s}, context.Background()
	web := surveys.ProjectRef{ID: "web"}
	for i, id := range []string{"1", "2", "3", "4", "5", "6"} {
		answerOf(t, s, id, web, surveys.CustomerRef{ID: []surveys.CustomerID{"old", "new"}[i%2]}, id+"@mail.example", 5, 3)
	}
	followAll(t, s)
	b.keep(earned("i-1", "old", "web", in2026(2, 3), 500_00), earned("i-2", "new", "web", in2026(2, 4), 700_00))
	must(t, s.MergeCustomers(ctx, "old", "new"))
	year := surveys.Period{From: in2026(1, 1), To: in2026(12, 31)}
	if w, old := b.worth("new", year.From, year.To), b.worth("old", year.From, year.To); w.Revenue != 1200_00 || old != (surveys.Worth{}) {
		t.Errorf("%+v %+v", w, old)
	}
	b.keep(earned("i-3", "old", "web", in2026(2, 5), 1_00))
	parts, err := s.CustomerPeriods(ctx, "new", []surveys.Period{year})
	must(t, err)
	items, _, err := s.WorthEntries(ctx, store.WorthQuery{Kind: surveys.WorthRevenue, Customer: "new", Limit: 10})
	must(t, err)
	if parts[0].Revenue != 1201_00 || len(items) != 3 {
		t.Errorf("%+v %+v", parts, items)
	}
	levels, err := s.CustomerLevels(ctx, "", surveys.Last(90, s.Today()))
	must(t, err)
	if levels["new"].Levels[0].N != 6 || len(levels) != 1 {
		t.Errorf("%+v", levels)
	}
}
