package server_test

import (
	"context"
	"net/http"
	"testing"

	"barometer/surveys"
)

// The team pauses a person or a customer on its page, and ends the pause; who
// may only look has no form.
func TestPauseOnTheCustomersPage(t *testing.T) {
	o := openOffice(t, localOffice)
	o.openFirm()
	b := o.signedIn(martaEmail)
	const page, path = "/customers/northgate", "/customers/northgate/pause"
	tom := string(surveys.NewContactID("tom@northgate.example"))
	says(t, b.get(page+"?do=pause"), "Pause asking", "Everybody here")
	for _, step := range []struct {
		form []string
		want []string
	}{
		{[]string{"do", "pause", "contact", "", "until", "2026-12-24"}, []string{"asking is paused until 24 Dec 2026", "Everybody here : not asked before 24 Dec 2026"}},
		{[]string{"do", "pause", "contact", tom, "until", "2027-01-04"}, []string{"Tom Whitlock : not asked before 4 Jan 2027", "paused to 4 Jan 2027", "End the pause"}},
		{[]string{"do", "resume", "contact", ""}, []string{"Tom Whitlock : not asked"}},
	} {
		if answer := b.post(path, step.form...); answer.Code != http.StatusSeeOther {
			t.Fatalf("%v: %d\n%s", step.form, answer.Code, answer.Body)
		}
		says(t, b.get(page), step.want...)
	}
	for _, form := range [][]string{
		{"do", "pause", "until", "2020-01-01"}, {"do", "pause"}, {"do", "pause", "until", "soon"}, {"do", "stop"},
		{"do", "resume", "contact", string(surveys.NewContactID("karl@bergmann.example"))},
	} {
		if answer := b.post(path, form...); answer.Code != http.StatusUnprocessableEntity {
			t.Errorf("%v: %d", form, answer.Code)
		}
	}
	if answer := b.post("/customers/nobody/pause", "do", "resume"); answer.Code != http.StatusNotFound {
		t.Errorf("nobody: %d", answer.Code)
	}
	o.hire("vera@lindqvist.example", "Vera", surveys.Viewer)
	v := o.signedIn("vera@lindqvist.example")
	if says(t, v.get(page), "People"); v.post(path, "do", "resume").Code != http.StatusForbidden {
		t.Error("who may only look ended a pause")
	}
}

func TestLedgerOfWhatWasNotSentPage(t *testing.T) {
	o := openOffice(t, localOffice)
	o.openFirm()
	b := o.signedIn(martaEmail)
	says(t, b.get("/outbox?show=skipped"), "Not asked, and why", "Priya Nair", "was asked within the quiet period", "Every reason")
	says(t, b.get("/outbox?show=skipped&reason=quiet_period"), "Priya Nair")
	if err := o.store.OptOut(context.Background(), surveys.NewContactID(priya().Address)); err != nil {
		t.Fatal(err)
	}
	says(t, b.get("/outbox?show=skipped&who=Priya@northgate.example"), "Priya Nair: asked, not asked, and why", "Asked us not to ask again, today.", "was asked within the quiet period", "answered 2 of 5")
	says(t, b.get("/outbox?show=skipped&who=zoe@new.example"), "Nobody of this address is known.")
	says(t, b.get("/outbox?show=skipped&reason=opted_out"), "Nobody was left out for this reason.")
	for _, path := range []string{"/outbox?show=skipped&reason=mood", "/outbox?show=skipped&before=yesterday", "/outbox?show=all"} {
		if answer := b.get(path); answer.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", path, answer.Code)
		}
	}
}
