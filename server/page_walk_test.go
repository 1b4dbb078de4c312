package server_test

import (
	"fmt"
	"html"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"barometer/surveys"
	"barometer/surveys/store"
)

// countLinks find the links whose text is a number of responses, mails or
// cases; the number that the list must bear out is the last group that matched.
var (
	countLinks = regexp.MustCompile(`<a(?: class="[^"]*")? href="(/(?:responses|outbox|complaints)\?[^"]*)">(?:<bdi>)?([^<]*)<`)
	countTexts = []*regexp.Regexp{
		regexp.MustCompile(`n\x{a0}=\x{a0}([\d,]+)$`), regexp.MustCompile(`^The ([\d,]+) answers$`), regexp.MustCompile(`^([\d,]+) answers since`),
		regexp.MustCompile(`^([\d,]+) open cases?$`), regexp.MustCompile(`^([\d,]+)$`), regexp.MustCompile(`^(\d+) of \d+$`),
	}
	tableCounts = regexp.MustCompile(`<a class="t" href="(/responses\?[^"]*choice=(\d+)[^"]*)">`)
	goOn        = regexp.MustCompile(`<a[^>]* href="([^"]*)">(?:Older|Look further back|More cases)</a>`)
	shownRows   = regexp.MustCompile(`(?s)<ul class="rows (?:heard|ways|inbox)(?: cut\d+)?">(.*?)\n</ul>`)
)

// rowsOf counts the rows of a list of responses, mails or cases over all its
// pages.
func (b *colleague) rowsOf(address string) (n int) {
	for address != "" {
		text := b.get(html.UnescapeString(address)).Body.String()
		if rows := shownRows.FindStringSubmatch(text); rows != nil {
			n += strings.Count(rows[1], "<li")
		}
		address = ""
		if more := goOn.FindStringSubmatch(text); more != nil {
			address = more[1]
		}
	}
	return n
}

// countSaid is the number in the text of a link; ok is false where it has none.
func countSaid(address, text string) (n int, ok bool) {
	text = html.UnescapeString(text)
	if strings.Contains(address, "contact=") {
		_, text, _ = strings.Cut(text, " of ") // how many of how many mails
	}
	for _, shape := range countTexts {
		if found := shape.FindStringSubmatch(text); found != nil {
			n, err := strconv.Atoi(strings.ReplaceAll(found[1], ",", ""))
			return n, err == nil
		}
	}
	return 0, false
}

// Every number of answers, mails and cases leads to a list that is as long as
// the number: with reasons ticked, on two scales, with more answers than a page
// looks at, and with mails that no rate counts.
func TestEveryNumberLeadsToAsManyRows(t *testing.T) {
	t.Parallel()
	o := openOffice(t, localOffice)
	o.openFirm()
	var more []store.Imported
	for i := range 230 {
		at := o.clock.Now().AddDate(0, 0, -i/3)
		scale, choice := surveys.CSAT5, 1+i%5
		if i%7 == 0 {
			scale, choice = surveys.Thumbs, 1+i%2
		}
		words := surveys.Words{}
		if i%4 != 0 {
			words.Reasons = []string{surveys.BuiltInReasons()[i%3]}
		}
		more = append(more, store.Imported{Interaction: surveys.Interaction{ID: surveys.InteractionID(fmt.Sprint("walk-", i)), OccurredAt: at, Project: helpdesk(),
			Customer: bergmann(), Contact: karl(), Agent: surveys.AgentID([]string{"dev", "tomas"}[i%2])}, Scale: scale, Choice: choice, AnsweredAtMS: at.UnixMilli(), Words: words})
	}
	for i := range more {
		more[i].Interaction.Contact.ID = surveys.NewContactID(more[i].Interaction.Contact.Address)
	}
	if _, err := o.store.Import(t.Context(), more); err != nil {
		t.Fatal(err)
	}
	o.follow()
	b := o.signedIn(martaEmail)
	known, links := map[string]int{}, 0
	for _, page := range []string{"/", "/customers", "/projects", "/customers/northgate?days=28", "/customers/bergmann%2Fde",
		"/projects/helpdesk", "/projects/portal?days=all", "/agents/dev", "/responses"} {
		text := b.get(page).Body.String()
		for _, link := range countLinks.FindAllStringSubmatch(text, -1) {
			want, ok := countSaid(link[1], link[2])
			if !ok {
				continue
			}
			if _, ok := known[link[1]]; !ok {
				known[link[1]] = b.rowsOf(link[1])
			}
			if links++; known[link[1]] != want {
				t.Errorf("%s: %q leads to %d rows: %s", page, link[2], known[link[1]], link[1])
			}
		}
		if chosen := tableCounts.FindAllStringSubmatch(text, -1); len(chosen) == 0 && page != "/" && !strings.HasPrefix(page, "/customers") && !strings.HasPrefix(page, "/projects") {
			t.Errorf("%s: no choice leads to its answers", page)
		}
	}
	for _, want := range []string{"reason=", "choice=unsatisfied", "show=asked", "/complaints?customer=", "/complaints?project=", "agent=dev"} {
		found := false
		for address := range known {
			found = found || strings.Contains(address, want)
		}
		if !found {
			t.Errorf("no number led to %s", want)
		}
	}
	if links < 100 {
		t.Errorf("%d links with a number", links)
	}
}
