package templates

import (
	"embed"
	"fmt"
	"io/fs"

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
	english map[string]pieces                   // of all languages, for what this one lacks
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
	read, err := readMessages(files)
	if err != nil {
		return nil, err
	}
	bundle, err := bundleOf(read)
	if err != nil {
		return nil, err
	}
	texts := textsOf(read)
	all := &Locales{byTag: map[string]*Locale{}}
	for _, tag := range surveys.Languages() {
		l := &Locale{
			Tag: tag, Dir: direction(tag), figures: figuresOf(tag),
			texts: texts[tag], english: texts[surveys.DefaultLanguage], plurals: i18n.NewLocalizer(bundle, tag),
		}
		l.wording, l.phrases = l.readWording(), l.readPhrases()
		all.byTag[tag] = l
	}
	return all, nil
}

// readMessages reads the files.
func readMessages(files fs.FS) ([]*i18n.MessageFile, error) {
	all, err := fs.ReadDir(files, "locales")
	if err != nil {
		return nil, fmt.Errorf("templates: %w", err)
	}
	var out []*i18n.MessageFile
	for _, f := range all {
		raw, err := fs.ReadFile(files, "locales/"+f.Name())
		if err != nil {
			return nil, fmt.Errorf("templates: %w", err)
		}
		file, err := i18n.ParseMessageFileBytes(raw, f.Name(), map[string]i18n.UnmarshalFunc{"toml": toml.Unmarshal})
		if err != nil {
			return nil, fmt.Errorf("templates: %s: %w", f.Name(), err)
		}
		out = append(out, file)
	}
	return out, nil
}

// bundleOf holds the texts with forms for numbers. The others, nearly all, need
// no templates.
func bundleOf(files []*i18n.MessageFile) (*i18n.Bundle, error) {
	counted := map[string]bool{}
	for _, f := range files {
		for _, m := range f.Messages {
			if m.Zero+m.One+m.Two+m.Few+m.Many != "" {
				counted[m.ID] = true
			}
		}
	}
	bundle := i18n.NewBundle(language.English)
	for _, f := range files {
		for _, m := range f.Messages {
			if !counted[m.ID] {
				continue
			}
			if err := bundle.AddMessages(f.Tag, m); err != nil {
				return nil, fmt.Errorf("templates: %s: %w", f.Path, err)
			}
		}
	}
	return bundle, nil
}

// textsOf returns the texts by language and id; of a text with forms for
// numbers, the form "other".
func textsOf(files []*i18n.MessageFile) map[string]map[string]pieces {
	texts := map[string]map[string]pieces{}
	for _, f := range files {
		tag := f.Tag.String()
		if texts[tag] == nil {
			texts[tag] = map[string]pieces{}
		}
		for _, m := range f.Messages {
			texts[tag][m.ID] = cut(m.Other)
		}
	}
	return texts
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
func (l *Locale) Text(id string, pairs ...string) string {
	text, _ := l.text(id)
	return text.fill(pairs)
}

func (l *Locale) text(id string) (pieces, bool) {
	if text, ok := l.texts[id]; ok {
		return text, true
	}
	text, ok := l.english[id]
	return text, ok
}

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
