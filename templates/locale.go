package templates

import (
	"embed"
	"fmt"
	"io/fs"
	"maps"

	"barometer/surveys"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

//go:embed locales/*.toml
var localeFiles embed.FS

// Locales are the words for customers in every language, from the files in
// locales/. Safe for concurrent use.
type Locales struct{ byTag map[string]*Locale }

// Locale is one language.
type Locale struct {
	Tag string // of surveys.Languages
	Dir string // ltr or rtl

	texts   map[string]pieces
	wording map[surveys.ScaleID]surveys.Wording // our own, with every built-in reason
	plurals *i18n.Localizer
	figures language.Tag      // with the digits that numbers are written in
	phrases map[string]phrase // see phraseIDs
}

// NewLocales reads every language, so that a broken file stops the program at
// its start.
func NewLocales() (*Locales, error) { return ReadLocales(localeFiles) }

// LocaleFiles are the files with the words of every language, in locales/.
func LocaleFiles() fs.FS { return localeFiles }

// ReadLocales reads every language from the files in locales/.
func ReadLocales(files fs.FS) (*Locales, error) {
	bundle := i18n.NewBundle(language.English)
	bundle.RegisterUnmarshalFunc("toml", toml.Unmarshal)
	texts, err := readTexts(files, bundle)
	if err != nil {
		return nil, err
	}
	all := &Locales{byTag: map[string]*Locale{}}
	for _, tag := range surveys.Languages() {
		l := &Locale{
			Tag: tag, Dir: direction(tag), figures: figuresOf(tag),
			texts: maps.Clone(texts[surveys.DefaultLanguage]), plurals: i18n.NewLocalizer(bundle, tag),
		}
		maps.Copy(l.texts, texts[tag])
		l.wording, l.phrases = l.readWording(), l.readPhrases()
		all.byTag[tag] = l
	}
	return all, nil
}

// readTexts reads the files into the bundle and returns their texts by
// language and id; of a text with forms for numbers, the form "other".
func readTexts(files fs.FS, bundle *i18n.Bundle) (map[string]map[string]pieces, error) {
	all, err := fs.ReadDir(files, "locales")
	if err != nil {
		return nil, fmt.Errorf("templates: %w", err)
	}
	texts := map[string]map[string]pieces{}
	for _, f := range all {
		file, err := bundle.LoadMessageFileFS(files, "locales/"+f.Name())
		if err != nil {
			return nil, fmt.Errorf("templates: %s: %w", f.Name(), err)
		}
		tag := file.Tag.String()
		if texts[tag] == nil {
			texts[tag] = map[string]pieces{}
		}
		for _, m := range file.Messages {
			texts[tag][m.ID] = cut(m.Other)
		}
	}
	return texts, nil
}

func direction(tag string) string {
	if tag == "ar" {
		return "rtl"
	}
	return "ltr"
}

// In returns the language of the first wish that we speak, see
// surveys.ChooseLanguage: the contact's, then the survey's, then the house's.
func (l *Locales) In(wishes ...string) *Locale { return l.byTag[surveys.ChooseLanguage(wishes...)] }

// Text returns a text with the values put in: name, value, name, value, …
// What the language lacks is said in English; what even English lacks is
// empty, and a test makes sure that there is none.
func (l *Locale) Text(id string, pairs ...string) string { return l.texts[id].fill(pairs) }

// Count returns the form of a text for a number, which it may hold as
// {{.Count}} beside other values.
func (l *Locale) Count(id string, n int, pairs ...string) string {
	data := map[string]string{"Count": l.Number(n)}
	for i := 0; i+1 < len(pairs); i += 2 {
		data[pairs[i]] = pairs[i+1]
	}
	text, _ := l.plurals.Localize(&i18n.LocalizeConfig{MessageID: id, PluralCount: n, TemplateData: data})
	return text
}

// Wording returns what the survey says in the language: the owner's words
// where there are, else ours. It is shared and must not be changed.
func (l *Locale) Wording(s surveys.Survey) surveys.Wording {
	words := l.wording[s.Scale]
	if own, ok := s.Wording[l.Tag]; ok {
		words = own.Or(words)
	}
	if reasons := s.OwnReasons(l.Tag); reasons != nil {
		words = words.Or(surveys.Wording{Labels: words.Labels, Reasons: reasons})
	}
	return words
}

func (l *Locale) readWording() map[surveys.ScaleID]surveys.Wording {
	reasons := map[string]string{}
	for _, id := range surveys.BuiltInReasons() {
		reasons[id] = l.Text("reason_" + id)
	}
	out := map[surveys.ScaleID]surveys.Wording{}
	for _, scale := range surveys.Scales() {
		w := surveys.Wording{Question: l.Text("question_" + string(scale.ID)), Reasons: reasons}
		for _, choice := range scale.Choices() {
			w.Labels = append(w.Labels, l.Text(fmt.Sprintf("label_%s_%d", scale.ID, choice)))
		}
		out[scale.ID] = w
	}
	return out
}
