package store_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
)

// A complaint that the team set aside waits for no answer; its case stays open,
// and stays in the list.
func TestWhatWasSetAsideWaitsForNoAnswer(t *testing.T) {
	p, ctx := newTapping(t, time.Hour), context.Background()
	c := p.complains(1, surveys.Words{})
	p.follow()
	why := func() string {
		t.Helper()
		items, _, err := p.store.Attention(ctx, store.AttentionQuery{Period: surveys.Last(90, p.store.Today()), Limit: 1})
		must(t, err)
		if len(items) != 1 {
			return ""
		}
		return items[0].Why()
	}
	if got := why(); !strings.Contains(got, "waits for an answer") {
		t.Errorf("before: %q", got)
	}
	must(t, p.store.Void(ctx, c.Invitation, "marta", "Our own test"))
	p.follow()
	if got := why(); strings.Contains(got, "waits") || !strings.Contains(got, "1 case is open") {
		t.Errorf("set aside: %q", got)
	}
}
