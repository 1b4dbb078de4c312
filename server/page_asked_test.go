package server_test

import (
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// A response rate leads to the mails that it counts, wherever it stands.
func TestAResponseRateLeadsToItsMails(t *testing.T) {
	o := openOffice(t, localOffice)
	o.openFirm()
	b := o.signedIn(martaEmail)
	way := regexp.MustCompile(`href="(/outbox\?[^"]*show=asked[^"]*)"`)
	rate := regexp.MustCompile(`by the day of sending: (\d+) of (\d+)`)
	for _, page := range []string{"/", "/customers/northgate", "/projects/portal"} {
		text := b.get(page).Body.String()
		found, counted := way.FindStringSubmatch(text), rate.FindStringSubmatch(text)
		if found == nil || counted == nil {
			t.Errorf("%s: %v, %v", page, found, counted)
			continue
		}
		address := html.UnescapeString(found[1])
		says(t, b.get(address), "Who was asked", "Priya Nair", "Sent from", "not counted")
		if got := strings.Count(b.get(address).Body.String(), `<span class="tag ">sent `); counted[2] != "1" || got != 1 {
			t.Errorf("%s: %d mails behind %s of %s", page, got, counted[1], counted[2])
		}
		if n := strings.Count(b.get(address).Body.String(), `<a class="all"`); n != 1 {
			t.Errorf("%s: %d rows behind %s", page, n, counted[2])
		}
		says(t, b.get(address+"&counted=no"), "What no response rate counts", "not asked", "was asked within the quiet period")
		if list := b.get(address + "&answered=yes").Body.String(); strings.Contains(list, "not asked<") {
			t.Errorf("%s: who was not asked is among those who answered", page)
		}
	}
	for _, wrong := range []string{"answered=maybe", "from=soon", "to=2026-02-30", "before=x", "counted=maybe"} {
		if answer := b.get("/outbox?show=asked&" + wrong); answer.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", wrong, answer.Code)
		}
	}
}
