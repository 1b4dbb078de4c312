package server_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
)

// The house of the benchmark.
const (
	worthCustomers = 5000
	worthMonths    = 36
)

// keepBooks brings in three years of entries: each month an invoice, hours of
// two people and now and then a purchase of every customer, who answer ten times
// in two years.
func (c *client) keepBooks(b *testing.B) {
	b.Helper()
	ctx, random := context.Background(), rand.New(rand.NewPCG(5, 36))
	today := c.store.Today()
	var entries []surveys.WorthEntry
	flush := func(force bool) {
		if len(entries) < 5000 && !force {
			return
		}
		if _, err := c.store.KeepWorth(ctx, entries, "EUR"); err != nil {
			b.Fatal(err)
		}
		entries = entries[:0]
	}
	for n := range worthCustomers {
		customer, project := surveys.CustomerID(fmt.Sprintf("customer-%d", n)), surveys.ProjectID(fmt.Sprintf("project-%d", n%40))
		for month := range worthMonths {
			day := today - surveys.Day(30*month+random.IntN(28))
			id := fmt.Sprintf("%d-%d", n, month)
			e := surveys.WorthEntry{ID: id, Customer: customer, Project: project, From: day, To: day}
			invoice, hours, purchase := e, e, e
			invoice.Kind, invoice.Sort, invoice.Amount = surveys.WorthRevenue, surveys.RevenueRecurring, surveys.Amount(100_00+random.IntN(9000_00))
			hours.Kind, hours.Person, hours.Role, hours.Minutes = surveys.WorthTime, fmt.Sprintf("person-%d", random.IntN(25)), "engineer", 30+random.IntN(900)
			entries = append(entries, invoice, hours)
			if purchase.Kind, purchase.Amount = surveys.WorthCost, surveys.Amount(random.IntN(500_00)); month%4 == 0 {
				entries = append(entries, purchase)
			}
			flush(false)
		}
	}
	flush(true)
	c.keepAnswers(b, random)
}

func (c *client) keepAnswers(b *testing.B, random *rand.Rand) {
	b.Helper()
	for n := 0; n < worthCustomers*10; n += 1000 {
		var rows []store.Imported
		for i := n; i < n+1000; i++ {
			at := c.clock.Now().AddDate(0, 0, -1-random.IntN(700))
			rows = append(rows, store.Imported{Scale: surveys.CSAT5, Choice: 1 + random.IntN(5), AnsweredAtMS: at.UnixMilli(),
				Interaction: surveys.Interaction{ID: surveys.InteractionID(fmt.Sprint(i)), Type: "ticket", OccurredAt: at,
					Project:  surveys.ProjectRef{ID: surveys.ProjectID(fmt.Sprintf("project-%d", i/10%40))},
					Customer: surveys.CustomerRef{ID: surveys.CustomerID(fmt.Sprintf("customer-%d", i/10)), Name: fmt.Sprintf("Customer %d", i/10)}}})
		}
		if _, err := c.store.Import(context.Background(), rows); err != nil {
			b.Fatal(err)
		}
	}
	c.follow()
}

// BenchmarkWorth asks for pages over 5,000 customers with three years of
// entries, with an entry and an answer coming in before each.
func BenchmarkWorth(b *testing.B) {
	c := newClient(b)
	if err := c.store.ChangeUser(context.Background(), c.marta.ID, surveys.Admin, true); err != nil {
		b.Fatal(err)
	}
	c.keepBooks(b)
	who := c.signedIn(martaEmail)
	for name, path := range map[string]string{"all": "/worth", "years": "/worth?months=36&days=365", "project": "/worth?project=project-7",
		"customer": "/customers/customer-77", "overview": "/"} {
		b.Run(name, func(b *testing.B) {
			took := make([]time.Duration, 0, b.N)
			for n := range b.N {
				e := surveys.WorthEntry{Kind: surveys.WorthRevenue, ID: "new-" + fmt.Sprint(n%50), Customer: "customer-77", Project: "project-7",
					From: c.store.Today(), To: c.store.Today(), Amount: surveys.Amount(n), Sort: surveys.RevenueSale}
				if _, err := c.store.KeepWorth(context.Background(), []surveys.WorthEntry{e}, "EUR"); err != nil {
					b.Fatal(err)
				}
				start := time.Now()
				if answer := who.get(path); answer.Code != http.StatusOK {
					b.Fatal(answer.Code, answer.Body)
				}
				took = append(took, time.Since(start))
			}
			first := took[0]
			slices.Sort(took)
			b.ReportMetric(float64(first.Microseconds())/1000, "first-ms")
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
		})
	}
}
