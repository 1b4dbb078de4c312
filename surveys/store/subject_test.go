package store_test

import (
	"context"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store/storetest"
)

// about sets what an interaction was about, in the caller's words.
func about(subject string) storetest.Option {
	return func(in *surveys.Interaction) { in.Properties = map[string]string{"subject": subject} }
}

// What an invitation was about is the caller's; no answer, void or restore
// takes it for a mark of its own.
func TestSubjectOutlivesTheAnswer(t *testing.T) {
	ctx := context.Background()
	for _, subject := range []string{"Printer on fire", "p", "r"} {
		s, clock := storetest.Open(t)
		p := &tapping{t, s, clock, storetest.Sent(t, s, about(subject)).ID}
		clock.Advance(time.Hour)
		stands := func(when string) {
			t.Helper()
			if got := p.invitation().Subject; got != subject {
				t.Errorf("subject %q after %s, want %q", got, when, subject)
			}
		}
		stands("sending")
		p.confirm(auto(p.visit(1, 4, 0), 1))
		p.wants(4, surveys.ByAuto)
		stands("the answer")
		must(t, s.Void(ctx, p.id, "sam", "looks odd"))
		stands("the void")
		must(t, s.Restore(ctx, p.id, "sam", "is right"))
		stands("the restore")
	}
}
