package store_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"

	"pgregory.net/rapid"
)

// in2026 is a day of the year.
func in2026(month, day int) surveys.Day { return surveys.DayFromDate(2026, time.Month(month), day) }

func earned(id string, customer surveys.CustomerID, project surveys.ProjectID, day surveys.Day, amount surveys.Amount) surveys.WorthEntry {
	return surveys.WorthEntry{Kind: surveys.WorthRevenue, ID: id, Customer: customer, Project: project, From: day, To: day, Amount: amount, Sort: surveys.RevenueSale}
}

func worked(id string, customer surveys.CustomerID, project surveys.ProjectID, day surveys.Day, person, role string, minutes int) surveys.WorthEntry {
	return surveys.WorthEntry{Kind: surveys.WorthTime, ID: id, Customer: customer, Project: project, From: day, To: day, Person: person, Role: role, Minutes: minutes}
}

func bought(id string, customer surveys.CustomerID, project surveys.ProjectID, day surveys.Day, amount surveys.Amount) surveys.WorthEntry {
	return surveys.WorthEntry{Kind: surveys.WorthCost, ID: id, Customer: customer, Project: project, From: day, To: day, Amount: amount}
}

// books are a store with what is kept in it.
type books struct {
	t *testing.T
	*store.Store
}

func newBooks(t *testing.T) books {
	s, _ := storetest.Open(t)
	return books{t, s}
}

func (b books) keep(entries ...surveys.WorthEntry) []store.WorthResult {
	b.t.Helper()
	out, err := b.KeepWorth(context.Background(), entries, "EUR")
	must(b.t, err)
	return out
}

func (b books) rate(kind surveys.RateKind, name string, from surveys.Day, perHour surveys.Amount) {
	b.t.Helper()
	must(b.t, b.PutRates(context.Background(), "EUR", surveys.Rate{Kind: kind, Name: name, From: from, PerHour: perHour}))
}

func (b books) worth(customer surveys.CustomerID, from, to surveys.Day) surveys.Worth {
	b.t.Helper()
	sums, err := b.CustomerWorths(context.Background(), surveys.Period{From: from, To: to}, "")
	must(b.t, err)
	return sums[customer]
}

func TestTheMarginOfACustomerIsTheHandComputedOne(t *testing.T) {
	b := newBooks(t)
	b.rate(surveys.RateOfPerson, "Aisha", in2026(1, 1), 60_00)
	b.rate(surveys.RateOfRole, "engineer", in2026(1, 1), 50_00)
	b.keep(
		earned("i-1", "northgate", "erp", in2026(2, 3), 10_000_00),
		earned("i-2", "northgate", "support", in2026(2, 20), 2_000_00),
		earned("i-3", "alma", "support", in2026(2, 20), 1_000_00),
		worked("t-1", "northgate", "erp", in2026(2, 4), "Aisha", "engineer", 600), // 600.00
		worked("t-2", "northgate", "erp", in2026(2, 5), "Dev", "engineer", 90),    // 75.00
		worked("t-3", "northgate", "support", in2026(2, 6), "Tomas", "", 120),     // no rate
		bought("c-1", "northgate", "erp", in2026(2, 7), 125_00),
		surveys.WorthEntry{Kind: surveys.WorthBeyond, ID: "b-1", Customer: "northgate", Project: surveys.GeneralProject,
			From: in2026(2, 8), To: in2026(2, 8), Amount: 3_000_00, Sort: surveys.BeyondReferral, By: "Jonas", Why: "a guess"},
		surveys.WorthEntry{Kind: surveys.WorthRevenue, ID: "r-1", Customer: "northgate", Project: "erp",
			From: in2026(2, 9), To: in2026(2, 9), Amount: 2_000_00, Sort: surveys.RevenueRefund},
	)
	got := b.worth("northgate", in2026(2, 1), in2026(2, 28))
	want := surveys.Worth{Revenue: 10_000_00, Time: 675_00, Purchases: 125_00, Beyond: 3_000_00, Minutes: 810, Unpriced: 120}
	if got != want {
		t.Errorf("%+v", got)
	}
	if margin, _ := got.Margin(); margin != 92 {
		t.Errorf("margin %v, want (10,000 - 675 - 125) of 10,000", margin)
	}
	projects, err := b.ProjectWorths(context.Background(), surveys.Period{From: in2026(2, 1), To: in2026(2, 28)}, "northgate")
	must(t, err)
	if margin, _ := projects["erp"].Margin(); projects["erp"].Revenue != 8_000_00 || margin != 90 {
		t.Errorf("ERP: %+v", projects["erp"])
	}
	hands, err := b.TimeSpent(context.Background(), surveys.Period{From: in2026(2, 1), To: in2026(2, 28)}, "northgate", "")
	must(t, err)
	if len(hands) != 3 || hands[0] != (surveys.PersonTime{Person: "Aisha", Role: "engineer", Minutes: 600, Cost: 600_00}) || hands[1].Unpriced != 120 {
		t.Errorf("%+v", hands)
	}
}

func TestAnEntryThatIsSentAgainCountsOnce(t *testing.T) {
	b := newBooks(t)
	first := earned("i-1", "northgate", "erp", in2026(2, 3), 500_00)
	moved := earned("i-1", "alma", "support", in2026(3, 3), 700_00)
	for i, step := range []struct {
		entry surveys.WorthEntry
		want  store.WorthResult
	}{{first, store.WorthCreated}, {first, store.WorthUnchanged}, {moved, store.WorthReplaced}, {moved, store.WorthUnchanged}} {
		if got := b.keep(step.entry)[0]; got != step.want {
			t.Errorf("step %d: %s", i, got)
		}
	}
	if old, now := b.worth("northgate", in2026(1, 1), in2026(12, 31)), b.worth("alma", in2026(3, 1), in2026(3, 31)); old != (surveys.Worth{}) || now.Revenue != 700_00 {
		t.Errorf("%+v %+v", old, now)
	}
	items, _, err := b.WorthEntries(context.Background(), store.WorthQuery{Kind: surveys.WorthRevenue, Customer: "northgate", Limit: 10})
	must(t, err)
	if len(items) != 0 {
		t.Error("it is still listed where it was:", items)
	}
	// Of several with one id in one request the last stays.
	if got := b.keep(first, moved, first); got[0] != store.WorthReplaced || b.worth("alma", in2026(1, 1), in2026(12, 31)) != (surveys.Worth{}) {
		t.Error(got)
	}
	results, err := b.DeleteWorth(context.Background(), surveys.WorthRevenue, "i-1", "i-1")
	must(t, err)
	if !slices.Equal(results, []store.WorthResult{store.WorthDeleted, store.WorthMissing}) || b.worth("northgate", in2026(1, 1), in2026(12, 31)) != (surveys.Worth{}) {
		t.Error(results)
	}
}

func TestEntriesThatManySendAtOnceCountOnce(t *testing.T) {
	b := newBooks(t)
	var all sync.WaitGroup
	for hand := range 8 {
		all.Go(func() {
			for n := range 10 {
				e := earned("same", surveys.CustomerID(fmt.Sprint(hand%3)), "erp", in2026(1+hand%4, 1+n), surveys.Amount(1+hand)*100)
				if _, err := b.KeepWorth(context.Background(), []surveys.WorthEntry{e}, "EUR"); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	kept, err := b.WorthEntry(context.Background(), surveys.WorthRevenue, "same")
	must(t, err)
	sums, err := b.CustomerWorths(context.Background(), surveys.Period{From: in2026(1, 1), To: in2026(12, 31)}, "")
	must(t, err)
	if len(sums) != 1 || sums[kept.Customer].Revenue != kept.Amount {
		t.Errorf("kept %+v, sums %+v", kept, sums)
	}
}

func TestAChangeOfARatePricesWhatIsKept(t *testing.T) {
	b := newBooks(t)
	b.keep(worked("t-1", "northgate", "erp", in2026(2, 14), "Aisha", "engineer", 60), worked("t-2", "northgate", "erp", in2026(2, 15), "Aisha", "engineer", 60))
	cost := func() surveys.Amount { return b.worth("northgate", in2026(1, 1), in2026(12, 31)).Time }
	if w := b.worth("northgate", in2026(1, 1), in2026(12, 31)); w.Time != 0 || w.Unpriced != 120 {
		t.Errorf("without a rate: %+v", w)
	}
	b.rate(surveys.RateOfHouse, "", in2026(1, 1), 40_00)
	if cost() != 80_00 {
		t.Error("the house's rate:", cost())
	}
	b.rate(surveys.RateOfPerson, "Aisha", in2026(2, 15), 55_00)
	if cost() != 95_00 {
		t.Error("her own from the second day on:", cost())
	}
	must(t, b.DeleteRate(context.Background(), surveys.Rate{Kind: surveys.RateOfPerson, Name: "Aisha", From: in2026(2, 15)}))
	if cost() != 80_00 {
		t.Error("removed again:", cost())
	}
}

func TestTheCurrencyStaysOnceAnAmountIsKept(t *testing.T) {
	b, ctx := newBooks(t), context.Background()
	chf := store.MoneySettings{Currency: "CHF", Lines: surveys.DefaultFieldLines()}
	b.keep(worked("t-1", "northgate", "erp", in2026(2, 14), "Aisha", "", 60)) // hours fix none
	must(t, b.SetMoney(ctx, chf))
	if _, err := b.KeepWorth(ctx, []surveys.WorthEntry{earned("i-1", "northgate", "erp", in2026(2, 3), 1)}, "EUR"); surveys.CodeOf(err) != surveys.Conflict {
		t.Error("an amount read as EUR:", err)
	}
	_, err := b.KeepWorth(ctx, []surveys.WorthEntry{earned("i-1", "northgate", "erp", in2026(2, 3), 1)}, "CHF")
	must(t, err)
	if err := b.SetMoney(ctx, store.MoneySettings{Currency: "EUR", Lines: chf.Lines}); surveys.CodeOf(err) != surveys.Conflict {
		t.Error("changed after an amount is kept:", err)
	}
	chf.Lines.Margin = 25
	must(t, b.SetMoney(ctx, chf))
	if m, err := b.MoneySettings(ctx); err != nil || !m.Fixed || m.Currency != "CHF" || m.Lines.Margin != 25 {
		t.Errorf("%+v %v", m, err)
	}
}

func TestEntriesAreListedNewestDayFirstPageByPage(t *testing.T) {
	b, ctx := newBooks(t), context.Background()
	var want []string
	for i := range 25 {
		id := fmt.Sprintf("i-%02d", i)
		b.keep(earned(id, []surveys.CustomerID{"northgate", "alma"}[i%2], []surveys.ProjectID{"erp", "web", "web"}[i%3], in2026(1, 1+i/2), 100))
		want = append([]string{id}, want...)
	}
	list := func(q store.WorthQuery) (ids []string) {
		for q.Limit = 4; ; {
			items, next, err := b.WorthEntries(ctx, q)
			must(t, err)
			for _, e := range items {
				ids = append(ids, e.ID)
			}
			if q.Cursor = next; next == "" {
				return ids
			}
		}
	}
	q := store.WorthQuery{Kind: surveys.WorthRevenue}
	if got := list(q); !slices.Equal(got, want) {
		t.Error(got)
	}
	var walk []string
	for e, err := range b.EachWorthEntry(ctx, q) {
		must(t, err)
		walk = append(walk, e.ID)
	}
	if !slices.Equal(walk, want) {
		t.Error("a walk through all:", walk)
	}
	b.keep(worked("w-1", "alma", "web", in2026(1, 12), "kim", "", 30))
	entries, beyond, err := b.NewestWorth(ctx, "alma", 3, 3)
	must(t, err)
	if len(entries) != 3 || entries[0].ID != "i-23" || entries[1].ID != "w-1" || entries[2].ID != "i-21" || len(beyond) != 0 {
		t.Errorf("newest of all kinds %+v %+v", entries, beyond)
	}
	q.Customer, q.Project = "alma", "erp"
	if got := list(q); !slices.Equal(got, []string{"i-21", "i-15", "i-09", "i-03"}) {
		t.Error(got)
	}
	q.Period = surveys.Period{From: in2026(1, 5), To: in2026(1, 8)}
	if got := list(q); !slices.Equal(got, []string{"i-15", "i-09"}) {
		t.Error(got)
	}
	if _, _, err := b.WorthEntries(ctx, store.WorthQuery{Kind: surveys.WorthRevenue, Cursor: "ours", Limit: 4}); surveys.CodeOf(err) != surveys.Invalid {
		t.Error(err)
	}
}

// TestADayOfAPersonIsRoundedOnce: whichever entries the hours of a day came in,
// and wherever these are kept.
func TestADayOfAPersonIsRoundedOnce(t *testing.T) {
	b := newBooks(t)
	b.rate(surveys.RateOfPerson, "Aisha", in2026(1, 1), 187_45)
	day, all := in2026(3, 2), surveys.Amount(0)
	for i := range 12 { // each alone costs a third of a cent less than it is rounded to
		b.keep(worked(fmt.Sprint("t-", i), "alma", "web", day, "Aisha", "", 4))
		all = surveys.CostOf(4*(i+1), 187_45)
		for _, to := range []surveys.Day{day, in2026(3, 31)} { // a part of the month, and the whole
			if got := b.worth("alma", in2026(3, 1), to).Time; got != all {
				t.Fatalf("%d entries, up to %s: %d, want %d", i+1, to, got, all)
			}
		}
	}
	people, err := b.TimeSpent(context.Background(), surveys.Period{From: day, To: day}, "alma", "")
	must(t, err)
	if len(people) != 1 || people[0].Cost != all {
		t.Errorf("by person: %+v, want %d", people, all)
	}
	b.rate(surveys.RateOfPerson, "Aisha", day, 10_01)
	if got, want := b.worth("alma", day, day).Time, surveys.CostOf(48, 10_01); got != want {
		t.Errorf("by another rate: %d, want %d", got, want)
	}
}

// ledgerOf is every entry that is kept, by kind and id.
type ledgerOf map[string]surveys.WorthEntry

// sum counts entries one by one, as a person with a pencil would.
func (l ledgerOf) sum(p surveys.Period, rates surveys.Rates, of func(surveys.WorthEntry) string) map[string]surveys.Worth {
	out := map[string]surveys.Worth{}
	type shift struct {
		customer surveys.CustomerID
		project  surveys.ProjectID
		person   string
		day      surveys.Day
	}
	minutes := map[shift]int{}
	for _, e := range l {
		w := out[of(e)]
		amount := e.Amount
		switch {
		case e.Kind == surveys.WorthTime && p.Has(e.From):
			minutes[shift{e.Customer, e.Project, e.Person, e.From}] += e.Minutes
			continue
		case e.Kind == surveys.WorthCost && p.Has(e.From):
			w.Purchases += amount
		case e.Kind == surveys.WorthRevenue && p.Has(e.From) && p.Has(e.To):
			if e.Sort == surveys.RevenueRefund {
				amount = -amount
			}
			w.Revenue += amount
			if e.Sort == surveys.RevenueRecurring {
				w.Recurring += amount
			}
		default:
			continue
		}
		out[of(e)] = w
	}
	for s, n := range minutes {
		name := of(surveys.WorthEntry{Customer: s.customer, Project: s.project})
		w := out[name]
		w.Minutes += n
		if perHour, ok := rates.On(s.person, "", s.day); ok {
			w.Time += surveys.CostOf(n, perHour)
		} else {
			w.Unpriced += n
		}
		out[name] = w
	}
	maps.DeleteFunc(out, func(_ string, w surveys.Worth) bool { return w == surveys.Worth{} })
	return out
}

func drawEntry(rt *rapid.T) surveys.WorthEntry {
	day := in2026(1, 1) + surveys.Day(rapid.IntRange(0, 120).Draw(rt, "day"))
	e := surveys.WorthEntry{
		Kind: rapid.SampledFrom([]surveys.WorthKind{surveys.WorthTime, surveys.WorthRevenue, surveys.WorthCost}).Draw(rt, "kind"),
		ID:   rapid.SampledFrom([]string{"1", "2", "3", "4", "5"}).Draw(rt, "id"), From: day, To: day,
		Customer: rapid.SampledFrom([]surveys.CustomerID{"a", "b", "c"}).Draw(rt, "customer"),
		Project:  rapid.SampledFrom([]surveys.ProjectID{"erp", "web"}).Draw(rt, "project"),
	}
	switch e.Kind {
	case surveys.WorthTime:
		e.Person, e.Minutes = rapid.SampledFrom([]string{"Aisha", "Dev", "Tomas"}).Draw(rt, "person"), rapid.IntRange(1, 500).Draw(rt, "minutes")
	case surveys.WorthRevenue:
		e.Sort = rapid.SampledFrom([]string{surveys.RevenueSale, surveys.RevenueRecurring, surveys.RevenueRefund}).Draw(rt, "sort")
		e.To += surveys.Day(rapid.SampledFrom([]int{0, 0, 1, 30, 75}).Draw(rt, "days"))
		fallthrough
	default:
		e.Amount = surveys.Amount(rapid.Int64Range(0, 1_000_00).Draw(rt, "amount"))
	}
	return e
}

// TestSumsAreThoseOfTheEntries: after any sequence of posts, replacements and
// removals, by customers and by projects, which add up to one another; and a
// period cut in two at any day has the sum of its parts.
func TestSumsAreThoseOfTheEntries(t *testing.T) {
	b, ctx := newBooks(t), context.Background()
	b.rate(surveys.RateOfPerson, "Aisha", in2026(1, 1), 61_37)
	b.rate(surveys.RateOfPerson, "Aisha", in2026(2, 12), 64_11)
	b.rate(surveys.RateOfPerson, "Dev", in2026(2, 1), 49_99)
	rates, err := b.Rates(ctx)
	must(t, err)
	kept := ledgerOf{}
	year := surveys.Period{From: in2026(1, 1), To: in2026(12, 31)}
	rapid.Check(t, func(rt *rapid.T) {
		for range rapid.IntRange(1, 6).Draw(rt, "steps") {
			e := drawEntry(rt)
			if rapid.IntRange(0, 3).Draw(rt, "remove") == 0 {
				if _, err := b.DeleteWorth(ctx, e.Kind, e.ID); err != nil {
					rt.Fatal(err)
				}
				delete(kept, string(e.Kind)+e.ID)
				continue
			}
			if _, err := b.KeepWorth(ctx, []surveys.WorthEntry{e}, "EUR"); err != nil {
				rt.Fatal(err)
			}
			kept[string(e.Kind)+e.ID] = e
		}
		customers, err := b.CustomerWorths(ctx, year, "")
		if err != nil {
			rt.Fatal(err)
		}
		var house, byProject surveys.Worth
		for _, w := range customers {
			house = house.Add(w)
		}
		want := kept.sum(year, rates, func(e surveys.WorthEntry) string { return string(e.Customer) })
		for id := range map[string]bool{"a": true, "b": true, "c": true} {
			if customers[surveys.CustomerID(id)] != want[id] {
				rt.Fatalf("customer %s: %+v, want %+v", id, customers[surveys.CustomerID(id)], want[id])
			}
		}
		projects, err := b.ProjectWorths(ctx, year, "")
		if err != nil {
			rt.Fatal(err)
		}
		for _, w := range projects {
			byProject = byProject.Add(w)
		}
		if byProject != house {
			rt.Fatalf("projects %+v, customers %+v", byProject, house)
		}
		cut := in2026(1, 1) + surveys.Day(rapid.IntRange(0, 200).Draw(rt, "cut"))
		parts, err := b.CustomerPeriods(ctx, "a", []surveys.Period{{From: year.From, To: cut}, {From: cut + 1, To: year.To}})
		if err != nil || parts[0].Add(parts[1]) != want["a"] {
			rt.Fatalf("cut at %s: %+v, want %+v %v", cut, parts, want["a"], err)
		}
	})
}
