package server_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

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

// The outbox says which domains get no mail for a while, until they do.
func TestOutboxSaysWhichDomainsRest(t *testing.T) {
	o := openOffice(t, localOffice)
	ctx := context.Background()
	marta := o.signedIn(martaEmail)
	for _, r := range []surveys.DomainRest{
		{Domain: "northwind.example", Until: o.clock.Now().Add(30 * time.Minute), Times: 2, Words: "421 4.7.28 <b>Too much</b> for <ann@northwind.example>"},
		{Domain: "lakeside.example", Until: o.clock.Now().Add(5 * time.Minute), Times: 1},
	} {
		if err := o.store.NoteRest(ctx, r); err != nil {
			t.Fatal(err)
		}
	}
	says(t, marta.get("/outbox"), "northwind.example rests until", "2 rests in a row", "421 4.7.28 &lt;b&gt;Too much&lt;/b&gt; for …", "lakeside.example rests until", "Its first rest")
	o.clock.Advance(10 * time.Minute)
	page := readable(marta.get("/outbox").Body.String())
	if strings.Contains(page, "lakeside.example rests") || !strings.Contains(page, "northwind.example rests") {
		t.Errorf("after ten minutes it says\n%s", page)
	}
	if left, err := o.store.Rests(ctx); err != nil || len(left) != 1 {
		t.Errorf("left are %+v, %v", left, err)
	}
}
