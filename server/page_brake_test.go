package server_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"barometer/surveys"
)

// The outbox says that asking pauses and why; who may act lets it go on.
func TestOutboxSaysThatAskingPauses(t *testing.T) {
	o := openOffice(t, localOffice)
	ctx := context.Background()
	marta := o.signedIn(martaEmail)
	if page := readable(marta.get("/outbox").Body.String()); strings.Contains(page, "Asking pauses") {
		t.Errorf("it pauses from the start:\n%s", page)
	}
	if _, err := o.store.BrakeOn(ctx, surveys.Brake{Bad: 20, Of: 150, Words: "550 5.7.26 <b>Unauthenticated</b>"}); err != nil {
		t.Fatal(err)
	}
	says(t, marta.get("/outbox"), "Asking pauses until", "Of the last 150 mails, 20 were refused, came back or were marked as spam",
		"550 5.7.26 &lt;b&gt;Unauthenticated&lt;/b&gt;", "Run barometer doctor", "Go on asking now")
	o.hire("vera@house.example", "Vera", surveys.Viewer)
	viewer := o.signedIn("vera@house.example")
	if page := readable(viewer.get("/outbox").Body.String()); strings.Contains(page, "Go on asking") || !strings.Contains(page, "Asking pauses") {
		t.Errorf("who may only look reads:\n%s", page)
	}
	if answer := viewer.post("/outbox/go-on"); answer.Code != http.StatusForbidden {
		t.Errorf("who may only look lets it go on: %d", answer.Code)
	}
	if answer := marta.post("/outbox/go-on"); answer.Code != http.StatusSeeOther {
		t.Errorf("answered %d", answer.Code)
	}
	if b, err := o.store.Brake(ctx); err != nil || b != (surveys.Brake{}) {
		t.Errorf("it still pauses: %+v, %v", b, err)
	}
}
