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

func TestAnImportRunsTwiceAndCountsOnce(t *testing.T) {
	h, ctx := newHistory(t), context.Background()
	var rows []store.Imported
	for i := range 40 {
		rows = append(rows, importedRow(fmt.Sprint(i), 1+i%5, h.clock.Now().AddDate(0, 0, -i)))
	}
	for run, want := range []int{40, 0} {
		added, err := h.store.Import(ctx, rows)
		must(t, err)
		if added != want {
			t.Errorf("run %d added %d, want %d", run+1, added, want)
		}
		h.follow()
		h.rebuild()
		got, err := h.store.ProjectStanding(ctx, "support", surveys.Last(40, h.store.Today()))
		must(t, err)
		if got.Total.N() != 40 || got.Level != surveys.NewLevel(16, 40) || got.Response.N != 0 {
			t.Errorf("run %d: standing %+v, want 16 of 40 and no response rate", run+1, got)
		}
		stream, err := h.store.ProjectStream(ctx, "support")
		must(t, err)
		if stream.Seen != 40 {
			t.Errorf("run %d: the signal has %d ratings, want 40", run+1, stream.Seen)
		}
	}
}

func TestWhatAnImportWrites(t *testing.T) {
	h, ctx := newHistory(t), context.Background()
	row := importedRow("old", 2, time.Date(2025, time.July, 1, 22, 30, 0, 0, time.UTC))
	row.Words = surveys.Words{Comment: "It took long", ContactWanted: true}
	row.SentAt = surveys.DayFromDate(2025, time.June, 30)
	_, err := h.store.Import(ctx, []store.Imported{row})
	must(t, err)
	inv, err := h.store.Invitation(ctx, surveys.NewInvitationID("support", "old", "csat5", 0))
	must(t, err)
	if inv.Mail != surveys.MailNone || inv.Answer != surveys.Answered || inv.Choice != 2 || inv.By != surveys.ByImported ||
		inv.AnsweredAt.UnixMilli() != row.AnsweredAtMS || inv.Agent != "sam" || !inv.Words.ContactWanted || inv.Case != 0 {
		t.Errorf("invitation %+v, want an imported answer without a case", inv)
	}
	contact, err := h.store.Contact(ctx, surveys.NewContactID(storetest.Anna))
	must(t, err)
	if contact.Name != "Anna Berg" || contact.Customer != "northwind" || contact.Asked != 0 {
		t.Errorf("contact %+v, want Anna, never asked", contact)
	}
	h.follow()
	days, err := h.store.AgentDays(ctx, "sam", surveys.Last(400, h.store.Today()))
	must(t, err)
	if n := days[surveys.DayFromDate(2025, time.July, 2)].N(); n != 1 {
		t.Errorf("%d answers of sam on 2 July in Berlin, want 1", n)
	}
}

func TestAnImportLeavesConsentAlone(t *testing.T) {
	h, ctx := newHistory(t), context.Background()
	anna := surveys.NewContactID(storetest.Anna)
	asked := storetest.Ask(t, h.store, storetest.ID("asked"))
	must(t, h.store.OptOut(ctx, anna))
	_, err := h.store.Import(ctx, []store.Imported{importedRow("old", 5, h.clock.Now())})
	must(t, err)
	contact, err := h.store.Contact(ctx, anna)
	must(t, err)
	if contact.OptedOutAt.IsZero() || h.store.Holder(ctx, anna) != string(asked.ID) {
		t.Errorf("contact %+v held by %q, want opted out and held as before", contact, h.store.Holder(ctx, anna))
	}
}

func TestAnImportDoesNotReplaceWhatWasAsked(t *testing.T) {
	h, ctx := newHistory(t), context.Background()
	asked := storetest.Ask(t, h.store, storetest.ID("7"))
	added, err := h.store.Import(ctx, []store.Imported{importedRow("7", 1, h.clock.Now())})
	must(t, err)
	kept, err := h.store.Invitation(ctx, asked.ID)
	must(t, err)
	if added != 0 || kept.Answer != surveys.AnswerNone {
		t.Errorf("added %d, answer %s, want 0 and none", added, kept.Answer)
	}
}

func TestImportedComplaintsOpenCasesOnlyWhenAskedTo(t *testing.T) {
	young, old := 6*day, 8*day
	for name, c := range map[string]struct {
		choice int
		age    time.Duration
		open   bool
		want   int
	}{
		"a young complaint": {1, young, true, 1},
		"not asked to":      {1, young, false, 0},
		"too old":           {1, old, true, 0},
		"no complaint":      {4, young, true, 0},
	} {
		t.Run(name, func(t *testing.T) {
			h, ctx := newHistory(t), context.Background()
			row := importedRow("1", c.choice, h.clock.Now().Add(-c.age))
			row.OpenCase = c.open
			for range 2 {
				_, err := h.store.Import(ctx, []store.Imported{row})
				must(t, err)
			}
			h.follow()
			cases, total, err := h.store.Cases(ctx, surveys.CaseOpen, 10)
			must(t, err)
			if total != c.want || len(cases) != c.want {
				t.Fatalf("%d cases, want %d", total, c.want)
			}
			if c.want == 1 && (cases[0].Customer != "northwind" || cases[0].ID.Shard() != surveys.ProjectID("support").Shard()) {
				t.Errorf("case %+v, want one of northwind in the shard of support", cases[0])
			}
			for shard := range surveys.Shards {
				if due, err := h.store.Schedule(ctx, shard); err != nil || len(due) > 0 {
					t.Errorf("due in shard %d: %v (%v), want no alert", shard, due, err)
				}
			}
		})
	}
}
