package templates_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/templates"
)

// spoken are all words, read once: nothing changes them.
var spoken = sync.OnceValues(templates.NewLocales)

func newLocales(tb testing.TB) *templates.Locales {
	tb.Helper()
	all, err := spoken()
	if err != nil {
		tb.Fatal(err)
	}
	return all
}

func TestLanguageIsTheFirstWishThatWeSpeak(t *testing.T) {
	all := newLocales(t)
	for _, c := range []struct {
		want   string
		wishes []string
	}{
		{"en", nil},
		{"pt", []string{"pt-BR", "fr"}},
		{"mr", []string{"", "mr", "de"}},
		{"ar", []string{"ja", "ar_EG"}},
		{"en", []string{"ja", "tlh"}},
	} {
		if got := all.In(c.wishes...); got.Tag != c.want || (got.Dir == "rtl") != (c.want == "ar") {
			t.Errorf("%v is answered in %s, %s; want %s", c.wishes, got.Tag, got.Dir, c.want)
		}
	}
}

// The form of a text is chosen by the rules of the language, not by English
// ones, and the number in it is written as the language writes it.
func TestNumbersChooseTheForm(t *testing.T) {
	all := newLocales(t)
	numbers := []int{0, 1, 2, 3, 11, 21, 100}
	for tag, want := range map[string][]string{
		"en": {"other", "one", "other", "other", "other", "other", "other"},
		"hi": {"one", "one", "other", "other", "other", "other", "other"},
		"mr": {"other", "one", "other", "other", "other", "other", "other"},
		"hu": {"other", "one", "other", "other", "other", "other", "other"},
		"de": {"other", "one", "other", "other", "other", "other", "other"},
		"fr": {"one", "one", "other", "other", "other", "other", "other"},
		"es": {"other", "one", "other", "other", "other", "other", "other"},
		"pt": {"one", "one", "other", "other", "other", "other", "other"},
		"ar": {"zero", "one", "two", "few", "many", "many", "other"},
	} {
		l, said := all.In(tag), readLocale(t, "mail", tag)["quiet"]
		for i, n := range numbers {
			text := strings.ReplaceAll(said[want[i]], "{{.Count}}", l.Number(n))
			if got := l.Count("quiet", n); got != text || got == "" {
				t.Errorf("%s says of %d: %q, want %q", tag, n, got, text)
			}
		}
	}
}

func TestNumbersAndDatesAreWrittenAsTheLanguageDoes(t *testing.T) {
	all := newLocales(t)
	march := time.Date(2026, 3, 29, 23, 30, 0, 0, time.UTC)
	may := time.Date(2026, 5, 1, 0, 30, 0, 0, time.UTC)
	for tag, want := range map[string][4]string{
		"en": {"4,000", "123,456", "29 March", "1 May"},
		"hi": {"4,000", "1,23,456", "29 मार्च", "1 मई"},
		"mr": {"४,०००", "१,२३,४५६", "२९ मार्च", "१ मे"},
		"hu": {"4000", "123\u00a0456", "március 29.", "május 1."},
		"de": {"4.000", "123.456", "29. März", "1. Mai"},
		"fr": {"4\u00a0000", "123\u00a0456", "29 mars", "1er mai"},
		"es": {"4000", "123.456", "29 de marzo", "1 de mayo"},
		"pt": {"4.000", "123.456", "29 de março", "1º de maio"},
		"ar": {"4,000", "123,456", "29 مارس", "1 مايو"},
	} {
		l := all.In(tag)
		if got := [4]string{l.Number(4000), l.Number(123456), l.Date(march), l.Date(may)}; got != want {
			t.Errorf("%s writes %q, want %q", tag, got, want)
		}
	}
	if got := all.In("en").Date(march.In(time.FixedZone("", 3600))); got != "30 March" {
		t.Errorf("an hour to the east it is the %s, want the 30th", got)
	}
}

func TestTextPutsValuesIn(t *testing.T) {
	l := newLocales(t).In("en")
	for _, c := range []struct{ got, want string }{
		{l.Text("page_send"), "Send"},
		{l.Text("page_choice", "Value", "2", "Label", "bad"), "2, bad"},
		{l.Text("page_choice", "Label", "{{.Value}} <b>", "Value", "{{.Label}}"), "{{.Label}}, {{.Value}} <b>"},
		{l.Text("page_choice", "Value", "2"), "2, "},
		{l.Text("there is none"), ""},
	} {
		if c.got != c.want {
			t.Errorf("says %q, want %q", c.got, c.want)
		}
	}
}

func TestTheOwnersWordsStandBeforeOurs(t *testing.T) {
	l := newLocales(t).In("de")
	s := surveys.DefaultSurvey()
	if w := l.Wording(s); w.Label(surveys.CSAT5, 1) != "Sehr schlecht" || w.Reasons["slow"] != "Es hat zu lange gedauert" {
		t.Errorf("ours are %+v", w)
	}
	s.Wording = map[string]surveys.Wording{"de": {Labels: []string{"Katastrophe"}, Reasons: map[string]string{"slow": "Zu langsam"}}}
	w := l.Wording(s)
	if w.Label(surveys.CSAT5, 1) != "Katastrophe" || w.Label(surveys.CSAT5, 2) != "Schlecht" || w.Reasons["slow"] != "Zu langsam" || w.Reasons["other"] != "Etwas anderes" {
		t.Errorf("the owner's over ours are %+v", w)
	}
	if w := l.Wording(surveys.DefaultSurvey()); w.Label(surveys.CSAT5, 1) != "Sehr schlecht" {
		t.Error("the owner's words have changed ours")
	}
}

func BenchmarkText(b *testing.B) {
	l := newLocales(b).In("hi")
	b.Run("plain", func(b *testing.B) {
		for b.Loop() {
			l.Text("page_send")
		}
	})
	b.Run("values", func(b *testing.B) {
		for b.Loop() {
			l.Text("page_choice", "Value", "2", "Label", "bad")
		}
	})
}
