package store_test

import (
	"context"
	"os"
	"strconv"
	"testing"
)

// BenchmarkGatherRelations walks over all customers, as tending does once an
// hour, and reads what the page shows of them. BAROMETER_BENCH_CUSTOMERS says
// how many there are; each has 60 answers of two years.
func BenchmarkGatherRelations(b *testing.B) {
	customers, err := strconv.Atoi(os.Getenv("BAROMETER_BENCH_CUSTOMERS"))
	if err != nil {
		customers = 200
	}
	h, ctx := newHistory(b), context.Background()
	h.generate(60*customers, 40, customers)
	b.Run("gather", func(b *testing.B) {
		for range b.N {
			if err := h.store.GatherRelations(ctx); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N*customers), "ms/customer")
	})
	b.Run("read", func(b *testing.B) {
		for range b.N {
			if _, _, err := h.store.Hangings(ctx, true); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("draw", func(b *testing.B) {
		for range b.N {
			if _, err := h.store.Founders(ctx); err != nil {
				b.Fatal(err)
			}
		}
	})
}
