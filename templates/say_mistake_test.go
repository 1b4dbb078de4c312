package templates_test

import (
	"errors"
	"io/fs"
	"testing"
	"testing/fstest"

	"barometer/surveys"
	"barometer/templates"
)

// germanMistakes is a second language with a few mistakes only.
const germanMistakes = `
"must lie between 1 and %d weeks; 0 for no pulse" = "muss zwischen 1 und %d Wochen liegen; 0 für keine"
"names the column %q for %s, which the file does not have" = "nennt für %[2]s die Spalte %[1]q, die es nicht gibt"
"has no @" = "hat kein @"
"is longer than %d characters" = "ist länger als %d Zeichen"
"a report that is %s cannot be %s" = "ein Bericht, der %s ist, kann nicht %s werden"
"released" = "freigegeben"
"there is no such view" = "diese Ansicht gibt es nicht"
reports_state_draft = "Entwurf"
mistake_sentence = "{{.Field}}: {{.Problem}}."
mistake_field_pulse_weeks = "Wochen"
`

// german is a second language with these texts beside all that is there.
func german(t *testing.T, texts string) *templates.Locale {
	t.Helper()
	files := fstest.MapFS{"locales/team_some.de.toml": {Data: []byte(texts)}}
	names, err := fs.Glob(templates.LocaleFiles(), "locales/*.toml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		raw, err := fs.ReadFile(templates.LocaleFiles(), name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: raw}
	}
	locales, err := templates.ReadLocales(files)
	if err != nil {
		t.Fatal(err)
	}
	return locales.In("de")
}

func TestAMistakeIsSaidInTheLanguageWithItsValues(t *testing.T) {
	de, en := german(t, germanMistakes), english()
	for _, c := range []struct {
		format string
		args   []any
		de     string
	}{
		{"must lie between 1 and %d weeks; 0 for no pulse", []any{52}, "muss zwischen 1 und 52 Wochen liegen; 0 für keine"},
		{"names the column %q for %s, which the file does not have", []any{"Ort", "region"}, `nennt für region die Spalte "Ort", die es nicht gibt`},
		{"%s", []any{surveys.CheckAddress("nobody")}, "hat kein @"},
		{"%s", []any{surveys.CheckText("four", 3)}, "ist länger als 3 Zeichen"},
		{"a report that is %s cannot be %s", []any{surveys.ReportDraft, surveys.Phrasef("released")}, "ein Bericht, der Entwurf ist, kann nicht freigegeben werden"},
		{"knows no field %q; there are %s", []any{"x", "has no @"}, `knows no field "x"; there are has no @`},
		{"not sent again: %s", []any{surveys.SkipWords(surveys.SkipBounced)}, "not sent again: mail to this address came back"},
	} {
		err := surveys.InvalidField("pulse_weeks", c.format, c.args...)
		if got := de.Mistake(err.Fields[0]); got != c.de {
			t.Errorf("%s says %q, want %q", c.format, got, c.de)
		}
		if got := en.Mistake(err.Fields[0]); got != err.Fields[0].Message || got == "" {
			t.Errorf("%s is %q in English, want %q", c.format, got, err.Fields[0].Message)
		}
	}
	if got := de.MistakeIn("pulse_weeks", "hat kein @"); got != "Wochen: hat kein @." {
		t.Errorf("the sentence is %q", got)
	}
	if got := en.MistakeIn("wording.de.question", "is empty"); got != "Wording.de.question is empty." {
		t.Errorf("a field without a name is called %q", got)
	}
}

func TestARefusalIsSaidInTheLanguage(t *testing.T) {
	de := german(t, germanMistakes)
	if got := de.Refusal(surveys.Errorf(surveys.NotFound, "there is no such view")); got != "diese Ansicht gibt es nicht" {
		t.Errorf("says %q", got)
	}
	for _, own := range []*surveys.Error{
		surveys.Errorf(surveys.Conflict, "nobody says this"),
		{Code: surveys.Conflict, Message: "nobody says this", Err: errors.New("for the log")},
	} {
		if got := de.Refusal(own); got != "nobody says this" {
			t.Errorf("says %q", got)
		}
	}
}

// Programs are told codes, people the names that pages have for them.
func TestAMistakeNamesCodesAsPeopleSeeThem(t *testing.T) {
	wrong := surveys.InvalidField("stage", "must be one of %s", surveys.CodesOf("life_stage_", []surveys.Stage{surveys.AtRisk, surveys.WonBack, "not_named"})).Fields[0]
	if got, want := wrong.Message, "must be one of at_risk, won_back, not_named"; got != want {
		t.Errorf("programs are told %q, want %q", got, want)
	}
	if got, want := english().Mistake(wrong), "must be one of at risk, won back and not_named"; got != want {
		t.Errorf("people are told %q, want %q", got, want)
	}
}
