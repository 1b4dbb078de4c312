package templates_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
)

// teamTexts are the ids of all texts of the team's pages, with the file each
// stands in.
func teamTexts(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob("locales/team_*.en.toml")
	if err != nil || len(files) == 0 {
		t.Fatal("no texts of the team's pages:", err)
	}
	ids := map[string]string{}
	for _, file := range files {
		var texts map[string]any
		if _, err := toml.DecodeFile(file, &texts); err != nil {
			t.Fatal(file, err)
		}
		for id := range texts {
			if other := ids[id]; other != "" {
				t.Errorf("%s is in %s and in %s", id, other, file)
			}
			ids[id] = file
		}
	}
	return ids
}

// saidTexts are the ids that templates and Go code ask for by name, each with
// a file that does.
func saidTexts(t *testing.T) map[string]string {
	t.Helper()
	said := map[string]string{}
	told := regexp.MustCompile(`\bTell(?:Count)?\(\s*"([a-z0-9_]+)"[,)]`)
	for pattern, asks := range map[string]*regexp.Regexp{
		"../surveys/*.go":       told,
		"../surveys/store/*.go": told,
		"../cmd/barometer/*.go": told,
		"pages/*.html":          regexp.MustCompile(`\b(?:t|tn|h) "([a-z0-9_]+)"`),
		"*.go":                  regexp.MustCompile(`\.(?:Text|Count|Say|SayCount|Markup)\(\s*"(team_[a-z0-9_]+)"`),
		"mail/*":                regexp.MustCompile(`\.Text "([a-z0-9_]+)"`),
		"../mailer/*.go":        regexp.MustCompile(`\.(?:Text|Count|Tell|TellCount)\(\s*"([a-z0-9_]+)"[,)]`),
		"../server/*.go":        regexp.MustCompile(`\.(?:Text|Count|Markup|Tell|TellCount|telling)\(\s*"([a-z0-9_]+)"[,)]`),
	} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range asks.FindAllStringSubmatch(string(raw), -1) {
				said[m[1]] = file
			}
		}
	}
	return said
}

func TestEveryTextOfAPageStandsInTheLocaleFiles(t *testing.T) {
	there := teamTexts(t)
	for _, file := range []string{"locales/mail.en.toml", "locales/pages.en.toml", "locales/survey.en.toml", "locales/dates.en.toml"} {
		var texts map[string]any
		if _, err := toml.DecodeFile(file, &texts); err != nil {
			t.Fatal(err)
		}
		for id := range texts {
			if there[id] != "" {
				t.Errorf("%s is in %s and in %s", id, file, there[id])
			}
		}
	}
	for id, file := range saidTexts(t) {
		if there[id] == "" && english().Text(id) == "" {
			t.Errorf("%s says %s, which no file holds", file, id)
		}
	}
}

// TestPagesHoldNoWordsOfTheirOwn: what is left of a page or a mail without its
// tags, actions and names of the product are no letters.
func TestPagesHoldNoWordsOfTheirOwn(t *testing.T) {
	pages, err := filepath.Glob("pages/*.html")
	if err != nil {
		t.Fatal(err)
	}
	mails, err := filepath.Glob("mail/*")
	if err != nil || len(mails) == 0 {
		t.Fatal("no mails:", err)
	}
	for _, file := range append(pages, mails...) {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, words := range wordsIn(string(raw)) {
			t.Errorf("%s says %q itself", file, words)
		}
	}
}

// wordsIn returns the texts that people would read in a template: between
// tags, and in attributes that are read out or shown.
func wordsIn(page string) []string {
	page = regexp.MustCompile(`(?s)<(script|style|svg)\b.*?</(script|style|svg)>`).ReplaceAllString(page, "")
	page = regexp.MustCompile(`(?s)\{\{.*?\}\}`).ReplaceAllString(page, "")
	shown := regexp.MustCompile(`(?:aria-label|title|placeholder|alt)="([^"]*)"`).FindAllStringSubmatch(page, -1)
	page = regexp.MustCompile(`(?s)<code>.*?</code>|&[a-z]+;|<[^>]*>|Barometer`).ReplaceAllString(page, "\n")
	var out []string
	letters := regexp.MustCompile(`\pL{2}`)
	for _, m := range shown {
		page += "\n" + m[1]
	}
	for line := range strings.Lines(page) {
		if line = strings.TrimSpace(line); letters.MatchString(line) {
			out = append(out, line)
		}
	}
	return out
}
