package server_test

import (
	"io"
	"slices"
	"sync"
	"testing"
	"time"

	"barometer/surveys"
)

// BenchmarkTapPage opens rating pages at 2,000 a second, whether or not the
// ones before were answered (open loop), and reports how long they took from
// the moment they were due.
func BenchmarkTapPage(b *testing.B) {
	const every = time.Second / 2000
	t := newTapBench(b)
	client, address := t.serve(t.whole)
	signer := surveys.NewSigner(tapSecret())
	ids := t.invitations(b.N)
	took := make([]time.Duration, b.N)
	var wait sync.WaitGroup
	b.ResetTimer()
	start := time.Now()
	for i, id := range ids {
		due := start.Add(time.Duration(i) * every)
		<-time.After(time.Until(due))
		wait.Go(func() {
			answer, err := client.Get(address + "/r/" + signer.Rate(id, 5))
			if err != nil {
				b.Error(err)
				return
			}
			_, _ = io.Copy(io.Discard, answer.Body)
			_ = answer.Body.Close()
			took[i] = time.Since(due)
		})
	}
	wait.Wait()
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
	b.ReportMetric(float64(b.N)/time.Since(start).Seconds(), "pages/s")
}
