package store_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
)

// listed imports answers of four projects of as many customers: names in the
// opposite order of the ids, "d" the worst and the most talkative.
func listed(t *testing.T) *history {
	t.Helper()
	h := newHistory(t)
	var rows []store.Imported
	for _, c := range []struct {
		project string
		choices []int
	}{{"a", []int{5, 5, 5}}, {"b", []int{4, 3}}, {"c", []int{5}}, {"d", []int{1, 2, 1, 1}}} {
		for i, choice := range c.choices {
			row := importedRow(fmt.Sprintf("%s-%d", c.project, i), choice, h.clock.Now().Add(-time.Hour))
			row.Interaction.Project = surveys.ProjectRef{ID: surveys.ProjectID(c.project), Name: "Project " + string('z'-c.project[0]+'a')}
			row.Interaction.Customer = surveys.CustomerRef{ID: surveys.CustomerID("at " + c.project), Name: "customer " + string('z'-c.project[0]+'a')}
			row.Interaction.Contact.Address = fmt.Sprintf("%d@%s.example", i, c.project)
			rows = append(rows, row)
		}
	}
	_, err := h.store.Import(context.Background(), rows)
	must(t, err)
	h.follow()
	h.rebuild()
	return h
}

func TestListsAreOrderedAndCutIntoPages(t *testing.T) {
	h, ctx := listed(t), context.Background()
	for _, c := range []struct {
		order         string
		offset, limit int
		want          []string
	}{
		{"", 0, 10, []string{"d", "b", "c", "a"}},
		{store.OrderRisk, 0, 2, []string{"d", "b"}},
		{store.OrderRisk, 2, 2, []string{"c", "a"}},
		{store.OrderName, 0, 10, []string{"d", "c", "b", "a"}},
		{store.OrderAnswers, 0, 10, []string{"d", "a", "b", "c"}},
		{store.OrderAnswers, 9, 10, nil},
	} {
		q := store.ListQuery{Period: month(), Order: c.order, Offset: c.offset, Limit: c.limit}
		projects, total, err := h.store.ProjectStandings(ctx, q)
		must(t, err)
		if got := ids(projects, 0); total != 4 || !slices.Equal(got, c.want) {
			t.Errorf("projects by %q from %d: %v of %d, want %v of 4", c.order, c.offset, got, total, c.want)
		}
		customers, total, err := h.store.CustomerStandings(ctx, q)
		must(t, err)
		if got := ids(customers, len("at ")); total != 4 || !slices.Equal(got, c.want) {
			t.Errorf("customers by %q from %d: %v of %d, want %v of 4", c.order, c.offset, got, total, c.want)
		}
	}
}

// Who is known to be unhappy stands before who is known to be happy, and those of
// whom nothing is known come last, however high their risk.
func TestTheWorstStandFirst(t *testing.T) {
	h, ctx := newHistory(t), context.Background()
	for range 6 {
		h.answer("support", "content", 5)
		h.answer("support", "cross", 2)
	}
	h.answer("website", "unknown", 1)
	h.follow()
	for order, want := range map[string][]string{store.OrderWorst: {"cross", "content", "unknown"}, store.OrderRisk: {"cross", "unknown", "content"}} {
		got, _, err := h.store.CustomerStandings(ctx, store.ListQuery{Period: month(), Order: order, Limit: 10})
		must(t, err)
		if !slices.Equal(ids(got, 0), want) {
			t.Errorf("by %s: %v, want %v", order, ids(got, 0), want)
		}
	}
	projects, _, err := h.store.ProjectStandings(ctx, store.ListQuery{Period: month(), Order: store.OrderWorst, Limit: 10})
	must(t, err)
	if want := []string{"support", "website"}; !slices.Equal(ids(projects, 0), want) {
		t.Errorf("projects: %v, want %v", ids(projects, 0), want)
	}
	h.answer("support", "unknown", 1)
	h.follow()
	in, err := h.store.ProjectCustomers(ctx, "support", month(), 10)
	must(t, err)
	if want := []string{"cross", "content", "unknown"}; !slices.Equal(ids(in, 0), want) {
		t.Errorf("in the project: %v, want %v", ids(in, 0), want)
	}
}

func ids(items []surveys.Standing, skip int) (out []string) {
	for _, i := range items {
		out = append(out, i.ID[skip:])
	}
	return out
}

func TestAListSaysWhatASingleLookSays(t *testing.T) {
	h, ctx := listed(t), context.Background()
	projects, _, err := h.store.ProjectStandings(ctx, store.ListQuery{Period: month(), Limit: 10})
	must(t, err)
	for _, got := range projects {
		want, err := h.store.ProjectStanding(ctx, surveys.ProjectID(got.ID), month())
		must(t, err)
		if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) {
			t.Errorf("listed\n%+v, alone\n%+v", got, want)
		}
	}
	customers, _, err := h.store.CustomerStandings(ctx, store.ListQuery{Period: month(), Limit: 10})
	must(t, err)
	for _, got := range customers {
		want, err := h.store.CustomerStanding(ctx, surveys.CustomerID(got.ID), month())
		must(t, err)
		if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) {
			t.Errorf("listed\n%+v, alone\n%+v", got, want)
		}
	}
}

func TestTheCustomersOfAProject(t *testing.T) {
	h, ctx := newHistory(t), context.Background()
	h.answer("support", "northwind", 5)
	h.answer("support", "lakeside", 1)
	h.answer("website", "hillside", 1)
	h.follow()
	got, err := h.store.ProjectCustomers(ctx, "support", month(), 10)
	must(t, err)
	if want := []string{"lakeside", "northwind"}; !slices.Equal(ids(got, 0), want) {
		t.Errorf("customers of support %v, want %v", ids(got, 0), want)
	}
	if got, err = h.store.ProjectCustomers(ctx, "support", month(), 1); err != nil || len(got) != 1 || got[0].Total.N() != 1 {
		t.Errorf("the first: %+v (%v), want lakeside with its answer", got, err)
	}
}

func TestWhoWasOnlyAskedIsListedWithoutReading(t *testing.T) {
	h, ctx := newHistory(t), context.Background()
	h.note(h.invitation("support", "northwind", surveys.CSAT5), surveys.EntryAsked)
	h.follow()
	items, total, err := h.store.ProjectStandings(ctx, store.ListQuery{Period: month(), Limit: 5})
	must(t, err)
	if total != 1 || len(items) != 1 || items[0].HasRisk || items[0].Forecast != surveys.NoReading {
		t.Errorf("%d projects, %+v, want one without reading", total, items)
	}
}
