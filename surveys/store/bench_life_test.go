package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"barometer/surveys"
	"barometer/surveys/store"
)

// BenchmarkRetention asks about 5,000 customers with three years behind them:
// a life with an attribute each, and 60,000 answers.
func BenchmarkRetention(b *testing.B) {
	const customers = 5000
	h, ctx := newHistory(b), context.Background()
	random := rand.New(rand.NewPCG(1, 1))
	h.generate(60_000, 40, customers)
	today := h.store.Today()
	industries := []string{"food", "retail", "health", "public", "crafts"}
	for i := range customers {
		won, industry := today-surveys.Day(30+random.IntN(1500)), industries[random.IntN(5)]
		p := surveys.CustomerPatch{WonOn: &won, Attributes: map[string]*string{"industry": &industry}}
		if lost := won + surveys.Day(random.IntN(2000)); lost < today {
			p.LostOn = &lost
		}
		if _, err := h.store.PutCustomer(ctx, surveys.CustomerID(fmt.Sprintf("customer-%d", i)), p); err != nil {
			b.Fatal(err)
		}
	}
	year := surveys.Last(365, today)
	run := func(name string, ask func() error) {
		b.Run(name, func(b *testing.B) {
			for range b.N {
				if err := ask(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	for _, by := range []surveys.Grouping{"", surveys.ByAttribute("industry"), surveys.BySaid} {
		run("by="+string(by), func() error { _, err := h.store.Retention(ctx, year, by); return err })
	}
	run("list", func() error {
		_, _, err := h.store.Counted(ctx, store.CountedQuery{Period: year, List: store.ListStart, Limit: 50})
		return err
	})
	run("leavers", func() error {
		all, err := h.store.Leavers(ctx, year)
		surveys.Audit(all)
		return err
	})
	run("after a change", func() error {
		name := fmt.Sprint(random.Int())
		if _, err := h.store.PutCustomer(ctx, "customer-1", surveys.CustomerPatch{Attributes: map[string]*string{"note": &name}}); err != nil {
			return err
		}
		_, err := h.store.Retention(ctx, year, "")
		return err
	})
}
