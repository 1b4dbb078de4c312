package store_test

import (
	"context"
	"fmt"
	"testing"

	"barometer/surveys"
	"barometer/surveys/store/redistest"
	"barometer/surveys/store/storetest"
)

// BenchmarkAsk asks about one interaction after the other, each for another
// contact of 500 customers in 20 projects: four round trips, five where
// contact and customer are one person, who is new to the dictionary.
func BenchmarkAsk(b *testing.B) {
	for _, bc := range []struct {
		name     string
		customer func(i int) surveys.CustomerRef
	}{
		{"companies", func(i int) surveys.CustomerRef {
			return surveys.CustomerRef{ID: surveys.CustomerID(fmt.Sprint("customer-", i%500)), Name: "A customer"}
		}},
		{"people", func(int) surveys.CustomerRef { return surveys.CustomerRef{} }},
	} {
		b.Run(bc.name, func(b *testing.B) {
			ctx := context.Background()
			s, _ := storetest.OpenAt(b, redistest.Start(b).Client())
			for i := 0; b.Loop(); i++ {
				project := surveys.ProjectRef{ID: surveys.ProjectID(fmt.Sprint("project-", i%20)), Name: "A project"}
				in := storetest.Interaction(storetest.ID(fmt.Sprint("T-", i)),
					storetest.To(fmt.Sprintf("person%d@mail.example", i), "A Person"), storetest.For(project, bc.customer(i)))
				if _, _, err := s.Ask(ctx, in); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkMailStates takes mails through claimed, data and sent, in batches
// of 16: what the store adds to the sending of one mail.
func BenchmarkMailStates(b *testing.B) {
	ctx := context.Background()
	s, _ := storetest.OpenAt(b, redistest.Start(b).Client())
	const batch = 16
	var ids []surveys.InvitationID
	for i := range batch * max(1, b.N/batch) {
		ids = append(ids, storetest.Ask(b, s, storetest.ID(fmt.Sprint("T-", i)),
			storetest.To(fmt.Sprintf("person%d@mail.example", i), "A Person")).ID)
	}
	b.ResetTimer()
	for at := 0; at < len(ids); at += batch {
		part := ids[at : at+batch]
		claimed, _, err := s.ClaimMails(ctx, part[0].Shard(), part)
		if err != nil || len(claimed) != batch {
			b.Fatalf("%d claimed: %v", len(claimed), err)
		}
		if err := s.MailsToData(ctx, claimed); err != nil {
			b.Fatal(err)
		}
		if err := s.MailsSent(ctx, part); err != nil {
			b.Fatal(err)
		}
	}
	b.StopTimer()
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(len(ids)), "ns/mail")
}
