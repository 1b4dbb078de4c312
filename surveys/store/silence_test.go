package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"
)

// asks sends Anna of Northwind a mail a week about Support; y answers it with
// the choice.
func (h *history) asks(row string, choice int) {
	h.tb.Helper()
	for _, c := range row {
		h.clock.Advance(7 * 24 * time.Hour)
		inv := h.invitation("support", "northwind", surveys.CSAT5)
		inv.Contact = surveys.NewContactID(storetest.Anna)
		h.note(inv, surveys.EntryAsked)
		h.sent(&inv)
		if c == 'y' {
			h.answered(&inv, choice, surveys.ByGesture)
		}
	}
	h.clock.Advance(8 * 24 * time.Hour)
	h.follow()
}

func TestSilenceIsKeptBesideTheFigures(t *testing.T) {
	h, ctx := newHistory(t), context.Background()
	storetest.Ask(t, h.store) // makes Anna known
	h.asks("yyyyynnn", 5)
	before, err := h.store.CustomerStanding(ctx, "northwind", month())
	must(t, err)
	must(t, h.store.Tend(ctx))
	silent, err := h.store.SilentCustomers(ctx)
	must(t, err)
	if all := silent["northwind"]; len(all) != 1 || all[0].Contact != surveys.NewContactID(storetest.Anna) || all[0].Unanswered != 3 || all[0].Answered != 4 {
		t.Fatalf("silent: %+v, want Anna after 4 of 4", silent)
	}
	after, err := h.store.CustomerStanding(ctx, "northwind", month())
	must(t, err)
	if fmt.Sprint(before) != fmt.Sprint(after) {
		t.Errorf("silence moved a figure: %+v, was %+v", after, before)
	}
	items, next, err := h.store.Attention(ctx, store.AttentionQuery{Period: month(), Limit: 10})
	must(t, err)
	if len(items) != 1 || next != 0 || items[0].ID != "northwind" {
		t.Fatalf("%+v need us, want northwind", items)
	}
	if all := items[0].Silences; len(all) != 1 || all[0].Unanswered != 3 || items[0].Level.N != 4 {
		t.Errorf("silent: %+v of %+v", all, items[0].Level)
	}
	if step, who := items[0].Next(); step != surveys.StepCall || who.Name != "Anna Berg" {
		t.Errorf("next step: %s %s", step, who.Name)
	}
	h.asks("y", 5)
	must(t, h.store.Tend(ctx))
	if silent, err = h.store.SilentCustomers(ctx); err != nil || len(silent) != 0 {
		t.Errorf("silent %+v (%v) after an answer, want nobody", silent, err)
	}
}

func TestADecisionMakerWhoOptsOutIsASilence(t *testing.T) {
	h, ctx := newHistory(t), context.Background()
	storetest.Ask(t, h.store, func(in *surveys.Interaction) { in.Contact.Role = surveys.DecisionMaker })
	h.asks("yy", 5)
	must(t, h.store.OptOut(ctx, surveys.NewContactID(storetest.Anna)))
	must(t, h.store.Tend(ctx))
	silent, err := h.store.SilentCustomers(ctx)
	must(t, err)
	if all := silent["northwind"]; len(all) != 1 || all[0].Reason != surveys.SilenceOptedOut {
		t.Errorf("silent: %+v, want Anna, who opted out", silent)
	}
}

func TestOneProcessTendsAnHour(t *testing.T) {
	h, ctx := newHistory(t), context.Background()
	storetest.Ask(t, h.store)
	h.asks("yyyyynnn", 5)
	must(t, h.store.TendInTurn(ctx))
	h.asks("y", 5)
	must(t, h.store.TendInTurn(ctx)) // the hour is not over
	if silent, err := h.store.SilentCustomers(ctx); err != nil || len(silent) != 1 {
		t.Errorf("silent %+v (%v), want what the first round found", silent, err)
	}
}
