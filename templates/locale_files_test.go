package templates_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"barometer/surveys"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
)

// forms are the forms of one text; one that numbers do not change has only "other".
type forms map[string]string

// kinds are the names that a language's files begin with.
func kinds() []string { return []string{"dates", "mail", "pages", "survey"} }

// readLocale reads one file of a language as a translator wrote it.
func readLocale(t *testing.T, kind, tag string) map[string]forms {
	t.Helper()
	raw, err := os.ReadFile(fmt.Sprintf("locales/%s.%s.toml", kind, tag))
	if err != nil {
		t.Fatal(err)
	}
	if !norm.NFC.IsNormal(raw) {
		t.Errorf("%s.%s.toml is not in NFC", kind, tag)
	}
	var file map[string]any
	if err := toml.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	out := map[string]forms{}
	for id, value := range file {
		out[id] = forms{}
		switch value := value.(type) {
		case string:
			out[id]["other"] = value
		case map[string]any:
			for form, text := range value {
				out[id][form], _ = text.(string)
			}
		}
	}
	return out
}

// placeholders are the names that a text holds, sorted, each once. A language
// greets by the first name or by the whole one, as it is polite.
func placeholders(text string) []string {
	text = strings.ReplaceAll(text, "{{.Full}}", "{{.First}}")
	found := regexp.MustCompile(`\{\{\.(\w+)\}\}`).FindAllString(text, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

// neededForms are those that the language's rules choose for some number.
func neededForms(tag string) []string {
	bundle := i18n.NewBundle(language.English)
	l := i18n.NewLocalizer(bundle, tag)
	bundle.MustAddMessages(language.MustParse(tag), &i18n.Message{
		ID: "form", Zero: "zero", One: "one", Two: "two", Few: "few", Many: "many", Other: "other",
	})
	found := map[string]bool{}
	for n := range 1001 {
		found[l.MustLocalize(&i18n.LocalizeConfig{MessageID: "form", PluralCount: n})] = true
	}
	found[l.MustLocalize(&i18n.LocalizeConfig{MessageID: "form", PluralCount: 1_000_000})] = true
	return slices.Sorted(maps.Keys(found))
}

func TestEveryLanguageSaysEverything(t *testing.T) {
	for _, kind := range kinds() {
		english := readLocale(t, kind, surveys.DefaultLanguage)
		for _, tag := range surveys.Languages() {
			said := readLocale(t, kind, tag)
			for id, want := range english {
				if said[id] == nil {
					t.Errorf("%s.%s.toml lacks %s", kind, tag, id)
					continue
				}
				checkText(t, kind+"."+tag+" "+id, tag, said[id], want)
			}
			for id := range said {
				if english[id] == nil {
					t.Errorf("%s.%s.toml has %s, which English has not", kind, tag, id)
				}
			}
		}
	}
}

// checkText checks that no form is missing and none forgets a value.
func checkText(t *testing.T, where, tag string, said, english forms) {
	t.Helper()
	want := []string{"other"}
	if len(english) > 1 {
		want = neededForms(tag)
	}
	if got := slices.Sorted(maps.Keys(said)); !slices.Equal(got, want) {
		t.Errorf("%s has the forms %v, want %v", where, got, want)
	}
	if got, want := placeholders(said["other"]), placeholders(english["other"]); !slices.Equal(got, want) {
		t.Errorf("%s holds %v, want %v", where, got, want)
	}
	for form, text := range said {
		plain := regexp.MustCompile(`\{\{\.\w+\}\}`).ReplaceAllString(text, "")
		if strings.TrimSpace(text) == "" || strings.ContainsAny(plain, "{}[]") || strings.TrimSpace(text) != text {
			t.Errorf("%s (%s) is empty, or holds braces or blanks too many: %q", where, form, text)
		}
		// The least numbers may be said in a word.
		for _, value := range placeholders(said["other"]) {
			if !slices.Contains(placeholders(text), value) && (value != "{{.Count}}" || !slices.Contains([]string{"zero", "one", "two"}, form)) {
				t.Errorf("%s (%s) forgets %s", where, form, value)
			}
		}
	}
}

// One file must not say again, perhaps otherwise, what another says.
func TestNoTextIsInTwoFiles(t *testing.T) {
	owner := map[string]string{}
	for _, kind := range kinds() {
		for id := range readLocale(t, kind, surveys.DefaultLanguage) {
			if owner[id] != "" {
				t.Errorf("%s is in %s and in %s", id, owner[id], kind)
			}
			owner[id] = kind
		}
	}
	files, err := filepath.Glob("locales/*.toml")
	files = slices.DeleteFunc(files, func(file string) bool { return strings.HasPrefix(file, "locales/team_") })
	if want := len(kinds()) * len(surveys.Languages()); err != nil || len(files) != want {
		t.Errorf("%d files, %v; want %d", len(files), err, want)
	}
}

// spelledAlike are texts that another language spells as English does.
func spelledAlike() []string {
	return []string{
		"es label_thumbs_1", // No
		"de month_4", "de month_8", "de month_9", "de month_11",
	}
}

func TestNoTextIsEnglishByAccident(t *testing.T) {
	for _, kind := range kinds() {
		english := readLocale(t, kind, surveys.DefaultLanguage)
		for _, tag := range surveys.Languages()[1:] {
			for id, said := range readLocale(t, kind, tag) {
				for form, text := range said {
					if text == english[id][form] && hasWords(text) && !slices.Contains(spelledAlike(), tag+" "+id) {
						t.Errorf("%s.%s.toml says %s in English: %q", kind, tag, id, text)
					}
					if found := latinWords(tag, text); found != nil {
						t.Errorf("%s.%s.toml says %s partly in Latin letters: %q", kind, tag, id, found)
					}
				}
			}
		}
	}
}

func withoutPlaceholders(text string) string {
	return regexp.MustCompile(`\{\{\.\w+\}\}`).ReplaceAllString(text, "")
}

func hasWords(text string) bool {
	return regexp.MustCompile(`\p{L}`).MatchString(withoutPlaceholders(text))
}

// latinWords finds Latin letters in a text of a language that has its own.
func latinWords(tag, text string) []string {
	if !slices.Contains([]string{"hi", "mr", "ar"}, tag) {
		return nil
	}
	return regexp.MustCompile(`\p{Latin}+`).FindAllString(withoutPlaceholders(text), -1)
}
