package store_test

import (
	"context"
	"fmt"
	"testing"

	"barometer/surveys"
	"barometer/surveys/store"
)

// Who only pays, and what is only worked on, stands on the lists without a
// reading, has a page, and goes when its last entry does, unless something else
// is known of it.
func TestWhoOnlyPaysStandsOnTheLists(t *testing.T) {
	b, ctx := newBooks(t), context.Background()
	answerOf(t, b.Store, "1", surveys.ProjectRef{ID: "web", Name: "Web shop"}, surveys.CustomerRef{ID: "alma", Name: "Alma"}, "ann@alma.example", 5, 3)
	followAll(t, b.Store)
	b.keep(earned("i-1", "oak", "erp", in2026(2, 1), 100_00), worked("t-1", "alma", "desk", in2026(2, 2), "Aisha", "", 30),
		earned("i-2", "elm", surveys.GeneralProject, in2026(2, 1), 100_00), earned("i-3", "fir", "web", in2026(2, 1), 1_00))
	must(t, b.MergeCustomers(ctx, "fir", "oak"))
	listed := func() (text string) {
		q := store.ListQuery{Order: store.OrderName, Limit: 20, Period: surveys.Last(365, b.Today())}
		customers, n, err := b.CustomerStandings(ctx, q)
		must(t, err)
		for _, c := range customers {
			text += fmt.Sprintf("%s %d %s, ", c.Name, c.Level.N, c.Forecast)
		}
		projects, m, err := b.ProjectStandings(ctx, q)
		must(t, err)
		for _, p := range projects {
			text += fmt.Sprintf("%s %d %s, ", p.ID, p.Level.N, p.Forecast)
		}
		return text + fmt.Sprint(n, m)
	}
	if got, want := listed(), "Alma 1 no reading, elm 0 no reading, oak 0 no reading, desk 0 no reading, erp 0 no reading, web 1 no reading, 3 3"; got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	for _, order := range []string{store.OrderRisk, store.OrderAnswers, store.OrderWorst} {
		projects, _, err := b.ProjectStandings(ctx, store.ListQuery{Order: order, Limit: 20, Period: surveys.Last(365, b.Today())})
		must(t, err)
		if len(projects) != 3 || order == store.OrderAnswers && projects[0].ID != "web" {
			t.Errorf("by %s: %+v", order, projects)
		}
	}
	p, err := b.Project(ctx, "erp")
	if err != nil || p.Name != "erp" {
		t.Error(p, err)
	}
	if st, err := b.ProjectStanding(ctx, "erp", surveys.Last(90, b.Today())); err != nil || st.Level.N != 0 || st.HasRisk {
		t.Error(st, err)
	}
	_, err = b.DeleteWorth(ctx, surveys.WorthRevenue, "i-1", "i-2", "i-3")
	must(t, err)
	if got, want := listed(), "Alma 1 no reading, oak 0 no reading, desk 0 no reading, web 1 no reading, 2 2"; got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	must(t, b.Tend(ctx))
}
