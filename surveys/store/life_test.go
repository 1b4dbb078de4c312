package store_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"
)

// put tells a stage and days of a customer; empty texts are left out.
func put(t *testing.T, s *store.Store, id surveys.CustomerID, stage, won, lost string) surveys.Life {
	t.Helper()
	p := surveys.CustomerPatch{}
	if stage != "" {
		st := surveys.Stage(stage)
		p.Stage = &st
	}
	for text, at := range map[string]**surveys.Day{won: &p.WonOn, lost: &p.LostOn} {
		if text != "" {
			day, err := surveys.ParseDay(text)
			must(t, err)
			*at = &day
		}
	}
	l, err := s.PutCustomer(context.Background(), id, p)
	must(t, err)
	return l
}

func retention(t *testing.T, s *store.Store, from, to string, by surveys.Grouping) store.Retention {
	t.Helper()
	r, err := s.Retention(context.Background(), period(t, from, to), by)
	must(t, err)
	return r
}

func period(t *testing.T, from, to string) surveys.Period {
	t.Helper()
	a, err := surveys.ParseDay(from)
	must(t, err)
	b, err := surveys.ParseDay(to)
	must(t, err)
	return surveys.Period{From: a, To: b}
}

func TestALifeIsKeptWithItsSteps(t *testing.T) {
	ctx := context.Background()
	s, _ := storetest.Open(t) // 2 March 2026
	put(t, s, "acme", "", "2025-01-15", "")
	put(t, s, "acme", "lost", "", "2026-02-01")
	put(t, s, "acme", "lost", "", "2026-02-01")
	put(t, s, "acme", "won_back", "2026-02-20", "")
	l, err := s.Life(ctx, "acme")
	must(t, err)
	if l.Stage != surveys.WonBack || len(l.Spells) != 2 || len(l.Changes) != 3 || l.Changes[1].Text() != "lost from 2026-02-01" {
		t.Errorf("%+v", l)
	}
	c, err := s.Customer(ctx, "acme")
	must(t, err)
	if c.ID != "acme" || c.Name != "acme" {
		t.Errorf("customer %+v", c)
	}
	events, _, err := s.CustomerTimeline(ctx, "acme", "", 10)
	must(t, err)
	var told []string
	for _, e := range events {
		told = append(told, e.Note.Text)
	}
	if got := strings.Join(told, "; "); got != "won back from 2026-02-20; lost from 2026-02-01; active from 2025-01-15" {
		t.Errorf("timeline: %s", got)
	}
	if r := retention(t, s, "2026-01-01", "2026-03-01", ""); r.Flows != (surveys.Flows{Start: 1, End: 1, Won: 1, Lost: 1, Kept: 1}) {
		t.Errorf("%+v", r)
	}
}

func TestManyChangeOneLifeAtTheSameTime(t *testing.T) {
	s, _ := storetest.Open(t)
	var all sync.WaitGroup
	for i := range 4 {
		all.Go(func() {
			for j := range 4 {
				value := "yes"
				p := surveys.CustomerPatch{Attributes: map[string]*string{fmt.Sprintf("k%d.%d", i, j): &value}}
				if _, err := s.PutCustomer(context.Background(), "acme", p); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	l, err := s.Life(context.Background(), "acme")
	must(t, err)
	if len(l.Attributes) != 16 {
		t.Errorf("%d attributes: %v", len(l.Attributes), l.Attributes)
	}
}

func TestRetentionByGroupsAndItsLists(t *testing.T) {
	ctx := context.Background()
	s, _ := storetest.Open(t)
	retail := "retail"
	for i := range 6 {
		id := surveys.CustomerID(fmt.Sprintf("c%d", i))
		put(t, s, id, "", fmt.Sprintf("202%d-02-28", 4+i%2), "")
		if i < 4 {
			_, err := s.PutCustomer(ctx, id, surveys.CustomerPatch{Attributes: map[string]*string{"industry": &retail}})
			must(t, err)
		}
	}
	put(t, s, "c0", "", "", "2026-01-10")
	put(t, s, "c5", "", "", "2026-01-11")
	put(t, s, "new", "", "2026-01-12", "")
	put(t, s, "somebody", "active", "", "")
	storetest.Ask(t, s, storetest.ID("T-1")) // Northwind, of whom nobody has said anything
	followAll(t, s)

	show := func(r store.Retention) string {
		out := fmt.Sprint(r.Flows)
		for _, g := range r.Groups {
			out += fmt.Sprintf(" %q %v", g.Group, g.Flows)
		}
		return out
	}
	for by, want := range map[surveys.Grouping]string{
		"":                              `{6 5 1 2 4}`,
		surveys.ByCohort:                `{6 5 1 2 4} "2024" {3 2 0 1 2} "2025" {3 2 0 1 2} "2026" {0 1 1 0 0}`,
		surveys.ByStage:                 `{6 5 1 2 4} "active" {4 5 1 0 4} "lost" {2 0 0 2 0}`,
		surveys.ByAttribute("industry"): `{6 5 1 2 4} "" {2 2 1 1 1} "retail" {4 3 0 1 3}`,
		surveys.BySaid:                  `{6 5 1 2 4} "not_asked" {6 5 1 2 4}`,
	} {
		if got := show(retention(t, s, "2026-01-01", "2026-01-31", by)); got != want {
			t.Errorf("by %q: %s, want %s", by, got, want)
		}
	}
	list := func(q store.CountedQuery) string {
		q.Period, q.Limit = period(t, "2026-01-01", "2026-01-31"), 10
		items, total, err := s.Counted(ctx, q)
		must(t, err)
		var ids []string
		for _, item := range items {
			ids = append(ids, string(item.ID))
		}
		return fmt.Sprint(total, " ", strings.Join(ids, " "))
	}
	for _, c := range []struct {
		q    store.CountedQuery
		want string
	}{
		{store.CountedQuery{List: store.ListLost}, "2 c5 c0"},
		{store.CountedQuery{List: store.ListWon}, "1 new"},
		{store.CountedQuery{List: store.ListStart}, "6 c1 c3 c5 c0 c2 c4"},
		{store.CountedQuery{List: store.ListKept, By: surveys.ByAttribute("industry"), Group: "retail"}, "3 c1 c3 c2"},
		{store.CountedQuery{List: store.ListUndated}, "2 northwind somebody"},
		{store.CountedQuery{List: store.ListEnd, Offset: 4}, "5 c4"},
	} {
		if got := list(c.q); got != c.want {
			t.Errorf("%+v: %s, want %s", c.q, got, c.want)
		}
	}
	n, err := s.DateByFirst(ctx, "", "began with the first interaction")
	must(t, err)
	l, err := s.Life(ctx, "northwind")
	must(t, err)
	if n != 1 || l.WonOn() != s.Today() || l.Stage != surveys.Active {
		t.Errorf("%d dated, %+v", n, l)
	}
}

func TestTheListKnowsStagesAndAttributes(t *testing.T) {
	ctx := context.Background()
	s, _ := storetest.Open(t)
	north := "north"
	put(t, s, "p", "prospect", "", "")
	put(t, s, "a", "active", "2025-01-01", "")
	_, err := s.PutCustomer(ctx, "a", surveys.CustomerPatch{Attributes: map[string]*string{"region": &north}})
	must(t, err)
	storetest.Ask(t, s, storetest.ID("T-1"))
	followAll(t, s)
	for want, q := range map[string]store.ListQuery{
		"a northwind p": {}, "p": {Stage: surveys.Prospect}, "a": {Attributes: surveys.Attributes{"region": "north"}},
		"": {Stage: surveys.Prospect, Attributes: surveys.Attributes{"region": "north"}},
	} {
		q.Order, q.Limit, q.Period = store.OrderName, 10, surveys.Last(90, s.Today())
		items, total, err := s.CustomerStandings(ctx, q)
		must(t, err)
		var ids []string
		for _, st := range items {
			ids = append(ids, st.ID)
		}
		slices.Sort(ids)
		if got := strings.Join(ids, " "); got != want || total != len(ids) {
			t.Errorf("%+v: %q of %d, want %q", q, got, total, want)
		}
	}
}
