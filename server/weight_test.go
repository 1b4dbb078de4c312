package server_test

import (
	"fmt"
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
)

// heaviest is what a page may weigh with all that it loads, neither compressed
// nor kept from before, in bytes.
const heaviest = 150_000

// loads finds what a browser asks for by itself when it shows a page.
var loads = regexp.MustCompile(`<(?:link|script|iframe|img)\b[^>]*? (?:href|src)="([^"]+)"`)

// isLight fails the test where a page weighs too much for a slow line.
func isLight(t *testing.T, name string, b *colleague, page string) {
	t.Helper()
	sum, parts := len(page), fmt.Sprintf("%d of its own", len(page))
	for _, found := range loads.FindAllStringSubmatch(page, -1) {
		address := html.UnescapeString(found[1])
		part := b.get(address)
		if part.Code != http.StatusOK {
			t.Errorf("%s loads %s, which is %d", name, address, part.Code)
		}
		sum += part.Body.Len()
		parts += fmt.Sprintf(", %d %s", part.Body.Len(), address)
	}
	if sum > heaviest {
		t.Errorf("%s weighs %d bytes, at most %d wanted: %s", name, sum, heaviest, parts)
	}
}

// A house that is told something every hour of a year, on three scales and by
// many hands, and people who write long sentences.
func TestABusyHouseHasLightPages(t *testing.T) {
	o := openOffice(t, localOffice)
	o.fillBusy()
	path, err := o.server.Welcome(t.Context(), o.marta.ID)
	must(t, err)
	b := o.someone()
	b.get(path)
	for _, page := range []string{"/", "/?days=all", "/projects/busy", "/customers/busy-1", "/customers", "/projects", "/agents/agent-1", "/responses", "/search?q=busy", "/attention", "/complaints", "/outbox"} {
		answer := b.get(page)
		if answer.Code != http.StatusOK {
			t.Errorf("%s is %d", page, answer.Code)
		}
		isLight(t, page, b, answer.Body.String())
	}
	says(t, b.get("/projects/busy"), "Shown are the 20 of 120 with the most answers.")
}

// fillBusy brings in five answers a day for a year.
func (o *office) fillBusy() {
	o.tb.Helper()
	scales := []surveys.ScaleID{surveys.CSAT5, surveys.Thermometer4, surveys.CSAT5, surveys.NPS11, surveys.CSAT5}
	var rows []store.Imported
	for i := range 364 * len(scales) {
		day, nth := i/len(scales), i%len(scales)
		at := o.clock.Now().Add(-time.Hour).AddDate(0, 0, -day)
		choice, customer := 4-(i/7)%3, i%40
		row := store.Imported{Scale: scales[nth], Choice: choice, AnsweredAtMS: at.UnixMilli(),
			Words: surveys.Words{Comment: "We have told them twice. " + strings.Repeat("It went well enough. ", 9)},
			Interaction: surveys.Interaction{ID: surveys.InteractionID(fmt.Sprint("busy-", i)), Type: "ticket", OccurredAt: at, Agent: surveys.AgentID(fmt.Sprint("agent-", i%120)),
				Project:  surveys.ProjectRef{ID: "busy", Name: "A busy project"},
				Customer: surveys.CustomerRef{ID: surveys.CustomerID(fmt.Sprint("busy-", customer)), Name: fmt.Sprintf("Busy customer %d & daughters", customer)},
				Contact:  surveys.Contact{Address: fmt.Sprintf("busy-%d@customer.example", customer), Name: fmt.Sprint("Busy person ", customer)}}}
		row.Interaction.Contact.ID = surveys.NewContactID(row.Interaction.Contact.Address)
		rows = append(rows, row)
	}
	if _, err := o.store.Import(o.tb.Context(), rows); err != nil {
		o.tb.Fatal(err)
	}
	o.follow()
}
