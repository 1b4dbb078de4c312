package store_test

import (
	"testing"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"
)

// oneOfTwo has a customer that became another and complained after that about
// what it was asked before.
func oneOfTwo(t *testing.T, h *history) {
	t.Helper()
	s, ctx := h.store, t.Context()
	p := &tapping{t, s, h.clock, storetest.Sent(t, s).ID}
	put(t, s, "group", "active", "2025-01-01", "")
	must(t, s.MergeCustomers(ctx, "northwind", "group"))
	p.confirm(press(p.visit(1, 1, 0), 1, 1))
	followAll(t, s)
}

// isWhole fails where something of a customer that was parted, or was not, is in
// the wrong place or in none.
func isWhole(t *testing.T, h *history, kill int64) {
	t.Helper()
	s, ctx := h.store, t.Context()
	h.clock.Advance(2e9)
	is, err := s.Canonical(ctx, "northwind")
	must(t, err)
	for _, id := range []surveys.CustomerID{"northwind", "group"} {
		want := 0
		if id == is {
			want = 1
		} else if id == "northwind" {
			continue // it is the other
		}
		c, err := s.Customer(ctx, id)
		must(t, err)
		open, err := s.OpenCasesOf(ctx, id)
		must(t, err)
		answers, _, err := s.Responses(ctx, store.ResponseQuery{Customer: id, Limit: 50})
		must(t, err)
		if len(c.Projects) != want || len(c.Contacts) != want || len(open) != want || len(answers) != want {
			t.Errorf("killed at command %d, it is %s: %s has %v, %v, %d open, %d answers", kill, is, id, c.Projects, c.Contacts, len(open), len(answers))
		}
	}
}

// Whatever of a pipeline went out before the process was killed, nothing is lost.
func TestAPartingThatWasCutLosesNothing(t *testing.T) {
	tend := func(h *history) error { return h.store.Tend(t.Context()) }
	killedThen(t, true, tend, func(h *history) (func() error, func(int64)) {
		oneOfTwo(t, h)
		return func() error { _, err := h.store.PartCustomer(t.Context(), "northwind"); return err },
			func(kill int64) { isWhole(t, h, kill) }
	})
}

// Who becomes the other again before a broken parting was ended can be parted as
// before.
func TestABrokenPartingIsEndedBeforeTheNextMerger(t *testing.T) {
	ctx := t.Context()
	again := func(h *history) error { return h.store.MergeCustomers(ctx, "northwind", "group") }
	killedThen(t, false, again, func(h *history) (func() error, func(int64)) {
		oneOfTwo(t, h)
		return func() error { _, err := h.store.PartCustomer(ctx, "northwind"); return err },
			func(kill int64) {
				_, err := h.store.PartCustomer(ctx, "northwind")
				must(t, err)
				isWhole(t, h, kill)
			}
	})
}
