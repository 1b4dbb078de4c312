package server_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"barometer/surveys"
)

const northgatePage = "/customers/northgate"

// formOf is the id of the form that a page holds.
func formOf(t *testing.T, page string) string {
	t.Helper()
	m := regexp.MustCompile(`name="form" value="([A-Z2-7]{26})"`).FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("no form in\n%s", page)
	}
	return m[1]
}

// arrivedAt is where a form led, after it was taken.
func (c *colleague) arrivedAt(t *testing.T, path string, form ...string) string {
	t.Helper()
	answer := c.post(path, form...)
	if answer.Code != http.StatusSeeOther {
		t.Fatalf("%v: %d\n%s", form, answer.Code, readable(answer.Body.String()))
	}
	at, _, _ := strings.Cut(answer.Header().Get("Location"), "#")
	return at
}

func idOf(c surveys.Contact) string { return string(surveys.NewContactID(c.Address)) }

// Somebody of the team asks a person now; the answer of the house says what came
// of it, and the same form sent again asks nobody twice.
func TestAskNow(t *testing.T) {
	o := openOffice(t, localOffice)
	o.fill(firmYear())
	b := o.signedIn(martaEmail)
	page := b.get(northgatePage + "?do=ask")
	says(t, page, "Ask somebody now", "Priya Nair", "Tom Whitlock", "Warehouse portal")
	form := formOf(t, page.Body.String())
	ask := []string{"form", form, "contact", idOf(tom()), "survey", "csat5", "project", "portal", "subject", "The move"}
	at := b.arrivedAt(t, northgatePage+"/ask", ask...)
	says(t, b.get(at), "Tom Whitlock is asked. Mail: waits until")
	if again := b.arrivedAt(t, northgatePage+"/ask", ask...); again != at {
		t.Errorf("the same form again led to %s, not %s", again, at)
	}
	o.follow()
	says(t, b.get(northgatePage+"?show=asked"), "Asked Tom Whitlock about “The move”")
	// The next form asks anew: the quiet period decides, and the page says so.
	ask[1] = formOf(t, b.get(northgatePage+"?do=ask").Body.String())
	says(t, b.get(b.arrivedAt(t, northgatePage+"/ask", ask...)), "Tom Whitlock is not asked: was asked within the quiet period.")
	if err := o.store.OptOut(context.Background(), surveys.NewContactID(priya().Address)); err != nil {
		t.Fatal(err)
	}
	says(t, b.get(northgatePage+"?do=ask"), "Priya Nair (asked us not to ask)")
	ask[1], ask[3] = formOf(t, b.get(northgatePage+"?do=ask").Body.String()), idOf(priya())
	says(t, b.get(b.arrivedAt(t, northgatePage+"/ask", ask...)), "Priya Nair is not asked: asked us not to ask again.")
}

func TestWhatIsNoQuestion(t *testing.T) {
	o := openOffice(t, localOffice)
	o.fill(firmYear())
	b := o.signedIn(martaEmail)
	good := []string{"form", formOf(t, b.get(northgatePage+"?do=ask").Body.String()), "contact", idOf(tom()), "survey", "csat5", "project", "portal"}
	for _, c := range []struct{ field, wrong string }{{"contact", idOf(karl())}, {"survey", "mood"}, {"project", "moon"}, {"form", "7"}} {
		pairs := slices.Clone(good)
		pairs[slices.Index(pairs, c.field)+1] = c.wrong
		if answer := b.post(northgatePage+"/ask", pairs...); answer.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s %q: %d", c.field, c.wrong, answer.Code)
		}
	}
	for _, address := range []string{"?do=dance", "?do=contact&contact=" + idOf(karl()), "?show=gossip", "?before=now"} {
		if answer := b.get(northgatePage + address); answer.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", address, answer.Code)
		}
	}
}

func TestANoteOfThePageIsKeptOnce(t *testing.T) {
	o := openOffice(t, localOffice)
	o.fill(firmYear())
	b := o.signedIn(martaEmail)
	form := formOf(t, b.get(northgatePage+"?do=note").Body.String())
	note := []string{"form", form, "text", "Tom wants to hear of outages <b>by text message</b>.", "on", "2026-02-20"}
	for range 2 {
		says(t, b.get(b.arrivedAt(t, northgatePage+"/notes", note...)), "The note is kept.")
	}
	page := b.get(northgatePage + "?show=note")
	says(t, page, "Note by Marta Lindqvist", "Tom wants to hear of outages", "20 Feb")
	if text := page.Body.String(); strings.Count(text, "Note by Marta") != 1 || strings.Contains(text, "<b>by text") {
		t.Error("the note stands there twice, or as markup")
	}
	says(t, b.get(northgatePage+"?show=case"), "Case")
	for _, wrong := range [][]string{{"form", form, "text", " "}, {"form", form, "text", "Later.", "on", "2099-01-01"}, {"form", "x", "text", "Hello."}} {
		if answer := b.post(northgatePage+"/notes", wrong...); answer.Code != http.StatusUnprocessableEntity {
			t.Errorf("%v: %d", wrong, answer.Code)
		}
	}
	says(t, b.get("/settings"), "Settings")
	o.hire("ben@lindqvist.example", "Ben Okafor", surveys.Admin)
	ben := o.signedIn("ben@lindqvist.example")
	if err := o.store.RemoveUser(t.Context(), o.marta.ID); err != nil {
		t.Fatal(err)
	}
	says(t, ben.get(northgatePage+"?show=note"), "Note by Marta Lindqvist") // who has left is still called by name
}

// Money on the timeline is for those who may see it.
func TestNotesOfMoneyAreForThoseWhoMaySeeThem(t *testing.T) {
	o := openOffice(t, localOffice)
	o.fill(firmYear())
	err := o.store.NoteCustomer(context.Background(), surveys.CustomerNote{Customer: "northgate", Kind: surveys.NoteMoney, Text: "The fee rose to 900 a month."})
	if err != nil {
		t.Fatal(err)
	}
	o.hire("vera@lindqvist.example", "Vera", surveys.Viewer)
	page := o.signedIn("vera@lindqvist.example").get(northgatePage + "?show=note")
	if says(t, page, "Nothing of this kind"); strings.Contains(page.Body.String(), "900") {
		t.Error("who may not see money reads of it")
	}
}

func TestACaseIsOpenedOnTheCustomersPage(t *testing.T) {
	o := openOffice(t, localOffice)
	o.fill([]answered{{helpdesk(), bergmann(), karl(), 5, 0, surveys.Words{}}})
	b := o.signedIn(martaEmail)
	at := "/customers/" + url.PathEscape("bergmann/de")
	says(t, b.get(at+"?do=case"), "What happened?", "Helpdesk")
	says(t, b.get(b.arrivedAt(t, at+"/cases", "project", "helpdesk", "text", "Karl called.")), "Written down by Marta Lindqvist", "Karl called.")
	o.follow()
	says(t, b.get(at), "Needs us now", "Karl called.")
	if answer := b.post(at+"/cases", "project", "helpdesk", "text", ""); answer.Code != http.StatusUnprocessableEntity {
		t.Errorf("nothing said: %d", answer.Code)
	}
}

// A contact is changed, and asked again only with a reason, which stays.
func TestAContactIsChangedAndLifted(t *testing.T) {
	o := openOffice(t, localOffice)
	ctx := context.Background()
	o.fill(firmYear())
	b := o.signedIn(martaEmail)
	at := northgatePage + "/contacts/" + idOf(tom())
	says(t, b.get(northgatePage+"?do=contact&contact="+idOf(tom())), "tom@northgate.example", "champion")
	says(t, b.get(b.arrivedAt(t, at, "do", "save", "name", "Tom Whitlock-Ray", "role", "decision_maker", "language", "de", "time_zone", "Europe/Berlin")), "Saved.", "Tom Whitlock-Ray", "2 of 2 decision makers")
	if answer := b.post(at, "do", "save", "name", "Tom", "role", "king", "language", "de", "time_zone", "Mars"); answer.Code != http.StatusUnprocessableEntity {
		t.Errorf("a king on Mars: %d", answer.Code)
	}
	if err := o.store.OptOut(ctx, surveys.NewContactID(tom().Address)); err != nil {
		t.Fatal(err)
	}
	says(t, b.get(northgatePage+"?do=contact&contact="+idOf(tom())), "Asked us not to ask again", "They said so themselves")
	if answer := b.post(at, "do", "lift", "reason", "opted_out", "why", " "); answer.Code != http.StatusUnprocessableEntity {
		t.Errorf("lifted without a reason: %d", answer.Code)
	}
	says(t, b.get(b.arrivedAt(t, at, "do", "lift", "reason", "opted_out", "why", "He wrote on 1 March")), "may be asked again")
	contact, err := o.store.Contact(ctx, surveys.NewContactID(tom().Address))
	if err != nil || !contact.OptedOutAt.IsZero() {
		t.Errorf("still opted out: %+v (%v)", contact, err)
	}
	says(t, b.get(northgatePage+"?show=note"), "Tom Whitlock-Ray may be asked again: He wrote on 1 March", "By Marta Lindqvist.")
	if answer := b.post(northgatePage+"/contacts/"+idOf(karl()), "do", "save"); answer.Code != http.StatusNotFound {
		t.Errorf("somebody of another customer: %d", answer.Code)
	}
}

// Who may only look is offered nothing to do, and may do nothing.
func TestWhoMayOnlyLookDoesNothing(t *testing.T) {
	o := openOffice(t, localOffice)
	o.fill(firmYear())
	o.hire("vera@lindqvist.example", "Vera", surveys.Viewer)
	v := o.signedIn("vera@lindqvist.example")
	page := readable(v.get(northgatePage + "?do=ask").Body.String())
	for _, deed := range []string{"Ask now", "Write a note", "Open a case", "Pause asking"} {
		if strings.Contains(page, deed) {
			t.Errorf("who may only look is offered %q", deed)
		}
	}
	paths := []string{northgatePage + "/ask", northgatePage + "/notes", northgatePage + "/cases", northgatePage + "/contacts/" + idOf(tom()), "/settings/suppression", "/settings/suppression/lift"}
	if i := slices.IndexFunc(paths, func(path string) bool { return v.post(path, "do", "save").Code != http.StatusForbidden }); i >= 0 {
		t.Errorf("who may only look may %s", paths[i])
	}
}
