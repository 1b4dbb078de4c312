package main

import (
	"context"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
)

// noteFirm writes down what the team knows of its customers beside their
// answers, and whom it must not mail.
func noteFirm(ctx context.Context, st *store.Store, team firmTeam) error {
	now := st.Now()
	for _, n := range []surveys.CustomerNote{
		{Customer: "northgate", By: team.marta.ID, At: now.AddDate(0, 0, -17),
			Text: "The new shift lead starts at six and wants to hear of outages by text message, not by mail."},
		{Customer: "northgate", By: team.you.ID, At: now.AddDate(0, 0, -3), Text: "Priya called: the freeze before the stocktaking begins on Monday."},
		{Customer: "alma", By: team.dev.ID, At: now.AddDate(0, 0, -6), Text: "Ilse keeps the list of all scales herself; ask her for it before a visit."},
		{Customer: "noor", By: team.you.ID, At: now.AddDate(0, -1, 0), Text: "يفضّل عمر الاتصال بعد الظهر."},
	} {
		n.Kind = surveys.NoteText
		n.ID = "demo-" + string(n.Customer) + n.At.Format(time.DateOnly)
		if err := st.NoteCustomer(ctx, n); err != nil {
			return err
		}
	}
	if _, err := st.DoNotAsk(ctx, "facilities@kestrel-housing.example", "A shared mailbox: nobody there can answer"); err != nil {
		return err
	}
	if err := st.BounceContact(ctx, surveys.NewContactID("mert@studio-celik.example"), "550 5.1.1 The mailbox is not there any more"); err != nil {
		return err
	}
	return st.PauseContact(ctx, surveys.NewContactID(firmByID()["oakfield"].contacts[0].Address), now.AddDate(0, 0, 21))
}
