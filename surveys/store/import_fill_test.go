package store_test

import (
	"context"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"
)

// Who was not asked, or could not be reached, may have answered elsewhere: the
// import fills the answer in, once, and counts no sending.
func TestAnImportFillsInWhatWasNotAsked(t *testing.T) {
	for name, c := range map[string]struct {
		ask  func(h *history) surveys.Invitation
		mail surveys.MailState
	}{
		"skipped": {func(h *history) surveys.Invitation {
			must(t, h.store.OptOut(context.Background(), surveys.NewContactID(storetest.Anna)))
			return storetest.Ask(t, h.store, storetest.ID("7"))
		}, surveys.MailSkipped},
		"failed": {func(h *history) surveys.Invitation {
			inv := storetest.Ask(t, h.store, storetest.ID("7"))
			must(t, h.store.MailFailed(context.Background(), inv.ID, "550 no such user"))
			return inv
		}, surveys.MailFailed},
	} {
		t.Run(name, func(t *testing.T) {
			h, ctx := newHistory(t), context.Background()
			asked := c.ask(h)
			row := importedRow("7", 1, h.clock.Now().Add(-time.Hour))
			row.OpenCase, row.Words = true, surveys.Words{Comment: "By telephone"}
			for run, want := range []int{1, 0} {
				added, err := h.store.Import(ctx, []store.Imported{row})
				must(t, err)
				if added != want {
					t.Errorf("run %d added %d, want %d", run+1, added, want)
				}
			}
			h.follow()
			kept, err := h.store.Invitation(ctx, asked.ID)
			must(t, err)
			if kept.Mail != c.mail || kept.Reason == "" || kept.Answer != surveys.Answered || kept.Choice != 1 || kept.By != surveys.ByImported ||
				kept.AnsweredAt.UnixMilli() != row.AnsweredAtMS || kept.Words.Comment != "By telephone" || kept.Case == 0 {
				t.Errorf("invitation %+v, want the mail as it was, with the answer", kept)
			}
			h.wantsOneImported()
		})
	}
}

// wantsOneImported checks figures, timeline and list after one import of 1.
func (h *history) wantsOneImported() {
	h.tb.Helper()
	ctx := context.Background()
	got, err := h.store.ProjectStanding(ctx, "support", surveys.Last(7, h.store.Today()))
	h.check(err)
	if got.Total.N() != 1 || got.Level != surveys.NewLevel(0, 1) || got.Response.N != 0 {
		h.tb.Errorf("standing %+v, want one answer and no response rate", got)
	}
	list, _, err := h.store.Responses(ctx, store.ResponseQuery{Customer: "northwind", Limit: 10})
	h.check(err)
	if len(list) != 1 {
		h.tb.Errorf("%d responses of the customer, want 1", len(list))
	}
	if _, open, err := h.store.Cases(ctx, surveys.CaseOpen, 10); err != nil || open != 1 {
		h.tb.Errorf("%d open cases (%v), want 1", open, err)
	}
}

// A page that is open before the import finds the answer there, and the list
// of unconfirmed taps forgets the invitation.
func TestAnImportConfirmsWhatWasOnlyOpened(t *testing.T) {
	p, ctx := newTappingInData(t), context.Background()
	must(t, p.store.MailFailed(ctx, p.id, "550 no"))
	p.visit(1, 5, 0)
	added, err := p.store.Import(ctx, []store.Imported{importedRow("T-1001", 5, p.clock.Now())})
	must(t, err)
	_, open, err := p.store.Unconfirmed(ctx, 0)
	must(t, err)
	if added != 1 || open != 0 {
		t.Errorf("added %d, unconfirmed %d, want 1 and 0", added, open)
	}
}
