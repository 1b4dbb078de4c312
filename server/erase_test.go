package server_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"
)

// An admin erases somebody by typing the address; the pages show an erased
// person from then on, the figures what they showed before.
func TestAPersonIsErasedOnThePage(t *testing.T) {
	o := openOffice(t, localOffice)
	o.fill(firmYear())
	o.hire("eve@house.example", "Eve", surveys.Member)
	b := o.signedIn(martaEmail)
	before := o.figuresOf(t)
	form := "/contacts/" + idOf(priya()) + "/erase"
	if link := b.get(northgatePage + "?do=contact&contact=" + idOf(priya())).Body.String(); !strings.Contains(link, form) {
		t.Errorf("nothing leads to %s", form)
	}
	says(t, b.get(form), "Erase Priya Nair", "Type the address", "There is no way back")
	if got := o.signedIn("eve@house.example").post(form, "address", priya().Address); got.Code != http.StatusForbidden {
		t.Errorf("a member erases: %d", got.Code)
	}
	if got := b.post(form, "address", "tom@northgate.example"); got.Code != http.StatusUnprocessableEntity || !strings.Contains(got.Body.String(), "This is not the address of the person.") {
		t.Errorf("the address of another: %d", got.Code)
	}
	says(t, b.post(form, "address", "Priya@Northgate.example"), "An erased person", "Invitations that lost their words")
	page := b.get(northgatePage).Body.String()
	if strings.Contains(page, "Priya") || !strings.Contains(page, surveys.ErasedName) {
		t.Error("the page does not show an erased person")
	}
	if after := o.figuresOf(t); after != before {
		t.Errorf("figures are %s, before %s", after, before)
	}
	if got := b.get(form); got.Code != http.StatusNotFound {
		t.Errorf("once more: %d", got.Code)
	}
	says(t, b.get("/settings/changes"), "contact erased", "contact "+idOf(priya()))
}

func TestTheAPIErases(t *testing.T) {
	c := newClient(t)
	inv := storetest.Ask(t, c.store, storetest.ID("T-1"), storetest.To("ann@lakeside.example", "Ann Lee"))
	if w := c.call("DELETE", "/api/v1/contacts/nobody@lakeside.example", ""); w.Code != http.StatusNotFound {
		t.Errorf("nobody: %d", w.Code)
	}
	w := c.call("DELETE", "/api/v1/contacts/ann@lakeside.example?notes=true", "")
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `"invitations":1`) || !strings.Contains(w.Body.String(), `"done":true`) {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if w := c.call("GET", "/api/v1/contacts/ann@lakeside.example", ""); w.Code != http.StatusNotFound {
		t.Errorf("still there: %d", w.Code)
	}
	if again := c.call("DELETE", "/api/v1/contacts/ann@lakeside.example", ""); again.Code != http.StatusOK {
		t.Errorf("not safe to repeat: %d", again.Code)
	}
	body := `{"id":"T-2","project":{"id":"support"},"contact":{"email":"ann@lakeside.example","name":"Ann Lee"}}`
	if w := c.call("POST", "/api/v1/interactions", body); !strings.Contains(w.Body.String(), `"reason":"erased"`) {
		t.Errorf("asked again: %d %s", w.Code, w.Body)
	}
	if got, err := c.store.Invitation(context.Background(), inv.ID); err != nil || got.Subject != "" {
		t.Errorf("the invitation holds %q %v", got.Subject, err)
	}
}

// figuresOf are those of the firm's customers.
func (o *office) figuresOf(t *testing.T) string {
	t.Helper()
	all, _, err := o.store.CustomerStandings(context.Background(), store.ListQuery{Period: surveys.Last(365, o.store.Today()), Limit: 50})
	must(t, err)
	return fmt.Sprintf("%+v", all)
}
