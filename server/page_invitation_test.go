package server_test

import (
	"strings"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store/storetest"
)

// What became of a mail tells what was, in the words of what happened.
func TestTheWayOfAMailIsTold(t *testing.T) {
	o := openOffice(t, localOffice)
	ctx, marta := t.Context(), o.signedIn(martaEmail)
	refused := storetest.Ask(t, o.store, storetest.ID("T-8"), storetest.To("priya@northgate.example", "Priya Nair"), storetest.For(portal(), northgate()))
	claimed, _, err := o.store.ClaimMails(ctx, refused.ID.Shard(), []surveys.InvitationID{refused.ID})
	if err == nil {
		err = o.store.MailsToData(ctx, claimed)
	}
	if err == nil {
		err = o.store.MailFailed(ctx, refused.ID, "550 no such mailbox")
	}
	if err != nil {
		t.Fatal(err)
	}
	o.clock.Advance(time.Hour)
	o.rates(o.opens(refused, 1, 4, 0))
	page := "/outbox/" + string(refused.ID)
	says(t, marta.get(page), "The mail was refused", "550 no such mailbox", "It has arrived all the same")
	if told := readable(marta.get(page).Body.String()); strings.Contains(told, "came back") || strings.Contains(told, "took the mail") {
		t.Errorf("a refused mail is told as\n%s", told)
	}
	waits := storetest.Ask(t, o.store, storetest.ID("T-9"), storetest.To("karl@bergmann.example", "Karl Bergmann"), storetest.For(helpdesk(), bergmann()))
	due := marta.get("/outbox/" + string(waits.ID))
	says(t, due, "Mail: waits until ")
	if strings.Count(due.Body.String(), `<time class="sm"></time><div><p><b dir="auto">Mail: waits until`) != 1 {
		t.Errorf("what is still to come has a time as if it had been:\n%s", readable(due.Body.String()))
	}
}
