package store_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"
)

// attention reads all pages and tells kind and id of each.
func (h *history) attention(limit int) []string {
	h.tb.Helper()
	var out []string
	q := store.AttentionQuery{Period: surveys.Last(90, h.store.Today()), Limit: limit}
	for range 1000 {
		items, next, err := h.store.Attention(context.Background(), q)
		h.check(err)
		for _, a := range items {
			out = append(out, string(a.Kind)+" "+a.ID)
		}
		if q.Offset = next; next == 0 {
			return out
		}
	}
	h.tb.Fatal("attention never ends")
	return nil
}

func TestAttentionComesInItsOrder(t *testing.T) {
	h := newHistory(t)
	h.decline("support", "northwind") // alarms
	for range 6 {
		h.answer("website", "lakeside", 3) // a low level
		h.answer("app", "glad", 5)
	}
	h.follow()
	want := "customer northwind, project support, customer lakeside, project website"
	if got := strings.Join(h.attention(10), ", "); got != want {
		t.Errorf("needs us: %s\nwant %s", got, want)
	}
	if got := strings.Join(h.attention(1), ", "); got != want {
		t.Errorf("one by one: %s\nwant %s", got, want)
	}
}

func TestAttentionGoesOnBeyondAPage(t *testing.T) {
	h := newHistory(t)
	var all []surveys.Invitation
	for i := range 230 {
		for range 5 {
			inv := h.invitation("support", surveys.CustomerID(fmt.Sprintf("customer %d", i)), surveys.CSAT5)
			inv.Mail, inv.Answer, inv.By = surveys.MailNone, surveys.Answered, surveys.ByImported
			inv.Choice, inv.AnsweredAt = 3, h.clock.Now().Add(-time.Hour)
			all = append(all, inv)
		}
	}
	h.check(h.store.NoteAll(context.Background(), all, surveys.EntryImported))
	h.follow()
	h.rebuild()
	got := h.attention(200)
	seen := map[string]bool{}
	for _, one := range got {
		seen[one] = true
	}
	if len(got) != 231 || len(seen) != 231 {
		t.Errorf("%d on all pages, %d of them different, want 230 customers and their project", len(got), len(seen))
	}
}

// What a customer is worth moves it up, and its project; who says nothing weighs as
// the mean.
func TestWorthWeighsBesideTheRisk(t *testing.T) {
	h, ctx := newHistory(t), context.Background()
	for _, c := range []struct {
		customer string
		worth    string
		choice   int
	}{{"small", "1000", 2}, {"large", "250000", 3}, {"unknown", "", 3}} {
		_, _, err := h.store.Ask(ctx, storetest.Interaction(storetest.ID("I "+c.customer), storetest.To(c.customer+"@mail.example", ""),
			storetest.For(storetest.Website(), surveys.CustomerRef{ID: surveys.CustomerID(c.customer)}),
			func(in *surveys.Interaction) { in.Properties = map[string]string{"customer_worth": c.worth} }))
		must(t, err)
		for range 6 {
			h.answer("website", surveys.CustomerID(c.customer), c.choice)
		}
	}
	h.follow()
	got := strings.Join(h.attention(10), ", ")
	if want := "project website, customer large, customer unknown, customer small"; got != want {
		t.Errorf("needs us: %s\nwant %s", got, want)
	}
}

func TestNobodyNeedsUs(t *testing.T) {
	h := newHistory(t)
	if got := h.attention(10); len(got) != 0 {
		t.Errorf("an empty house: %v", got)
	}
	for range 10 {
		h.answer("app", "glad", 5)
	}
	h.follow()
	if got := h.attention(10); len(got) != 0 {
		t.Errorf("a glad customer: %v", got)
	}
}
