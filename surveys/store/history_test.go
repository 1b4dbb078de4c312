package store_test

import (
	"context"
	"testing"
	"time"

	"barometer/surveys/store"
)

// Whoever holds a link can change their mind for days; what is kept of it is
// bounded.
func TestHistoryIsBounded(t *testing.T) {
	p, ctx := newTapping(t, time.Hour), context.Background()
	n := p.visit(1, 1, 0)
	for step := 1; step <= 250; step++ {
		p.confirm(press(n, step, 1+step%5))
	}
	if got := p.store.HistoryLength(ctx, p.id); got > store.HistoryKept {
		t.Errorf("%d lines are kept, want at most %d", got, store.HistoryKept)
	}
	turns, err := p.store.History(ctx, p.id)
	if err != nil || len(turns) != 100 || turns[99].Choice != 1+249%5 {
		t.Errorf("%d turns, %v; want the newest 100", len(turns), err)
	}
}
