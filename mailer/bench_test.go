package mailer_test

import (
	"bytes"
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"barometer/mailer"
	"barometer/mailer/smtptest"
	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"

	"github.com/emersion/go-smtp"
)

const connections = 4

// BenchmarkBareSMTP is the floor: the same library, as many connections, the
// same message, no store.
func BenchmarkBareSMTP(b *testing.B) {
	sink := smtptest.Start(b, smtptest.Forget())
	body := oneMail(b)
	b.ResetTimer()
	b.ReportMetric(float64(b.N)/bare(b, sink, body, b.N).Seconds(), "mails/s")
}

// BenchmarkSend takes due invitations the whole way: claimed, written, sent,
// noted.
func BenchmarkSend(b *testing.B) {
	sink := smtptest.Start(b, smtptest.Forget())
	s, clock := storetest.Open(b)
	invite(b, s, 0, b.N, 0)
	b.ResetTimer()
	b.ReportMetric(float64(b.N)/send(b, s, clock, sink, b.N).Seconds(), "mails/s")
}

// BenchmarkSendNextToBare does both in turns in one run, so that whatever else
// the machine does weighs on both, and reports what the whole way reaches of
// the bare one.
func BenchmarkSendNextToBare(b *testing.B) {
	const mails, rounds = 2000, 6
	body := oneMail(b)
	var whole, floor time.Duration
	for b.Loop() {
		b.StopTimer()
		sink := smtptest.Start(b, smtptest.Forget())
		s, clock := storetest.Open(b)
		for round := range rounds {
			invite(b, s, round*mails, mails, time.Duration(round+1)*time.Hour)
		}
		b.StartTimer()
		for range rounds {
			floor += bare(b, sink, body, mails)
			clock.Advance(time.Hour)
			whole += send(b, s, clock, sink, mails)
		}
	}
	n := float64(b.N * rounds * mails)
	b.ReportMetric(n/floor.Seconds(), "bare-mails/s")
	b.ReportMetric(n/whole.Seconds(), "sent-mails/s")
	b.ReportMetric(floor.Seconds()/whole.Seconds(), "ratio")
}

// invite makes n invitations, due after the delay, spread over projects. No
// person is asked twice, for the number of the first keeps them apart.
func invite(b *testing.B, s *store.Store, first, n int, delay time.Duration) {
	b.Helper()
	var asking sync.WaitGroup
	for part := range 8 {
		asking.Go(func() {
			for i := first + part; i < first+n; i += 8 {
				storetest.Ask(b, s,
					storetest.ID(fmt.Sprintf("T-%d", i)), storetest.After(delay),
					storetest.For(surveys.ProjectRef{ID: surveys.ProjectID(fmt.Sprintf("p%d", i%50)), Name: "Support"}, storetest.Northwind()),
					storetest.To(fmt.Sprintf("c%d@northwind.example", i), "Anna Berg"))
			}
		})
	}
	asking.Wait()
}

// send runs a mailer until the sink has taken n more mails and all are noted.
func send(b *testing.B, s *store.Store, clock *storetest.Clock, sink *smtptest.Server, n int, change ...func(*mailer.Options)) time.Duration {
	b.Helper()
	m, err := mailer.New(options(b, s, clock, sink, func(o *mailer.Options) {
		o.Connections = connections
		for _, c := range change {
			c(o)
		}
	}))
	if err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	start, want := time.Now(), sink.Count()+n
	go func() {
		defer close(ended)
		_ = m.Run(ctx)
	}()
	sink.Await(want)
	stop()
	<-ended
	took := time.Since(start)
	_ = m.Close()
	return took
}

// bare sends the body n times over pooled connections of go-smtp's client.
func bare(b *testing.B, sink *smtptest.Server, body []byte, n int) time.Duration {
	b.Helper()
	start := time.Now()
	var senders sync.WaitGroup
	for part := range connections {
		senders.Go(func() {
			c, err := smtp.Dial(sink.Addr)
			if err != nil {
				b.Error(err)
				return
			}
			defer func() { _ = c.Quit() }()
			for i := part; i < n; i += connections {
				to := fmt.Sprintf("c%d@northwind.example", i)
				if err := c.SendMail("jonas@lindqvist.example", []string{to}, bytes.NewReader(body)); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	senders.Wait()
	return time.Since(start)
}

// oneMail returns a mail as it leaves the house.
func oneMail(b *testing.B) []byte {
	b.Helper()
	sink := smtptest.Start(b)
	s, clock := storetest.Open(b)
	invite(b, s, 0, 1, 0)
	send(b, s, clock, sink, 1)
	return sink.Messages()[0].Raw
}
