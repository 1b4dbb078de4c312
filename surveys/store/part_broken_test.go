package store_test

import (
	"slices"
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
	_, err := s.AddSpecialDay(ctx, surveys.SpecialDay{Customer: "northwind", Kind: surveys.DayRenewal, Date: s.Today() + 20, Before: 3}, surveys.Plain(theLine))
	must(t, err)
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
		days, err := s.SpecialDays(ctx, id)
		must(t, err)
		told := slices.Contains(said(t, s, id), theLine)
		if len(c.Projects) != want || len(c.Contacts) != want || len(open) != want || len(answers) != want || len(days) != want || told != (want == 1) {
			t.Errorf("killed at command %d, it is %s: %s has %v, %v, %d open, %d answers, %d days, told %t", kill, is, id, c.Projects, c.Contacts, len(open), len(answers), len(days), told)
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

// A day that nobody had told of yet is told of by the customer that it goes to.
func TestADayIsToldOfThoughItsCustomerBecomesAnother(t *testing.T) {
	ctx := t.Context()
	merge := func(h *history) error { return h.store.MergeCustomers(ctx, "northwind", "group") }
	killedThen(t, false, merge, func(h *history) (func() error, func(int64)) {
		s := h.store
		storetest.Ask(t, s)
		put(t, s, "group", "active", "2025-01-01", "")
		return func() error {
				_, err := s.AddSpecialDay(ctx, surveys.SpecialDay{Customer: "northwind", Kind: surveys.DayRenewal, Date: s.Today() + 20, Before: 3}, surveys.Plain(theLine))
				return err
			}, func(kill int64) {
				days, err := s.SpecialDays(ctx, "group")
				must(t, err)
				if told := slices.Contains(said(t, s, "group"), theLine); told != (len(days) == 1) {
					t.Errorf("killed at command %d: %d days, told %t", kill, len(days), told)
				}
			}
	})
}
