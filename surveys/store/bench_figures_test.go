package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"strconv"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
)

// BenchmarkAdvance moves the figures by batches of answers to mails.
func BenchmarkAdvance(b *testing.B) {
	for _, size := range []int{1, 16, 256} {
		b.Run(fmt.Sprintf("batch=%d", size), func(b *testing.B) {
			h, ctx := newHistory(b), context.Background()
			shard := surveys.ProjectID("support").Shard()
			customers := make([]surveys.CustomerID, 40)
			for i := range customers {
				customers[i] = surveys.CustomerID(fmt.Sprintf("customer %d", i))
			}
			for i := range (b.N + 1) / 2 * size {
				h.answer("support", customers[i%len(customers)], 1+i%5)
				if i%8 == 0 {
					h.clock.Advance(time.Minute)
				}
			}
			b.ResetTimer()
			n, position := 0, ""
			for range b.N {
				batch, err := h.store.Outbox(ctx, shard, position, size, 0)
				if err == nil {
					_, err = h.store.Advance(ctx, batch)
				}
				if err != nil {
					b.Fatal(err)
				}
				n, position = n+batch.Len(), batch.To
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(n), "µs/entry")
		})
	}
}

// generate lets mails be sent and answered for two years: each customer is at
// home in two projects and has three contacts.
func (h *history) generate(answers, projects, customers int) {
	h.tb.Helper()
	random := rand.New(rand.NewPCG(7, 7))
	end := h.clock.Now()
	all := make([]surveys.Invitation, 0, 2000)
	for i := range answers {
		customer := random.IntN(customers)
		project := (customer*2 + random.IntN(2)) % projects
		h.clock.Set(end.Add(-time.Duration(float64(answers-i) / float64(answers) * float64(2*365*day))))
		inv := h.invitation(surveys.ProjectID(fmt.Sprintf("project-%d", project)), surveys.CustomerID(fmt.Sprintf("customer-%d", customer)), surveys.CSAT5)
		inv.Contact = surveys.NewContactID(fmt.Sprint(customer, random.IntN(3)))
		inv.Agent = surveys.AgentID(fmt.Sprintf("agent-%d", random.IntN(max(5, answers/5000))))
		inv.Mail, inv.SentAt = surveys.MailSent, h.clock.Now()
		inv.Choice, inv.By = 5-min(4, int(random.ExpFloat64())), surveys.ByGesture
		inv.AnsweredAt = h.clock.Now().Add(time.Duration(random.IntN(48)) * time.Hour)
		if all = append(all, inv); len(all) == cap(all) || i == answers-1 {
			h.tell(all)
			all = all[:0]
		}
	}
	h.clock.Set(end)
	h.follow()
}

// tell notes that the mails were sent and answered, and follows.
func (h *history) tell(all []surveys.Invitation) {
	h.tb.Helper()
	ctx := context.Background()
	h.check(h.store.NoteAll(ctx, all, surveys.EntrySent))
	for i := range all {
		all[i].Answer = surveys.Answered
	}
	h.check(h.store.NoteAll(ctx, all, surveys.EntryAnswered))
	h.follow()
}

// BenchmarkYearTrend reads the daily tallies of a project for a year.
func BenchmarkYearTrend(b *testing.B) {
	h := newHistory(b)
	h.generate(20_000, 20, 100)
	s := h.store
	p := surveys.Last(365, s.Today())
	b.ResetTimer()
	for range b.N {
		days, err := s.ProjectDays(context.Background(), "project-3", p)
		if err != nil {
			b.Fatal(err)
		}
		surveys.Trend(days, p, 7)
	}
}

// BenchmarkRankCustomers reads a page of the 5,000 customers, highest risk first.
func BenchmarkRankCustomers(b *testing.B) {
	h := newHistory(b)
	h.generate(60_000, 500, 5_000)
	s := h.store
	q := store.ListQuery{Period: surveys.Last(90, s.Today()), Limit: 50}
	b.ResetTimer()
	for range b.N {
		_, total, err := s.CustomerStandings(context.Background(), q)
		if err != nil || total != 5_000 {
			b.Fatal(total, err)
		}
	}
}

// BenchmarkBytesPerResponse measures the memory of Redis for an invitation that
// was sent and answered, with its timelines and all tallies, without contacts,
// words and visits: BAROMETER_BENCH_RESPONSES of them in two years, 2,000 a
// project, 200 a customer, whatever b.N is.
func BenchmarkBytesPerResponse(b *testing.B) {
	n := 100_000
	if wish, err := strconv.Atoi(os.Getenv("BAROMETER_BENCH_RESPONSES")); err == nil {
		n = wish
	}
	h := newHistory(b)
	before := usedMemory(b, h.store)
	h.generate(n, max(10, n/2000), max(20, n/200))
	b.ReportMetric(float64(usedMemory(b, h.store)-before)/float64(n), "B/response")
	b.ReportMetric(0, "ns/op")
}

// usedMemory returns what Redis holds, without the buffers of connections.
func usedMemory(tb testing.TB, s *store.Store) int {
	tb.Helper()
	info, err := s.Redis().Info(context.Background(), "memory").Result()
	if err != nil {
		tb.Fatal(err)
	}
	read := func(name string) int {
		found := regexp.MustCompile(`(?m)^` + name + `:(\d+)`).FindStringSubmatch(info)
		if found == nil {
			tb.Fatalf("no %s in %s", name, info)
		}
		n, _ := strconv.Atoi(found[1])
		return n
	}
	return read("used_memory") - read("mem_clients_normal")
}

// BenchmarkAttention asks for the ten of 5,000 customers and 500 projects that
// need somebody most.
func BenchmarkAttention(b *testing.B) {
	h := newHistory(b)
	h.generate(60_000, 500, 5_000)
	q := store.AttentionQuery{Period: surveys.Last(90, h.store.Today()), Limit: 10}
	b.ResetTimer()
	for range b.N {
		items, _, err := h.store.Attention(context.Background(), q)
		if err != nil || len(items) != 10 {
			b.Fatal(len(items), err)
		}
	}
}
