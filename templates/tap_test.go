package templates_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"barometer/surveys"
	"barometer/templates"

	"golang.org/x/net/html"
)

// ratingFixture is a page after a tap on the second-worst choice.
func ratingFixture(l *templates.Locale, scale surveys.ScaleID, mode templates.RatingMode) templates.Rating {
	survey := surveys.NewSurvey("", scale)
	inv := surveys.Invitation{Type: "ticket", Interaction: "4127", Subject: "Label printer prints blank pages", Survey: "csat5", Scale: scale}
	page := templates.Rating{
		Frame: templates.Frame{Locale: l, House: "Lindqvist & Rao", CSP: "AAAAAAAAAAAAAAAAAAAAAA"},
		Mode:  mode, About: l.About(inv, ""), Question: l.Question(survey, inv, nil), Chosen: 2,
		Heading: l.Text("page_confirm"), Status: l.Text("page_confirm_text"), Words: true,
		Thanks: l.Text("page_thanks") + "\n" + l.Text("page_chose", "Choice", l.Named(survey, 2)),
		Seal:   strings.Repeat("A", 86), Step: 1, StopURL: "/u/" + strings.Repeat("0", surveys.TokenLength),
		Asked: l.Text("page_asked", "Address", l.Isolated("p•••a@northgate.example")),
	}
	if mode == templates.RatingDone {
		page.Heading, page.Status = page.Thanks, l.Text("page_counted")
	}
	page.Ask(survey, 2)
	for i := range page.Choices {
		page.Choices[i].Pressed = mode == templates.RatingDone && page.Choices[i].Tapped
	}
	return page
}

// tapFixtures are all pages for customers in a language, by name.
func tapFixtures(l *templates.Locale) map[string]templates.TapPage {
	frame := templates.Frame{Locale: l, House: "Lindqvist & Rao", CSP: "AAAAAAAAAAAAAAAAAAAAAA", Ink: "#1a5276", InkDark: "#6a94b0"}
	out := map[string]templates.TapPage{
		"about":        templates.AboutPage{Frame: frame},
		"notice":       templates.Notice{Frame: frame, Heading: l.Text("page_busy"), Text: l.Text("page_busy_text")},
		"stop":         templates.Stop{Frame: frame, Asked: "p•••a@northgate.example", URL: "/u/x"},
		"stop nobody":  templates.Stop{Frame: frame, URL: "/u/x"},
		"stopped":      templates.Stop{Frame: frame, Asked: "p•••a@northgate.example", Done: true},
		"stopped, who": templates.Stop{Frame: frame, Done: true},
	}
	for _, scale := range surveys.ScaleIDs() {
		for _, mode := range []templates.RatingMode{templates.RatingLive, templates.RatingPress, templates.RatingDone} {
			out[fmt.Sprintf("%s %s", scale, mode)] = ratingFixture(l, scale, mode)
		}
	}
	return out
}

func newTapPages(tb testing.TB, all *templates.Locales) *templates.TapPages {
	tb.Helper()
	pages, err := templates.NewTapPages(all, false)
	if err != nil {
		tb.Fatal(err)
	}
	return pages
}

func rendered(tb testing.TB, pages *templates.TapPages, page templates.TapPage) string {
	tb.Helper()
	body, err := pages.Render(page)
	if err != nil {
		tb.Fatal(err)
	}
	return string(body)
}

func TestTapPagesAreWellFormedInEveryLanguage(t *testing.T) {
	all := newLocales(t)
	pages := newTapPages(t, all)
	for _, tag := range surveys.Languages() {
		for name, page := range tapFixtures(all.In(tag)) {
			body := rendered(t, pages, page)
			for _, fault := range faults(body, all.In(tag)) {
				t.Errorf("%s in %s: %s", name, tag, fault)
			}
		}
	}
}

// markupOf is what matters of a page's elements.
type markupOf struct {
	faults    []string
	open      []string // elements that are not closed yet
	ids       []string
	wanted    []string // ids that labels point at
	title     bool
	headings  int
	lang, dir string
	words     string
}

// faults reads a page and says what is wrong with its markup.
func faults(body string, l *templates.Locale) []string {
	m := &markupOf{}
	z := html.NewTokenizer(strings.NewReader(body))
	for z.Next() != html.ErrorToken {
		m.token(z.Token())
	}
	if len(m.open) > 0 {
		m.faultf("%v are not closed", m.open)
	}
	if !m.title || m.headings != 1 {
		m.faultf("title %v, %d first headings; want one of each", m.title, m.headings)
	}
	if m.lang != l.Tag || m.dir != l.Dir {
		m.faultf("it is said to be in %q, %q", m.lang, m.dir)
	}
	for _, id := range m.wanted {
		if !slices.Contains(m.ids, id) {
			m.faultf("a label points at %s, which is not there", id)
		}
	}
	for _, mark := range []string{"[[", "]]", "{{", "}}", "ZgotmplZ", "\u2068 ", "<no value>"} {
		if strings.Contains(m.words, mark) {
			m.faultf("it says %q", mark)
		}
	}
	return m.faults
}

func (m *markupOf) faultf(format string, v ...any) {
	m.faults = append(m.faults, fmt.Sprintf(format, v...))
}

func (m *markupOf) token(token html.Token) {
	switch token.Type {
	case html.StartTagToken:
		m.start(token)
	case html.EndTagToken:
		if n := len(m.open); n == 0 || m.open[n-1] != token.Data {
			m.faultf("</%s> closes %v", token.Data, m.open)
			return
		}
		m.open = m.open[:len(m.open)-1]
	case html.TextToken:
		if n := len(m.open); n > 0 && m.open[n-1] != "script" && m.open[n-1] != "style" {
			m.words += token.Data
			m.title = m.title || m.open[n-1] == "title" && token.Data != ""
		}
	}
}

func (m *markupOf) start(token html.Token) {
	seen := map[string]bool{}
	for _, a := range token.Attr {
		if seen[a.Key] {
			m.faultf("%s has two attributes %s", token.Data, a.Key)
		}
		seen[a.Key] = true
		switch {
		case a.Key == "id" && slices.Contains(m.ids, a.Val):
			m.faultf("two elements have the id %s", a.Val)
		case a.Key == "id":
			m.ids = append(m.ids, a.Val)
		case a.Key == "for":
			m.wanted = append(m.wanted, a.Val)
		case token.Data == "html" && a.Key == "lang":
			m.lang = a.Val
		case token.Data == "html" && a.Key == "dir":
			m.dir = a.Val
		}
	}
	if token.Data == "h1" {
		m.headings++
	}
	if !slices.Contains([]string{"meta", "input", "br"}, token.Data) {
		m.open = append(m.open, token.Data)
	}
}

// What a page says in its markup and nowhere else would stay English unseen.
func TestTapPagesSayNothingInEnglishElsewhere(t *testing.T) {
	all := newLocales(t)
	pages := newTapPages(t, all)
	for _, tag := range []string{"hi", "mr", "ar"} {
		for name, page := range tapFixtures(all.In(tag)) {
			m := &markupOf{}
			z := html.NewTokenizer(strings.NewReader(rendered(t, pages, page)))
			for z.Next() != html.ErrorToken {
				m.token(z.Token())
			}
			known := strings.NewReplacer("Lindqvist & Rao", "", "p•••a@northgate.example", "", "Label printer prints blank pages", "")
			if found := latinWords(tag, known.Replace(m.words)); found != nil {
				t.Errorf("%s in %s says %q", name, tag, found)
			}
		}
	}
}

// The usual page fits into what a network sends at once.
func TestTapPageIsSmallInEveryLanguage(t *testing.T) {
	all := newLocales(t)
	pages := newTapPages(t, all)
	for _, tag := range surveys.Languages() {
		for _, mode := range []templates.RatingMode{templates.RatingLive, templates.RatingPress, templates.RatingDone} {
			size, most := len(rendered(t, pages, ratingFixture(all.In(tag), surveys.CSAT5, mode))), 8000
			if tag == surveys.DefaultLanguage {
				most = 6000
			}
			t.Logf("%s %s: %d bytes", tag, mode, size)
			if size > most {
				t.Errorf("%s in %s is %d bytes, want at most %d", mode, tag, size, most)
			}
		}
	}
}

func TestTapPageNamesChoicesAsTheScaleDoes(t *testing.T) {
	all := newLocales(t)
	own := surveys.NewSurvey("", surveys.CSAT5)
	own.Wording = map[string]surveys.Wording{"de": {Labels: []string{"Katastrophe"}}}
	for _, c := range []struct {
		tag    string
		survey surveys.Survey
		choice int
		want   string
	}{
		{"en", surveys.NewSurvey("", surveys.CSAT5), 2, "2, bad"},
		{"en", surveys.NewSurvey("", surveys.Thumbs), 2, "“Yes”"},
		{"en", surveys.NewSurvey("", surveys.NPS11), 10, "10, very likely"},
		{"en", surveys.NewSurvey("", surveys.NPS11), 4, "4"},
		{"fr", surveys.NewSurvey("", surveys.Faces3), 3, "«\u00a0Bien\u00a0»"},
		{"hi", surveys.NewSurvey("", surveys.CSAT5), 5, "5, बहुत अच्छा"},
		{"de", own, 1, "1, Katastrophe"},
		{"de", own, 2, "2, schlecht"},
		{"ar", surveys.NewSurvey("", surveys.CSAT5), 2, "\u20682، سيئ\u2069"},
		{"ar", surveys.NewSurvey("", surveys.NPS11), 4, "\u20684\u2069"},
	} {
		if got := all.In(c.tag).Named(c.survey, c.choice); got != c.want {
			t.Errorf("%s names %d %q, want %q", c.tag, c.choice, got, c.want)
		}
	}
}

// Where words alone name the choices, the best stands first, as in the mail;
// numbers go up in the direction of reading.
func TestTapPageOrdersChoices(t *testing.T) {
	l := newLocales(t).In("en")
	for scale, want := range map[surveys.ScaleID][]string{
		surveys.Thermometer4: {"Excellent", "Good", "Could be better", "Not good"},
		surveys.Thumbs:       {"Yes", "No"},
		surveys.CSAT5:        {"very bad", "bad", "so-so", "good", "very good"},
	} {
		var got []string
		for _, c := range ratingFixture(l, scale, templates.RatingLive).Choices {
			got = append(got, c.Label)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s shows %v, want %v", scale, got, want)
		}
	}
	nps := ratingFixture(l, surveys.NPS11, templates.RatingLive)
	if nps.Ends != "0 = not at all, 10 = very likely" || nps.Choices[0].Label != "" || nps.Columns() != 6 {
		t.Errorf("eleven choices: %q, %q, %d columns", nps.Ends, nps.Choices[0].Label, nps.Columns())
	}
}

// The figures and the Latin names in a sentence from right to left stand by
// themselves, so that they do not turn the words around them.
func TestTapPageIsolatesWhatIsLatin(t *testing.T) {
	all := newLocales(t)
	body := rendered(t, newTapPages(t, all), ratingFixture(all.In("ar"), surveys.CSAT5, templates.RatingPress))
	for _, want := range []string{
		"<bdi>Lindqvist &amp; Rao</bdi>", "<bdi>4127</bdi>", "<bdi>p•••a@northgate.example</bdi>", "<bdi>Label printer prints blank pages</bdi>",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

func TestTapPageInTheOwnersColour(t *testing.T) {
	all := newLocales(t)
	pages := newTapPages(t, all)
	page := ratingFixture(all.In("en"), surveys.CSAT5, templates.RatingLive)
	if strings.Contains(rendered(t, pages, page), "first-child") {
		t.Error("a page without a colour has one")
	}
	page.Ink, page.InkDark = "#1a5276", "#6a94b0"
	if body := rendered(t, pages, page); !strings.Contains(body, "color:light-dark(#1a5276,#6a94b0)") {
		t.Error("the colour is not on the page")
	}
	page.Ink = "red}body{display:none"
	if body := rendered(t, pages, page); strings.Contains(body, "display:none}") && strings.Contains(body, "red}") {
		t.Error("what is no colour came onto the page")
	}
}

func BenchmarkTapRender(b *testing.B) {
	all := newLocales(b)
	pages := newTapPages(b, all)
	for _, tag := range []string{"en", "hi"} {
		l := all.In(tag)
		b.Run(tag, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				rendered(b, pages, ratingFixture(l, surveys.CSAT5, templates.RatingLive))
			}
		})
	}
}
