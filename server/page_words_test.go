package server_test

import (
	"bytes"
	"io/fs"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"barometer/server"
	"barometer/surveys"
	"barometer/templates"

	"github.com/BurntSushi/toml"
	"golang.org/x/net/html"
	"golang.org/x/text/cases"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// Every word of the locale files stands between these marks in the test; what
// is put into a text stands outside of them.
const (
	markOpen  = "⟦"
	markClose = "⟧"
)

// markedLibrary is everything with the words of the locale files marked.
func markedLibrary(t *testing.T) *templates.Library {
	t.Helper()
	return libraryBeside(t, fstest.MapFS{}, func(raw []byte) []byte { return markTexts(t, raw) }, "en")
}

// libraryBeside is everything with locale files beside the changed ones of ours,
// for a team that speaks the language.
func libraryBeside(t *testing.T, files fstest.MapFS, change func([]byte) []byte, language string) *templates.Library {
	t.Helper()
	names, err := fs.Glob(templates.LocaleFiles(), "locales/*.toml")
	must(t, err)
	for _, name := range names {
		raw, err := fs.ReadFile(templates.LocaleFiles(), name)
		must(t, err)
		files[name] = &fstest.MapFile{Data: change(raw)}
	}
	locales, err := templates.ReadLocales(files)
	must(t, err)
	library, err := templates.OpenWith(locales, false)
	must(t, err)
	library.Words = locales.In(language)
	return library
}

func markTexts(t *testing.T, raw []byte) []byte {
	t.Helper()
	var texts map[string]any
	if err := toml.Unmarshal(raw, &texts); err != nil {
		t.Fatal(err)
	}
	for id, text := range texts {
		switch text := text.(type) {
		case string:
			texts[id] = marked(text)
		case map[string]any:
			for form, words := range text {
				text[form] = marked(words.(string))
			}
		}
	}
	var out bytes.Buffer
	if err := toml.NewEncoder(&out).Encode(texts); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// marked marks the words of a text around what is put into it.
func marked(text string) string {
	values := regexp.MustCompile(`\{\{\.\w+\}\}|%(\[\d\])?(\.\d)?[dsqf]`)
	return markOpen + values.ReplaceAllString(text, markClose+"$0"+markOpen) + markClose
}

// greek writes what people of the test write in letters that none of our words
// has, so that data is known by its look.
func greek(usual string) string {
	return strings.Map(func(r rune) rune {
		const latin, other = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "αβγδεφγηικκλμνοπκρστυωωξυζΑΒΓΔΕΦΓΗΙΚΚΛΜΝΟΠΚΡΣΤΥΩΩΞΥΖ"
		if i := strings.IndexRune(latin, r); i >= 0 {
			return []rune(other)[i]
		}
		return r
	}, usual)
}

// knownWords are data of the tests and names that are the same in every
// language. Longer ones come first.
func knownWords() []string {
	return slices.Concat([]string{
		// What the firm of the tests is called and writes.
		"The portal was down again on our busiest morning.", "The portal was down again on our busiest morning", "connection lost after the body",
		"A colleague of ours tried the link in the training mailbox", "It was Priya after all: she says so on the phone",
		"Northgate Logistics", "Bergmann Maschinenbau", "Bergmann", "Bergmann Spare Parts", "Warehouse portal", "Marta Lindqvist", "Priya Nair", "Tom Whitlock", "Karl Bergmann", "Wholly Other",
		"Priya", "Karl", "Tom", "Marta", "Wholly", "Helpdesk", "Ada", "little", "some", "industry", "region", "engineer", "localhost", "Europe/Berlin",
		"northgate", "bergmann/de", "portal", "helpdesk", "full-ask", "full/1", "full", "gone", "stays-1", "stays-2", "stays-3", "stays-4", "ada", "sam", "visit",
		"csat5", "Good", "industryregion", "general", "General", "Portal", "Login fails",
		// Names of makers, of formats, and of what the API calls so.
		"Barometer", "Safari", "iOS", "CSV", "JSON", "unsolved",
		// Of the set-up that is checked.
		"everysec", "b1._domainkey.acme.example", "acme.example",
	}, texts(surveys.WebhookEvents()), texts(surveys.ScaleIDs()), texts(surveys.TokenScopes()), surveys.BuiltInReasons(), []string{"id", "test", "days"}, languageNames())
}

// languageNames are what languages call themselves.
func languageNames() (out []string) {
	for _, tag := range surveys.Languages() {
		out = append(out, cases.Title(language.Make(tag)).String(display.Self.Name(language.Make(tag))))
	}
	return out
}

func texts[T ~string](all []T) (out []string) {
	for _, one := range all {
		out = append(out, string(one))
	}
	return out
}

// nakedWords are the words that a page shows outside of the marks: in its text
// and in what is read out.
func nakedWords(t *testing.T, page string) []string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode {
			said.WriteString(n.Data)
		}
		if n.Type == html.ElementNode && slices.Contains([]string{"script", "style", "code", "textarea"}, n.Data) {
			return
		}
		inline := n.Type != html.ElementNode || slices.Contains([]string{"b", "i", "em", "a", "bdi", "small", "kbd"}, n.Data)
		if !inline {
			said.WriteString("\n")
		}
		for _, a := range n.Attr {
			if slices.Contains([]string{"aria-label", "title", "placeholder", "alt"}, a.Key) {
				said.WriteString("\n" + a.Val + "\n")
			}
		}
		for child := n.FirstChild; child != nil; child = child.NextSibling {
			walk(child)
		}
		if !inline {
			said.WriteString("\n")
		}
	}
	walk(root)
	return nakedIn(said.String())
}

// nakedIn are the lines of a text that hold letters outside of the marks, with
// what is data taken out.
func nakedIn(text string) (out []string) {
	text = regexp.MustCompile(`(?:⟦[^⟧\n]*⟧|⟦[^⟧\n]*(?:…|\n))`).ReplaceAllString(text, "|")
	text = regexp.MustCompile(`\S+@\S+|https?://\S+|/[a-z]\S*|\b[0-9a-f]{16,}\b|\b[A-Za-z0-9_]{16,}\b|\b[Tt]-\d+\b`).ReplaceAllString(text, "")
	for _, word := range knownWords() {
		text = regexp.MustCompile(`(^|[^A-Za-z])`+regexp.QuoteMeta(word)+`\b`).ReplaceAllString(text, "$1")
	}
	latin := regexp.MustCompile(`[A-Za-z]{2,}`)
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); latin.MatchString(line) {
			out = append(out, line)
		}
	}
	return out
}

// Every word that a page of the team shows comes from a locale file, or is what
// somebody wrote: so the pages can speak another language.
func TestEveryWordOfAPageIsInTheLocaleFiles(t *testing.T) {
	library := markedLibrary(t)
	h := openFullHouse(t, greek, func(o *server.Options) { o.Templates = library })
	vera := h.hire("vera@house.example", greek("Vera"), surveys.Viewer)
	seen := map[string]bool{}
	looks := func(b *colleague, paths []string) {
		for _, path := range paths {
			name, _, _ := strings.Cut(path, "?")
			name, _ = url.PathUnescape(name)
			answer := b.get(path)
			for _, words := range nakedWords(t, answer.Body.String()) {
				if !seen[words] {
					t.Errorf("%s: %s", name, words)
				}
				seen[words] = true
			}
		}
	}
	marta := h.in(h.marta.ID)
	looks(marta, h.pages(t))
	looks(h.in(vera.ID), []string{"/", "/settings", "/settings/people"})
	looks(h.someone(), h.doors())
	for _, words := range nakedWords(t, marta.post("/settings/doctor").Body.String()) {
		t.Errorf("the check of the set-up: %s", words)
	}
	for _, form := range wrongForms() {
		answer := marta.post(form[0], form[1:]...)
		if answer.Code != http.StatusUnprocessableEntity {
			t.Errorf("%v is answered with %d", form, answer.Code)
		}
		for _, words := range nakedWords(t, answer.Body.String()) {
			t.Errorf("what is wrong with %s: %s", form[0], words)
		}
	}
}

// wrongForms are forms with mistakes: an address, then names and values.
func wrongForms() [][]string {
	return [][]string{
		{"/settings/owners", "hours", "never", "worth", "much"},
		{"/settings/alarms", "a_month", "none"},
		{"/settings/alarms", "a_month", "1000000"},
		{"/settings/people", "email", "κανένας", "role", "king"},
		{"/settings/webhooks", "name", "", "url", "ftp://x"},
		{"/settings/suppression", "addresses", "κανένας"},
		{"/settings/suppression", "addresses", "", "why", strings.Repeat("ω", surveys.MaxName+1)},
		{"/account", "name", ""},
		{"/cases", "customer", "", "text", ""},
		{"/advocates", "months", "0", "kind", "king"},
		{"/reports", "name", "κανένας", "from", "2026", "to", "2026"},
		{"/surveys/csat5", "expires", "x", "sample", "200", "pulse_weeks", "x"},
	}
}
