package server_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"barometer/surveys"

	"golang.org/x/net/html"
)

// elements lists what a page is built of: text of others may change nothing.
func elements(t *testing.T, page string) string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			b.WriteString(n.Data)
			for _, a := range n.Attr {
				b.WriteString(" " + a.Key)
			}
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// visited are pages by address.
type visited map[string]string

// pagesOf returns the pages of a house in which each input is what a customer,
// its project, its contact and a complaint are called and say.
func pagesOf(t *testing.T, texts []string) visited {
	t.Helper()
	o := openOffice(t, localOffice)
	var answers []answered
	paths := []string{"/", "/complaints", "/outbox", "/responses", "/search?q=comment", "/search?q=project"}
	for i, text := range texts {
		id := fmt.Sprintf("x%d", i)
		project := surveys.ProjectRef{ID: surveys.ProjectID(id), Name: "Project " + text}
		customer := surveys.CustomerRef{ID: surveys.CustomerID(id), Name: "Customer " + text}
		who := surveys.Contact{Address: id + "@house.example", Name: "Name " + text}
		for day := range 6 {
			answers = append(answers, answered{project, customer, who, 2 + 2*min(day, 1), day, surveys.Words{Comment: "Comment " + text}})
		}
		paths = append(paths, "/customers/"+id, "/projects/"+id)
	}
	o.fill(answers)
	b := o.signedIn(martaEmail)
	pages := visited{}
	for page := 1; page <= 2; page++ {
		paths = append(paths, fmt.Sprintf("/customers?order=answers&page=%d", page), fmt.Sprintf("/projects?order=answers&page=%d", page))
	}
	paths = append(paths, regexp.MustCompile(`/cases/\d+`).FindAllString(b.get("/complaints").Body.String(), -1)...)
	for _, path := range paths {
		answer := b.get(path)
		if answer.Code != http.StatusOK {
			t.Fatalf("%s: %d", path, answer.Code)
		}
		pages[path] = answer.Body.String()
	}
	return pages
}

func TestHostileWordsAreOnlyWords(t *testing.T) {
	var hostile, plain []string
	for _, in := range append(badInputs(t, "recipient.name"), badInputs(t, "comment")...) {
		text := in.text(t)
		hostile = append(hostile, text[:min(len(text), 4000)])
		plain = append(plain, "words")
	}
	got, want := pagesOf(t, hostile), pagesOf(t, plain)
	if len(got) != len(want) || len(got) < 2*len(hostile) {
		t.Fatalf("%d and %d pages", len(got), len(want))
	}
	if !strings.Contains(got["/complaints"], "&lt;script&gt;") {
		t.Fatal("the hostile words do not show at all")
	}
	for path, page := range got {
		if elements(t, page) != elements(t, want[path]) {
			t.Errorf("%s is built otherwise than with plain words", path)
		}
	}
}
