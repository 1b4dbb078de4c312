package server_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"barometer/server"
)

func TestTheOverviewOfOneProject(t *testing.T) {
	o := openOffice(t, localOffice)
	o.relate()
	b := o.signedIn(martaEmail)
	says(t, b.get("/"), "All projects")
	only := b.get("/?project=portal&days=90")
	says(t, only, "Only Warehouse portal , all about it", "90 days", "All comments")
	if text := readable(only.Body.String()); strings.Contains(text, "Bergmann Maschinenbau") || strings.Contains(text, "Never a machine stood still") {
		t.Error("a customer of another project is on the page")
	}
	for _, link := range []string{`href="/responses?days=all&amp;project=portal&amp;words=yes"`, `value="portal" selected`, `href="/?project=portal"`, `name="days" value="90"`} {
		if !strings.Contains(only.Body.String(), link) {
			t.Errorf("the page lacks %s", link)
		}
	}
	says(t, b.get("/?project=Warehouse+portal"), "Only Warehouse portal")
	if answer := b.get("/?project=nowhere"); answer.Code != http.StatusNotFound {
		t.Errorf("an unknown project: %d", answer.Code)
	}
}

func TestWhoDecidesAndIsNotHeard(t *testing.T) {
	o := openOffice(t, localOffice)
	o.relate()
	b := o.signedIn(martaEmail)
	says(t, b.get("/relations"), "Decision makers not heard", "0 of 1 decision maker in 90 days", "Everybody who decides has answered in 90 days")
	o.clock.Advance(91 * 24 * time.Hour)
	if err := o.store.GatherRelations(context.Background()); err != nil {
		t.Fatal(err)
	}
	b = o.signedIn(martaEmail)
	says(t, b.get("/?days=all"), "Unheard 1 of 1 decision maker in 90 days")
	says(t, b.get("/relations"), "Priya Nair , Northgate Logistics", "last answer")
}

func TestComponentsAreForWhoChangesThem(t *testing.T) {
	if answer := openOffice(t, localOffice).signedIn(martaEmail).get("/dev/components"); answer.Code != http.StatusNotFound {
		t.Errorf("%d without -dev", answer.Code)
	}
	t.Chdir("..") // templates are read from the root of the module
	o := openOffice(t, localOffice, func(o *server.Options) { o.Dev, o.Templates = true, nil })
	says(t, o.signedIn(martaEmail).get("/dev/components"), "Components", "set fair", "no reading", "Name is needed.", "Day by day", "Margin by quarter")
}
