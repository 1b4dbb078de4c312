package server_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"barometer/surveys"
)

// The inbox counts whose the cases are, lets one be taken by one press, and
// brings back to where that was.
func TestACaseIsTakenInTheInbox(t *testing.T) {
	o := openOffice(t, localOffice)
	o.fill(firmYear())
	b := o.signedIn(martaEmail)
	page := b.get("/complaints?owner=nobody")
	take := regexp.MustCompile(`action="(/cases/\d+)"><input type="hidden" name="back" value="([^"]+)"`).FindStringSubmatch(page.Body.String())
	if take == nil {
		t.Fatalf("nothing to take:\n%s", readable(page.Body.String()))
	}
	open := regexp.MustCompile(`everybody’s (\d+)`).FindStringSubmatch(page.Body.String())
	says(t, page, "mine 0", "nobody’s "+open[1], "I take it")
	back := b.arrivedAt(t, take[1], "do", "take", "back", strings.ReplaceAll(take[2], "&amp;", "&"))
	if back != "/complaints?owner=nobody&state=open" {
		t.Errorf("it leads to %s", back)
	}
	says(t, b.get(back), "mine 1")
	says(t, b.get("/complaints?owner=mine"), "Marta Lindqvist")
	if at := b.arrivedAt(t, take[1], "do", "take", "back", "https://evil.example/complaints"); at != take[1] {
		t.Errorf("it leads out of the house: %s", at)
	}
}

// Those that wait longest come first, and the rating stands in a row once.
func TestTheInboxBeginsWithWhoWaitsLongest(t *testing.T) {
	o := openOffice(t, localOffice)
	rate := func(who surveys.Contact, customer surveys.CustomerRef, text string) {
		o.fill([]answered{{helpdesk(), customer, who, 1, 0, surveys.Words{Comment: text}}})
		o.clock.Advance(26 * time.Hour)
	}
	rate(priya(), northgate(), "The first.")
	rate(karl(), bergmann(), "The second.")
	b := o.signedIn(martaEmail)
	page := readable(b.get("/complaints").Body.String())
	first, second := strings.Index(page, "The first."), strings.Index(page, "The second.")
	if first < 0 || second < first {
		t.Errorf("the order:\n%s", page)
	}
	for _, text := range []string{"no reply for 2 days", "no reply for 1 day"} {
		if !strings.Contains(page, text) {
			t.Errorf("no %q in\n%s", text, page)
		}
	}
	if n := strings.Count(page, "1 of 5"); n != 2 {
		t.Errorf("2 rows quote their rating %d times:\n%s", n, page)
	}
}

// Who served is listed by letters in the project, with a page of their own that
// ranks nobody.
func TestWhoServedInAProject(t *testing.T) {
	o := openOffice(t, localOffice)
	o.fill(firmYear())
	o.serve("zoe", 5)
	o.serve("Anna", 6)
	b := o.signedIn(martaEmail)
	page := b.get("/projects/helpdesk")
	says(t, page, "Who served", "by name, never by rank", "Anna", "zoe")
	links := regexp.MustCompile(`/agents/\w+`).FindAllString(page.Body.String(), -1)
	if links = slices.Compact(links); !slices.Equal(links, []string{"/agents/Anna", "/agents/zoe"}) {
		t.Errorf("in the order %v", links)
	}
	agent := b.get("/agents/zoe")
	says(t, agent, "nobody is ranked", "The 5 answers", "What people said")
	if words := readable(agent.Body.String()); strings.Contains(words, "storm") || strings.Contains(words, "set fair") {
		t.Errorf("a person is given a word of the dial:\n%s", words)
	}
	if answer := b.get("/agents/nobody"); answer.Code != 404 {
		t.Errorf("nobody served: %d", answer.Code)
	}
}
