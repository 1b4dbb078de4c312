package mailer

import (
	"testing"
	"time"
)

// A mail that was on its way when its domain asked for a rest may still be
// taken: the rest goes on. The first one taken after it ends the matter.
func TestRestOutlastsWhatWasOnItsWay(t *testing.T) {
	const there = "northwind.example"
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	r := newRests(func() time.Time { return now })
	crowded := result{verdict: temporary, atRecipient: true, refused: true, words: "421 4.7.28 Too much mail"}
	for _, c := range []struct {
		after time.Duration
		end   result
		rests time.Duration // from then on
	}{
		{0, crowded, 5 * time.Minute},
		{time.Second, result{verdict: taken}, 5*time.Minute - time.Second},
		{time.Second, crowded, 5*time.Minute - 2*time.Second},
		{10 * time.Minute, crowded, 30 * time.Minute},
		{31 * time.Minute, result{verdict: taken}, 0},
		{time.Minute, crowded, 5 * time.Minute},
	} {
		now = now.Add(c.after)
		r.note(there, c.end)
		end, rests := r.of(there)
		if got := end.rests.Sub(now); rests != (c.rests > 0) || rests && got != c.rests {
			t.Errorf("at %s after %v: rests %v for %s, want %s", now.Format("15:04:05"), c.end, rests, got, c.rests)
		}
	}
}
