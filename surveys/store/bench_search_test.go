package store_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"
)

// p99 reports the slowest of a hundred, beside the mean.
func p99(b *testing.B, times []time.Duration) {
	b.Helper()
	if slices.Sort(times); len(times) > 0 {
		b.ReportMetric(float64(times[len(times)*99/100].Microseconds())/1000, "p99-ms")
	}
}

// BenchmarkSearch searches 5,000 customers with a person each and 10,000 comments.
func BenchmarkSearch(b *testing.B) {
	ctx := context.Background()
	s, clock := storetest.Open(b)
	first := []string{"Anna", "Björn", "Chloé", "Dário", "Éva", "Farid", "Gita", "Hugo", "Ines", "Jörg"}
	last := []string{"Nair", "Müller", "Szabó", "Ørsted", "Lindqvist", "Brandt", "Duval", "Olsson", "Marsh", "Weber"}
	trade := []string{"Logistics", "Foods", "Dental", "Housing", "Library", "Kertészet", "Maschinenbau", "Bank", "Travel", "School"}
	said := []string{"the portal was down again on our busiest morning", "fixed before I had finished my coffee", "third time I explain this", "gyors és türelmes segítség volt"}
	var rows []store.Imported
	for i := range 10_000 {
		customer, at := i%5000, clock.Now().Add(-time.Duration(i)*time.Hour)
		name := first[customer%10] + " " + last[customer/10%10]
		rows = append(rows, store.Imported{
			Interaction: storetest.Interaction(storetest.ID(fmt.Sprint("I-", i)), storetest.At(at),
				storetest.To(fmt.Sprintf("%s.%d@customer%d.example", first[customer%10], customer, customer), name),
				storetest.For(surveys.ProjectRef{ID: surveys.ProjectID(fmt.Sprint("project ", i%50))},
					surveys.CustomerRef{ID: surveys.CustomerID(fmt.Sprint("c", customer)), Name: fmt.Sprintf("%s %s %d", last[customer/7%10], trade[customer%10], customer)})),
			Scale: surveys.CSAT5, Choice: 1 + i%5, AnsweredAtMS: at.UnixMilli(),
			Words: surveys.Words{Comment: fmt.Sprintf("%s, %d", said[i%4], i)},
		})
	}
	for part := range slices.Chunk(rows, 1000) {
		if _, err := s.Import(ctx, part); err != nil {
			b.Fatal(err)
		}
	}
	queries := []string{"an", "nair", "szabo kert", "portal", "chloe mul", "coffee", "customer 42", "explain 99", "lindqvist bank", "zzz"}
	began := time.Now()
	if _, err := s.Search(ctx, store.SearchQuery{Text: "an", Limit: 12}); err != nil {
		b.Fatal(err)
	}
	firstTime := float64(time.Since(began).Microseconds()) / 1000
	var times []time.Duration
	for i := 0; b.Loop(); i++ {
		began := time.Now()
		if _, err := s.Search(ctx, store.SearchQuery{Text: queries[i%len(queries)], Limit: 12}); err != nil {
			b.Fatal(err)
		}
		times = append(times, time.Since(began))
	}
	b.ReportMetric(firstTime, "first-ms")
	p99(b, times)
}

// BenchmarkFilteredPage reads a page of 40 of 61,000 responses.
func BenchmarkFilteredPage(b *testing.B) {
	h := newHistory(b)
	h.generate(61_000, 40, 3_000)
	for name, f := range map[string]surveys.ResponseFilter{
		"all": {}, "project": {Project: "project-3"}, "complaints": {Choices: surveys.Choices{Complaints: true}},
		"agent": {Agent: "agent-3"}, "none": {Words: surveys.Yes}, "rare": {Choices: surveys.Choices{Numbers: []int{1}}, Agent: "agent-3"},
	} {
		b.Run(name, func(b *testing.B) {
			var times []time.Duration
			for b.Loop() {
				began := time.Now()
				if _, err := h.store.FilterResponses(context.Background(), f, "", 40); err != nil {
					b.Fatal(err)
				}
				times = append(times, time.Since(began))
			}
			p99(b, times)
		})
	}
}
