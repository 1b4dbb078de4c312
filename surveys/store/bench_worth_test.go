package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"barometer/surveys"
	"barometer/surveys/store"
)

// BenchmarkWorths sums the year of 5,000 customers after an entry of one of them
// has changed, and looks how satisfied each is.
func BenchmarkWorths(b *testing.B) {
	h, ctx, random := newHistory(b), context.Background(), rand.New(rand.NewPCG(5, 36))
	const customers, months = 5000, 15
	today := h.store.Today()
	var entries []surveys.WorthEntry
	for n := range customers {
		customer, project := surveys.CustomerID(fmt.Sprintf("customer-%d", n)), surveys.ProjectID(fmt.Sprintf("project-%d", n%40))
		for month := range months {
			day, id := today-surveys.Day(30*month+random.IntN(28)), fmt.Sprintf("%d-%d", n, month)
			entries = append(entries, earned(id, customer, project, day, surveys.Amount(random.IntN(9000_00))),
				worked(id, customer, project, day, fmt.Sprintf("person-%d", n%25), "engineer", 30+random.IntN(900)))
		}
	}
	for len(entries) > 0 {
		n := min(5000, len(entries))
		_, err := h.store.KeepWorth(ctx, entries[:n], "EUR")
		h.check(err)
		entries = entries[n:]
	}
	year := store.YearOf(today)
	for i := range customers {
		h.answer(surveys.ProjectID(fmt.Sprintf("project-%d", i%40)), surveys.CustomerID(fmt.Sprintf("customer-%d", i)), 1+i%5)
	}
	h.follow()
	b.Run("sums", func(b *testing.B) {
		for n := range b.N {
			_, err := h.store.KeepWorth(ctx, []surveys.WorthEntry{earned("new", "customer-7", "project-7", today, surveys.Amount(n))}, "EUR")
			h.check(err)
			_, err = h.store.CustomerWorths(ctx, year, "")
			h.check(err)
		}
	})
	b.Run("levels", func(b *testing.B) {
		period := surveys.Last(90, today)
		for range b.N {
			_, err := h.store.CustomerLevels(ctx, "", period, period, period.Before())
			h.check(err)
		}
	})
}
