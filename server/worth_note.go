package server

import (
	"context"
	"fmt"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/templates"
)

// BringIn writes rows of a table, and shows worth beyond sales on the customers'
// timelines. Each row is judged by itself. Safe to repeat.
func BringIn(ctx context.Context, st *store.Store, english *templates.Locale, kind surveys.ImportKind, rows []surveys.ImportRow, c surveys.Currency, by surveys.UserID) (surveys.ImportOutcome, error) {
	var entries []surveys.WorthEntry
	for _, row := range rows {
		if row.Entry.Kind == surveys.WorthBeyond {
			entries = append(entries, row.Entry)
		}
	}
	if err := moveBeyond(ctx, st, entries); err != nil {
		return surveys.ImportOutcome{}, err
	}
	out, err := st.BringIn(ctx, kind, rows, c, by)
	if err != nil || len(entries) == 0 {
		return out, err
	}
	return out, noteBeyond(ctx, st, english, entries)
}

// beyondNote is the id of the line on the customer's timeline.
func beyondNote(e surveys.WorthEntry) string { return "worth-" + e.ID }

// noteBeyond shows worth beyond sales on the customers' timelines, to those who
// may see money; it is called once the entries are kept. What was kept before
// is noted as well, because the process may have died in between.
func noteBeyond(ctx context.Context, st *store.Store, english *templates.Locale, entries []surveys.WorthEntry) error {
	money, err := st.MoneySettings(ctx)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Kind != surveys.WorthBeyond {
			continue
		}
		customer, err := st.Canonical(ctx, e.Customer)
		if err != nil {
			return err
		}
		if err := st.ForgetNote(ctx, customer, beyondNote(e)); err != nil {
			return err
		}
		told := surveys.Tell("worth_note_"+e.Sort, "Estimate", money.Currency.Symbol()+money.Currency.Plain(e.Amount), "By", e.By, "Why", e.Why)
		if e.Note != "" {
			told = surveys.Tell("worth_note_more", "Told", told, "Note", e.Note)
		}
		err = st.NoteCustomer(ctx, surveys.CustomerNote{ID: beyondNote(e), Customer: customer, Kind: surveys.NoteMoney,
			At: e.From.Start(st.Zone()).Add(12 * time.Hour)}.Told(english.Keep(told)))
		if err != nil {
			return fmt.Errorf("note of worth: %w", err)
		}
	}
	return nil
}

// forgetBeyond takes the line of an entry off the customer's timeline. It is
// called before the entry goes, so that a repeat still finds whose it was.
func forgetBeyond(ctx context.Context, st *store.Store, e surveys.WorthEntry) error {
	if e.Kind != surveys.WorthBeyond {
		return nil
	}
	customer, err := st.Canonical(ctx, e.Customer)
	if err != nil {
		return err
	}
	return st.ForgetNote(ctx, customer, beyondNote(e))
}

// moveBeyond does so where an entry is about to become another customer's.
func moveBeyond(ctx context.Context, st *store.Store, entries []surveys.WorthEntry) error {
	for _, e := range entries {
		if e.Kind != surveys.WorthBeyond {
			continue
		}
		before, err := st.WorthEntry(ctx, e.Kind, e.ID)
		if err == nil && before.Customer != e.Customer {
			err = forgetBeyond(ctx, st, before)
		}
		if err != nil && surveys.CodeOf(err) != surveys.NotFound {
			return err
		}
	}
	return nil
}
