package store_test

import (
	"context"
	"fmt"
	"testing"

	"barometer/surveys"
	"barometer/surveys/store"

	"pgregory.net/rapid"
)

// The list behind an amount adds up to it, whatever days are looked at: also for
// what began before them, and for customers that became one.
func TestTheEntriesBehindAnAmountAddUpToIt(t *testing.T) {
	b, ctx := newBooks(t), context.Background()
	b.rate(surveys.RateOfPerson, "Aisha", in2026(1, 1), 60_00)
	spread := earned("r-1", "alma", "erp", in2026(1, 1), 12_000_00)
	spread.To, spread.Sort = in2026(12, 31), surveys.RevenueRecurring
	back := earned("r-2", "alma", "web", in2026(4, 2), 150_00)
	back.Sort = surveys.RevenueRefund
	b.keep(spread, back, earned("r-3", "alma", "erp", in2026(3, 31), 77_00), earned("r-4", "alma", "erp", in2026(5, 1), 1_00),
		earned("r-5", "oak", "erp", in2026(4, 9), 9_00), worked("t-1", "alma", "erp", in2026(4, 3), "Aisha", "", 90), bought("c-1", "alma", "erp", in2026(4, 30), 12_00))
	april := surveys.Period{From: in2026(4, 1), To: in2026(4, 30)}
	behind := func(q store.WorthBehindQuery) (ids string, sum int64) {
		q.Period, q.Most = april, 100
		found, all, err := b.WorthBehind(ctx, q)
		must(t, err)
		for _, e := range found {
			by, _ := e.Within(april)
			ids, sum = ids+" "+e.ID, sum+by
		}
		if !all {
			t.Error("there are no more")
		}
		return ids, sum
	}
	// 30 of 365 days of 12,000.00 are 986.30.
	if ids, sum := behind(store.WorthBehindQuery{Kind: surveys.WorthRevenue, Customer: "alma"}); ids != " r-2 r-1" || sum != 986_30-150_00 || surveys.Amount(sum) != b.worth("alma", april.From, april.To).Revenue {
		t.Errorf("%s: %d, the figure says %+v", ids, sum, b.worth("alma", april.From, april.To))
	}
	for _, one := range []struct {
		store.WorthBehindQuery
		ids string
		sum int64
	}{
		{store.WorthBehindQuery{Kind: surveys.WorthRevenue, Customer: "alma", Project: "web"}, " r-2", -150_00},
		{store.WorthBehindQuery{Kind: surveys.WorthRevenue, Customer: "alma", Want: func(e surveys.WorthEntry) bool { return e.Sort == surveys.RevenueRecurring }}, " r-1", 986_30},
		{store.WorthBehindQuery{Kind: surveys.WorthRevenue}, " r-5 r-2 r-1", 986_30 - 150_00 + 9_00},
		{store.WorthBehindQuery{Kind: surveys.WorthTime, Customer: "alma"}, " t-1", 90},
		{store.WorthBehindQuery{Kind: surveys.WorthCost}, " c-1", 12_00},
	} {
		if ids, sum := behind(one.WorthBehindQuery); ids != one.ids || sum != one.sum {
			t.Errorf("%+v: %s %d", one.WorthBehindQuery, ids, sum)
		}
	}
	if found, all, err := b.WorthBehind(ctx, store.WorthBehindQuery{Kind: surveys.WorthRevenue, Period: april, Most: 2}); err != nil || all || len(found) != 2 {
		t.Errorf("two of three: %d %t %v", len(found), all, err)
	}
}

// Any two stretches that meet have the parts of the whole, entry by entry.
func TestPartsOfAnEntryAddUp(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		e := drawEntry(rt)
		from := in2026(1, 1) - 40
		cut := from + surveys.Day(rapid.IntRange(0, 300).Draw(rt, "cut"))
		to := cut + surveys.Day(rapid.IntRange(1, 200).Draw(rt, "more"))
		part := func(a, b surveys.Day) int64 { by, _ := e.Within(surveys.Period{From: a, To: b}); return by }
		if whole, left, right := part(from, to), part(from, cut), part(cut+1, to); whole != left+right {
			rt.Fatal(fmt.Sprintf("%+v cut at %s: %d and %d of %d", e, cut, left, right, whole))
		}
		if by, ok := e.Within(surveys.Period{From: e.From, To: e.To}); !ok || by == 0 && e.Amount > 0 {
			rt.Fatal("all of it is nothing")
		}
	})
}
