package server_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"barometer/surveys"
)

func TestWhomWeDoNotMail(t *testing.T) {
	o := openOffice(t, localOffice)
	ctx := context.Background()
	o.fill(firmYear())
	b := o.signedIn(martaEmail)
	says(t, b.get("/settings/suppression"), "We may mail everybody we know", "Nobody stands here")
	for _, err := range []error{
		o.store.OptOut(ctx, surveys.NewContactID(tom().Address)),
		o.store.BounceContact(ctx, surveys.NewContactID(karl().Address), "550 5.1.1 =HYPERLINK(1)"),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	says(t, b.get("/settings/suppression"), "2 people are not mailed", "Tom Whitlock", "Asked us not to ask again, today.", "Karl Bergmann", "Mail came back, today.", "Bergmann Maschinenbau", "Ask again")
	says(t, b.get("/settings/suppression?reason=bounced"), "Karl Bergmann")
	says(t, b.get("/settings/suppression?q=TOM@"), "Tom Whitlock")
	says(t, b.get("/settings/suppression?q=zoe"), "Nobody like this is held back.")
	for _, wrong := range []string{"?reason=mood", "?since=soon", "?before=now"} {
		if answer := b.get("/settings/suppression" + wrong); answer.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", wrong, answer.Code)
		}
	}
	file := b.get("/settings/suppression.csv").Body.String()
	if !strings.Contains(file, "email,name,customer,reason,since,until,why") || !strings.Contains(file, "tom@northgate.example,Tom Whitlock,northgate,opted_out,") || strings.Contains(file, ",=HYPER") {
		t.Errorf("the file:\n%s", file)
	}
}

func TestAddressesAreSetAsideAndLifted(t *testing.T) {
	o := openOffice(t, localOffice)
	o.fill(firmYear())
	b := o.signedIn(martaEmail)
	const path = "/settings/suppression"
	wrong := b.post(path, "addresses", "zoe@new.example\nnobody at all", "why", "by phone")
	if text := readable(wrong.Body.String()); wrong.Code != http.StatusUnprocessableEntity || !strings.Contains(text, "Line 2: “nobody at all”") || !strings.Contains(text, "zoe@new.example") {
		t.Errorf("a line that is no address: %d\n%.300s", wrong.Code, text)
	}
	if answer := b.post(path, "addresses", "zoe@new.example", "why", ""); answer.Code != http.StatusUnprocessableEntity {
		t.Errorf("no reason: %d", answer.Code)
	}
	says(t, b.get(b.arrivedAt(t, path, "addresses", "Zoe@NEW.example\npriya@northgate.example, zoe@new.example", "why", "by phone")),
		"2 addresses are not asked from now on.", "Somebody of the team said not to ask, today. “by phone”", "Priya Nair")
	id := idOf(priya())
	says(t, b.get(path+"?lift="+id+":by_hand"), "Why may we ask again?")
	if answer := b.post(path+"/lift?lift="+id+":by_hand", "contact", id, "reason", "by_hand", "why", ""); answer.Code != http.StatusUnprocessableEntity || !strings.Contains(answer.Body.String(), "must say why") {
		t.Errorf("lifted without a reason: %d", answer.Code)
	}
	says(t, b.get(b.arrivedAt(t, path+"/lift", "contact", id, "reason", "by_hand", "why", "She asked for it")), "They may be asked again", "1 person is not mailed")
	says(t, b.get(northgatePage+"?show=note"), "Priya Nair may be asked again: She asked for it")
	o.hire("vera@lindqvist.example", "Vera", surveys.Viewer)
	page := o.signedIn("vera@lindqvist.example").get(path)
	if says(t, page, "1 person is not mailed"); strings.Contains(page.Body.String(), "Ask again") || strings.Contains(page.Body.String(), ".csv") {
		t.Error("who may only look is offered more")
	}
}
