package server_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"barometer/surveys"
	"barometer/surveys/store"
)

// relate is a firm whose customers hang on one person: Karl, the only one known
// at Bergmann, is happy; Priya decides at Northwind's portal and complained.
func (o *office) relate() {
	o.tb.Helper()
	o.openFirm()
	o.fill([]answered{{helpdesk(), bergmann(), karl(), 5, 3, surveys.Words{Comment: "Never a machine stood still."}}})
	if err := o.store.GatherRelations(context.Background()); err != nil {
		o.tb.Fatal(err)
	}
}

func TestTheRelationshipIsShownAndChanged(t *testing.T) {
	o := openOffice(t, localOffice)
	o.relate()
	b := o.signedIn(martaEmail)
	says(t, b.get("/relations"), "1 customer hangs on one person", "Bergmann Maschinenbau", "Only Karl Bergmann is known there; 52 answers in a year.", "most warnings first", "No special day is near")
	says(t, b.get("/customers/northgate"), "The relationship", "Heard in a year: 2 of 2, 1 of 1 who decide", "Nothing hangs on one person here.", "No special day yet", "The admins are reminded")

	priyaID, tomID := surveys.NewContactID(priya().Address), surveys.NewContactID(tom().Address)
	form := map[string][]string{"contact": {string(priyaID), string(tomID)}, "tie": {string(o.marta.ID), string(o.marta.ID)}}
	if answer := b.send(http.MethodPost, "/customers/northgate/ties", form); answer.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", answer.Code, answer.Body)
	}
	says(t, b.get("/customers/northgate"), "Everybody there whose tie is known, 2 people, knows Marta Lindqvist best.", "Marta Lindqvist is reminded.")
	for _, bad := range []map[string][]string{{"contact": {string(priyaID)}, "tie": {"nobody"}}, {"contact": {"x"}, "tie": {""}}} {
		if answer := b.send(http.MethodPost, "/customers/northgate/ties", bad); answer.Code != http.StatusUnprocessableEntity {
			t.Errorf("%v: %d", bad, answer.Code)
		}
	}

	today := o.store.Today()
	if answer := b.post("/customers/northgate/days", "do", "add", "kind", "renewal", "date", (today + 12).String(), "before", "5", "yearly", "1", "note", "Support"); answer.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", answer.Code, answer.Body)
	}
	says(t, b.get("/customers/northgate"), "Renewal: Support", "every year", "in 12 days", "reminder 5 days before", "was noted")
	says(t, b.get("/relations"), "Northgate Logistics : Renewal: Support")
	days, err := o.store.SpecialDays(context.Background(), "northgate")
	if err != nil || len(days) != 1 {
		t.Fatal(days, err)
	}
	if answer := b.post("/customers/northgate/days", "do", "add", "kind", "renewal", "date", "2026-02-30", "before", "x"); answer.Code != http.StatusUnprocessableEntity ||
		!strings.Contains(answer.Body.String(), "<dt>Date</dt>") || !strings.Contains(answer.Body.String(), "<dt>Remind, days before</dt>") {
		t.Errorf("%d %s", answer.Code, answer.Body)
	}
	if answer := b.post("/customers/northgate/days", "do", "remove", "id", days[0].ID); answer.Code != http.StatusSeeOther {
		t.Errorf("%d", answer.Code)
	}
	if text := b.get("/customers/northgate").Body.String(); strings.Contains(text, "Renewal: Support") {
		t.Error("the day, or what the timeline said of it, stays")
	}
}

func TestFoundersWriteOncePerCustomer(t *testing.T) {
	o := openOffice(t, localOffice)
	o.relate()
	ada := o.hire("ada@house.example", "Ada", surveys.Member)
	if err := o.store.PutOwnership(context.Background(), surveys.Ownership{Founders: []surveys.UserID{ada.ID}}); err != nil {
		t.Fatal(err)
	}
	marta, founder := o.signedIn(martaEmail), o.signedIn("ada@house.example")
	says(t, founder.get("/founders"), "2 customers to write to this week", "You write in your own name", "Northgate Logistics", "unhappy", "The portal was down again on our busiest morning.",
		"Rated 2 of 5, Priya Nair", "nobody follows it up yet", "With us since", "Hello Priya,", "Bergmann Maschinenbau", "happy", "1 of 4 unhappy")
	page := marta.get("/founders")
	says(t, page, "Only founders write from here: Ada.", "Write to Priya Nair")
	if strings.Contains(page.Body.String(), "<textarea") {
		t.Error("who is no founder finds the form")
	}
	north, berg := "/founders/"+surveys.CustomerID("northgate").Key(), "/founders/"+surveys.CustomerID("bergmann/de").Key()
	const words = "Hello Priya,\n\nI read it.\n\nAda"
	mail := []string{"do", "write", "subject", "We and you", "text", words}
	if answer := marta.post(north, mail...); answer.Code != http.StatusForbidden {
		t.Errorf("who is no founder: %d", answer.Code)
	}
	// The process dies when the mail is kept, so she sends it again; then a double click.
	told := func(to surveys.Contact, subject, _ string) surveys.Telling {
		return surveys.Plain("Ada wrote to " + to.Name + ": " + subject)
	}
	if _, written, err := o.store.WriteFounder(t.Context(), store.NewFounderLetter{Customer: "northgate", By: ada, Subject: "We and you", Text: words, Told: told}); err != nil || !written {
		t.Fatal(written, err)
	}
	for range 2 {
		if answer := founder.post(north, mail...); answer.Code != http.StatusSeeOther {
			t.Fatalf("%d %s", answer.Code, answer.Body)
		}
	}
	if answer := founder.post(north, "do", "write", "subject", "More", "text", "And another"); answer.Code != http.StatusConflict {
		t.Errorf("a second mail: %d", answer.Code)
	}
	if answer := founder.post(berg, "do", "aside", "why", " "); answer.Code != http.StatusUnprocessableEntity {
		t.Errorf("put aside without a reason: %d", answer.Code)
	}
	if answer := founder.post(berg, "do", "aside", "why", "we met on Friday"); answer.Code != http.StatusSeeOther {
		t.Errorf("put aside: %d", answer.Code)
	}
	says(t, founder.get("/founders"), "Everybody on the list has been written to or put aside", "Ada wrote “We and you”", "on its way", "Put aside by Ada: we met on Friday")
	says(t, marta.get("/customers/northgate"), "Ada wrote to Priya Nair: We and you")
}

func TestAdvocatesAndWhatTheyLetUsDo(t *testing.T) {
	o := openOffice(t, localOffice)
	o.relate()
	o.hire("vic@house.example", "Vic", surveys.Viewer)
	b := o.signedIn(martaEmail)
	says(t, b.get("/advocates"), "1 person is happy for good", "Karl Bergmann", "n = 52 in a year, 26 of them the best choice", "at least 5 answers in 12 months", "Nothing is asked")
	karl := "/advocates/" + string(surveys.NewContactID(karl().Address))
	if answer := b.post(karl, "do", "thanked", "text", "cake"); answer.Code != http.StatusUnprocessableEntity {
		t.Errorf("thanked before anything was agreed: %d", answer.Code)
	}
	for _, step := range [][]string{
		{"do", "asked", "kind", "quote"}, {"do", "agreed", "kind", "quote", "quote", "They come when they say.", "name", "Karl B."},
		{"do", "thanked", "text", "a cake"}, {"do", "rewarded", "text", "a free training day"},
	} {
		if answer := b.post(karl, step...); answer.Code != http.StatusSeeOther {
			t.Fatalf("%v: %d %s", step, answer.Code, answer.Body)
		}
	}
	says(t, b.get("/advocates"), "May speak for us", "They come when they say.", "reward given", "thanked, a cake, noted by Marta Lindqvist")
	says(t, b.get("/customers/bergmann%2Fde"), "Karl Bergmann: a word we may quote, thanked, a cake", "a free training day")
	if answer := b.post(karl, "do", "revoked"); answer.Code != http.StatusSeeOther {
		t.Fatal(answer.Code)
	}
	page := b.get("/advocates")
	says(t, page, "Asked, declined, taken back", "taken back")
	if strings.Contains(page.Body.String(), "They come when") {
		t.Error("words stay that were taken back")
	}

	vic := o.signedIn("vic@house.example")
	if strings.Contains(vic.get("/advocates").Body.String(), "<form class=\"f\"") || vic.post(karl, "do", "asked", "kind", "quote").Code != http.StatusForbidden ||
		vic.post("/advocates", "kind", "quote", "months", "12").Code != http.StatusForbidden {
		t.Error("a viewer may change what is agreed")
	}
	for _, link := range []string{"", "http://x.example", "javascript:alert(1)"} {
		if answer := b.post("/advocates", "kind", "referral", "link", link, "months", "12"); answer.Code != http.StatusUnprocessableEntity {
			t.Errorf("a referral to %q: %d", link, answer.Code)
		}
	}
	if answer := b.post("/advocates", "kind", "referral", "link", "https://house.example/friends", "months", "6"); answer.Code != http.StatusSeeOther {
		t.Errorf("%d %s", answer.Code, answer.Body)
	}
	says(t, b.get("/advocates"), "may be asked for a recommendation, at most once in 6 months")
}
