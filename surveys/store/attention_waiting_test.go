package store_test

import (
	"context"
	"fmt"
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
		return fmt.Sprintf("case %d, %d open", items[0].Case.ID, items[0].Cases)
	}
	if got := why(); got != fmt.Sprintf("case %d, 1 open", c.ID) {
		t.Errorf("before: %q", got)
	}
	must(t, p.store.Void(ctx, c.Invitation, "marta", "Our own test"))
	p.follow()
	if got := why(); got != "case 0, 1 open" {
		t.Errorf("set aside: %q", got)
	}
}
