package server_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"barometer/surveys"
	"barometer/surveys/hostiletest"

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

// kindOf is what pages of one kind have in common in their address.
func kindOf(path string) string {
	return regexp.MustCompile(`^/(customers|projects|cases)/[^/]+$`).ReplaceAllString(path, "/$1/one")
}

// pagesOf returns the pages of a house in which each input is what a customer,
// its project, its contact and a complaint are called and say; one of each kind
// is enough where they are all alike.
func pagesOf(t *testing.T, texts []string, alike bool) visited {
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
		name := path
		if alike {
			name = kindOf(path)
		}
		if pages[name] != "" {
			continue
		}
		answer := b.get(path)
		if answer.Code != http.StatusOK {
			t.Fatalf("%s: %d", path, answer.Code)
		}
		pages[name] = answer.Body.String()
	}
	return pages
}

func TestHostileWordsAreOnlyWords(t *testing.T) {
	t.Parallel()
	var hostile, plain []string
	for _, in := range hostiletest.Inputs(t, "recipient.name", "comment") {
		text := in.Text(t)
		hostile = append(hostile, text[:min(len(text), 4000)])
		plain = append(plain, "words")
	}
	got, want := pagesOf(t, hostile, false), map[string]string{}
	for kind, page := range pagesOf(t, plain, true) {
		want[kind] = elements(t, page)
	}
	if len(got) < 3*len(hostile) {
		t.Fatalf("%d pages of %d hostile words", len(got), len(hostile))
	}
	if !strings.Contains(got["/complaints"], "&lt;script&gt;") {
		t.Fatal("the hostile words do not show at all")
	}
	for path, page := range got {
		if elements(t, page) != want[kindOf(path)] {
			t.Errorf("%s is built otherwise than with plain words", path)
		}
	}
}
